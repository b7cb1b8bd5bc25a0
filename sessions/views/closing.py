"""Opening, closing and reopening a session."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from sessions.forms.closing import ClosingForm
from sessions.forms.desk import ReopenForm
from sessions.models import VaccinationSession
from sessions.rules.stages import Stage
from sessions.services import board
from sessions.services.closing import close_session, mark_no_shows, undecided
from sessions.services.live_board import device_lines
from sessions.services.running import open_session, reopen_session
from sessions.views.bar import desk_page, visible_session
from sessions.views.desk import waiting
from sessions.views.fetch import posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import page, see_other

UNRESOLVED = (Stage.CHECKED_IN, Stage.ELIGIBLE)


@require_POST
@requires(P.RUN_SESSION)
def session_open(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    try:
        open_session(vax_session=vax_session, by=request.user)
    except RuleBroken as refusal:
        shown = {"may_run": True, "problems": refusal.told()}
        return desk_page(request, "desk/not_open.html", vax_session, shown, status=422)
    return see_other("sessions:desk", vax_session.ref)


@requires(P.RUN_SESSION)
def session_close(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    if not vax_session.is_open:
        return see_other("sessions:desk", vax_session.ref)
    lots = list(vax_session.lots.select_related("lot__vaccine"))
    form = ClosingForm(posted(request), lots=lots)
    if form.is_valid() and form.settle(close_session, vax_session=vax_session, by=request.user):
        return see_other("sessions:desk", vax_session.ref)
    return desk_page(request, "desk/close.html", vax_session, {"form": form, **_left_to_do(vax_session)})


def _left_to_do(vax_session: VaccinationSession) -> dict[str, object]:
    unresolved = [
        waiting(one) for stage in UNRESOLVED for one in board.queue(vax_session, stage).order_by("person__folded_name")
    ]
    absent = board.queue(vax_session, Stage.EXPECTED).order_by("person__folded_name")
    return {
        "unresolved": unresolved,
        "absent": list(absent),
        "devices": [line for line in device_lines(vax_session, clock.now()) if line.holds],
        "conflicts": list(undecided(vax_session)),
        "observed": [line for one in board.queue(vax_session, Stage.OBSERVED) if (line := waiting(one)).minutes],
    }


@require_POST
@requires(P.RUN_SESSION)
def session_no_shows(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    seen = request.POST.get("expected", "")
    expected = int(seen) if seen.isdecimal() and len(seen) <= 6 else 0  # nobody is marked whom the lead has not seen
    try:
        mark_no_shows(vax_session=vax_session, by=request.user, expected=expected)
    except RuleBroken as refusal:
        lots = list(vax_session.lots.select_related("lot__vaccine"))
        shown = {"form": ClosingForm(lots=lots), "problems": refusal.told(), **_left_to_do(vax_session)}
        return desk_page(request, "desk/close.html", vax_session, shown, status=422)
    return see_other("sessions:session_close", vax_session.ref)


@requires(P.REOPEN_SESSION)
def session_reopen(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    form = ReopenForm(request.POST or None)
    if form.is_valid() and form.settle(
        reopen_session, vax_session=vax_session, reason=form.cleaned_data["reason"], by=request.user
    ):
        return see_other("sessions:session_reopen", vax_session.ref)
    return page(request, "sessions/session_reopen.html", {"form": form, "vax_session": vax_session})
