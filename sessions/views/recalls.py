"""One lot under suspicion: everybody and everything that it concerns, and the acts that follow, on one screen."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions.forms.stock import LiftForm, RecallForm
from sessions.models import Lot
from sessions.recall_sheet import calling_sheet
from sessions.services import recall_letters, recall_reach
from sessions.services.recalls import lift_recall, recall_lot, tell_people
from sessions.views import crumbs
from sessions.views.fetch import get_or_post, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import page, see_other

PER_PAGE = 50
CALLERS = (P.RECALL_LOT, P.REOPEN_SESSION, P.RUN_SESSION)  # province, district, lead of a site: who calls people
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get_or_post
@requires(P.SEE_STOCK)
def lot_recall(request: Request, ref: UUID) -> HttpResponse:
    """Everybody who sees the lot sees its reach within their scope; the province recalls it and takes that back."""
    lot, may_recall = _lot(request, ref), request.user.may(P.RECALL_LOT)
    form = (LiftForm if lot.recalled_at else RecallForm)(posted(request))
    act, words = (lift_recall, _("Đã bỏ thu hồi lô.")) if lot.recalled_at else (recall_lot, _("Đã thu hồi lô."))
    if form.is_valid() and form.settle(act, lot=lot, by=request.user):
        messages.success(request, words)
        return see_other("sessions:lot_recall", ref)
    found = Paginator(recall_reach.doses_of(lot, request.user), PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "lot.people_seen", lot, people=len(found), page=found.number)
    return page(request, "stock/recall.html", _shown(request, lot) | {"form": form, "found": found, "may": may_recall})


def _shown(request: Request, lot: Lot) -> dict[str, object]:
    user = request.user
    sessions = recall_reach.sessions_of(lot, user)
    return {
        "lot": lot,
        "today": clock.today(),
        "shelves": recall_reach.shelves_of(lot, user),
        "coming": recall_reach.on_the_way(lot, user),
        "sessions": sessions,
        "session_count": len(sessions),
        "next_people": sum(one.people for one in sessions),
        "told": recall_reach.told_of(lot, user),
        "told_refs": recall_letters.told(lot) if lot.recalled_at else set(),
        "may_export": any(user.may(one) for one in CALLERS),
        "crumbs": [crumbs.here(str(_("Vắc xin"))), crumbs.here(lot.number)],
    }


@require_POST
@requires(P.RECALL_LOT)
def lot_tell(request: Request, ref: UUID) -> HttpResponse:
    try:
        people = tell_people(lot=_lot(request, ref), by=request.user)
        messages.success(request, _("Số tin nhắn vừa gửi đi: %(people)s.") % {"people": people})
    except RuleBroken as refusal:
        messages.error(request, refusal.message(refusal.problems[0]))
    return see_other("sessions:lot_recall", ref)


@require_safe
@requires(*CALLERS)
def lot_people_file(request: Request, ref: UUID) -> HttpResponse:
    """The list to call from, with telephone numbers: within the scope, and told to the audit."""
    lot = _lot(request, ref)
    doses = list(recall_reach.doses_of(lot, request.user).select_related("person__commune__district__province"))
    record(request.user, "lot.people_exported", lot, people=len(doses))
    content = calling_sheet(doses, recall_letters.told(lot) if lot.recalled_at else ())
    response = HttpResponse(content, content_type=XLSX)
    name = f"nguoi-tiem-lo-{clock.today():%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _lot(request: Request, ref: UUID) -> Lot:
    return get_object_or_404(Lot.objects.visible_to(request.user).select_related("vaccine", "recalled_by"), ref=ref)
