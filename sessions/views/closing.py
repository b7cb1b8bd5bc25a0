"""Opening, closing and reopening a session, and its sheet on paper."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sessions.forms.closing import ClosingForm
from sessions.forms.desk import ReopenForm
from sessions.models import Appointment, Dose, VaccinationSession
from sessions.rules.stages import Stage
from sessions.services import board
from sessions.services.closing import close_session, mark_no_shows
from sessions.services.running import open_session, reopen_session
from sessions.views.bar import desk_page, visible_session
from sessions.views.desk import waiting
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
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
    form = ClosingForm(request.POST or None, lots=lots)
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


@requires(P.SEE_PEOPLE)
def session_sheet(request: Request, ref: UUID) -> HttpResponse:
    """Everybody of the session with what became of them, to print and sign; reading it leaves a trace."""
    vax_session = visible_session(request, ref)
    record(request.user, "session.sheet_read", vax_session)
    people = Appointment.objects.filter(session=vax_session).subjects().with_course().order_by("person__folded_name")
    doses = Dose.objects.filter(session=vax_session).not_voided().select_related("lot", "injected_by")
    by_appointment = {dose.appointment_id: dose for dose in doses}
    rows = people.select_related("person__commune", "slot")
    lines = [_line(one, by_appointment.get(one.pk)) for one in rows]
    lots = vax_session.lots.select_related("lot__vaccine")
    shown = {"vax_session": vax_session, "lines": lines, "lots": lots, "now": timezone.localtime(clock.now())}
    return page(request, "sessions/session_sheet.html", shown)


def _line(appointment: Appointment, dose: Dose | None) -> dict[str, object]:
    return {"appointment": appointment, "dose": dose, "word": dose.word if dose else ""}
