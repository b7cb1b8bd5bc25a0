"""The live board of a session, and the people behind its numbers."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sessions.models import Lot, Slot, VaccinationSession
from sessions.rules.stages import WITHOUT_DOSE, Group
from sessions.services.live_board import board_of, counts_by_slot, people_in, total
from sessions.views import crumbs
from sessions.views.bar import may_see_acts
from sessions.views.fetch import session_of
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core.http import page
from vaxportal.core.ids import read_ref

PER_PAGE = 50
NO_SLOT = "none"
GROUP_NAMES = {
    Group.PLANNED: _("Được hẹn"),
    Group.WALK_IN: _("Đến trực tiếp"),
    Group.ARRIVED: _("Đã đến"),
    Group.SCREENED: _("Đã khám sàng lọc"),
    Group.INJECTED: _("Đã tiêm"),
    Group.OBSERVED: _("Đang theo dõi"),
    Group.LEFT: _("Đã về sau theo dõi"),
    Group.TO_INJECT: _("Chưa có kết quả"),
    Group.DEFERRED: _("Trì hoãn"),
    Group.CONTRAINDICATED: _("Chống chỉ định"),
    Group.REFERRED: _("Chuyển viện"),
    Group.REFUSED: _("Từ chối tiêm"),
    Group.NO_SHOW: _("Không đến"),
}
WAY = (Group.PLANNED, Group.WALK_IN, Group.ARRIVED, Group.SCREENED, Group.INJECTED, Group.OBSERVED, Group.LEFT)


@require_safe
@requires(P.SEE_SESSIONS)
def session_board(request: Request, ref: UUID) -> HttpResponse:
    vax_session = session_of(request, ref)
    board = board_of(vax_session)
    shown = {
        "vax_session": vax_session,
        "board": board,
        "way": [(group, GROUP_NAMES[group], board.counts[group]) for group in WAY],
        "without_dose": [(group, GROUP_NAMES[group], board.counts[group]) for group in WITHOUT_DOSE],
        "may_see_people": request.user.may(P.SEE_PEOPLE),
        "may_see_acts": may_see_acts(request.user),
        "may_settle": request.user.may(P.VOID_DOSE),
        "may_work": request.user.may(P.CHECK_IN) and vax_session.is_open,
    }
    return page(request, "desk/board.html", shown)


@require_safe
@requires(P.SEE_PEOPLE)
def board_people(request: Request, ref: UUID) -> HttpResponse:
    """The people behind one number of the board; reading their names leaves a trace."""
    vax_session = session_of(request, ref)
    wanted = request.GET.get("group", "")
    group = Group(wanted) if wanted in set(Group) else Group.PLANNED
    slot, told = _slot(vax_session, request.GET.get("slot", "")), request.GET.get("lot", "")
    lot = get_object_or_404(Lot, session_lots__session=vax_session, ref=read_ref(told)) if told else None
    people = people_in(vax_session, group)
    if slot:
        people = people.filter(slot=None if slot == NO_SLOT else slot)
    if lot:
        people = people.filter(dose__lot=lot)
    found = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "session.people_seen", vax_session, people=len(found))
    shown = {
        "vax_session": vax_session,
        "group": GROUP_NAMES[group],
        "slot": slot,
        "lot": lot,
        "tabs": [] if lot else _tabs(vax_session, group, slot),
        "found": found,
        "crumbs": crumbs.of_session(vax_session, *_path(vax_session, group)),
    }
    return page(request, "sessions/board_people.html", shown)


def _path(vax_session: VaccinationSession, group: Group) -> list[crumbs.Crumb]:
    board = {"label": str(_("Bảng theo dõi")), "url": reverse("sessions:session_board", args=[vax_session.ref])}
    return [board, crumbs.here(str(GROUP_NAMES[group]))]


def _slot(vax_session: VaccinationSession, told: str) -> Slot | str | None:
    if not told or told == NO_SLOT:
        return told or None
    return get_object_or_404(Slot, session=vax_session, ref=read_ref(told))


def _tabs(vax_session: VaccinationSession, chosen: Group, slot: Slot | str | None) -> list[dict[str, object]]:
    """The other numbers of the same slot, or of all."""
    by_slot = counts_by_slot(vax_session)
    key = slot.pk if isinstance(slot, Slot) else None
    counts = total([by_slot[key]] if slot and key in by_slot else [] if slot else by_slot.values())
    kept = f"&slot={slot.ref if isinstance(slot, Slot) else slot}" if slot else ""
    return [
        {"label": name, "url": f"?group={group}{kept}", "count": counts[group], "current": group is chosen}
        for group, name in GROUP_NAMES.items()
        if counts[group] or group is chosen
    ]
