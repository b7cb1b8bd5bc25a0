"""The list of sessions, one session's page, and its people on paper."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sessions.forms.filters import SessionFilter
from sessions.models import VaccinationSession
from sessions.rules import planning as rules
from sessions.rules.states import SessionState
from sessions.services.candidates import whom_first
from sessions.services.invitations import place_of
from sessions.services.live_board import open_acts
from sessions.services.overview import Fill, fill_of, home_at, unreached, with_figures
from sessions.services.seating import BEFORE_THE_DAY
from sessions.views import crumbs
from sessions.views.bar import may_see_acts
from sessions.views.fetch import session_of
from sessions.wording import WORDING
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Level
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.http import page
from vaxportal.core.text import fold
from vaxportal.core.wording import say

PER_PAGE = 50
PEOPLE_PER_PAGE = 50


@require_safe
@requires(P.SEE_SESSIONS)
def session_list(request: Request) -> HttpResponse:
    past = request.GET.get("when") == "past"
    form = SessionFilter(request.GET)
    sessions = _filtered(VaccinationSession.objects.visible_to(request.user), form)
    today = clock.today()
    tabs = [
        {"label": _("Sắp tới"), "url": "?", "count": sessions.filter(day__gte=today).count(), "current": not past},
        {"label": _("Đã qua"), "url": "?when=past", "count": sessions.filter(day__lt=today).count(), "current": past},
    ]
    rows = sessions.filter(day__lt=today) if past else sessions.filter(day__gte=today).order_by("day", "starts_at")
    found = Paginator(with_figures(rows), PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "sessions/list.html",
        {
            "form": form,
            "found": found,
            "tabs": tabs,
            "today": today,
            "may_plan": request.user.may(P.PLAN_SESSION),
            "shows_facility": request.user.acting.level is not Level.FACILITY,
        },
    )


@require_safe
@requires(P.SEE_SESSIONS)
def session_detail(request: Request, ref: UUID) -> HttpResponse:
    vax_session = session_of(request, ref)
    slots, fill = list(vax_session.slots.all()), fill_of(vax_session)
    people = vax_session.appointments.subjects().for_the_list()
    chosen = request.GET.get("slot", "")
    if slot := next((slot for slot in slots if str(slot.ref) == chosen), None):
        people = people.filter(slot=slot)
    found = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "session.people_seen", vax_session, people=len(found))
    return page(
        request,
        "sessions/detail.html",
        {
            "vax_session": vax_session,
            "slots": slots,
            "slot_tabs": _slot_tabs(slots, slot, fill),
            "lots": vax_session.lots.select_related("lot__vaccine"),
            "stations": (stations := vax_session.stations.count()),
            "home_at": home_at(vax_session, stations=stations),
            "fill": fill,
            "found": found,
            "lost_devices": vax_session.devices.exclude(lost_at=None).select_related("lost_by"),
            "undecided": open_acts(vax_session).count(),
            "untold": unreached(vax_session)[1].count(),
            "cautions": cautions_of(vax_session, fill),
            "place": place_of(vax_session),
            "whom_first": urlencode(whom_first(vax_session)),
            "may": _may(request, vax_session),
            "crumbs": crumbs.of_session(vax_session),
        },
    )


@require_safe
@requires(P.SEE_PEOPLE)
def session_by_hand(request: Request, ref: UUID) -> HttpResponse:
    """Who has no phone and no e-mail: told by somebody who goes there."""
    vax_session = session_of(request, ref)
    invited, called_off = (list(rows) for rows in unreached(vax_session))
    record(request.user, "session.people_seen", vax_session, people=len(invited) + len(called_off))
    context = {"vax_session": vax_session, "invited": invited, "called_off": called_off, "place": place_of(vax_session)}
    path = crumbs.of_session(vax_session, crumbs.here(_("Báo trực tiếp")))
    return page(request, "sessions/by_hand.html", context | {"crumbs": path})


@require_safe
@requires(P.SEE_PEOPLE)
def session_print(request: Request, ref: UUID) -> HttpResponse:
    """The list on paper, for the day on which the network fails."""
    vax_session = session_of(request, ref)
    people = list(vax_session.appointments.subjects().for_the_list())
    record(request.user, "session.people_printed", vax_session, people=len(people))
    context = {"vax_session": vax_session, "people": people, "now": timezone.localtime(clock.now())}
    return page(request, "sessions/print.html", context | {"crumbs": crumbs.of_session(vax_session)})


def _filtered(sessions: QuerySet[VaccinationSession], form: SessionFilter) -> QuerySet[VaccinationSession]:
    form.is_valid()
    given = form.cleaned_data
    if given.get("day"):
        sessions = sessions.filter(day=given["day"])
    if given.get("state"):
        sessions = sessions.filter(state=given["state"])
    if wanted := given.get("q"):
        named = Q(facility__folded_name__contains=fold(wanted)) | Q(facility__code=wanted.upper())
        sessions = sessions.filter(named)
    return sessions


def _slot_tabs(slots: list, chosen: object, fill: Fill) -> list[dict[str, object]]:
    tabs = [{"label": _("Tất cả"), "url": "?", "count": fill.people, "current": chosen is None}]
    for slot in slots:
        count = f"{slot.taken}/{slot.capacity}"
        tabs.append({"label": str(slot), "url": f"?slot={slot.ref}", "count": count, "current": slot == chosen})
    return tabs


def cautions_of(vax_session: VaccinationSession, fill: Fill) -> list[str]:
    """What the planner should look at again before publishing, and what would stand in the way of it today."""
    if vax_session.state not in BEFORE_THE_DAY:
        return []
    is_draft = vax_session.state == SessionState.DRAFT
    found = [
        *rules.plan_cautions(
            places=fill.places if is_draft else fill.people,  # once published, who comes counts
            doses=fill.doses,
            stations=vax_session.stations.count(),
            people=fill.people,
            per_station=settings.PEOPLE_PER_STATION,
        )
    ]
    if is_draft:
        today, late = clock.today(), vax_session.planned_late
        found += rules.publish_problems(
            state=vax_session.state, day=vax_session.day, today=today, planned_late=late, doses=fill.doses
        )
    return [say(caution, WORDING) for caution in found]


def _may(request: Request, vax_session: VaccinationSession) -> dict[str, bool]:
    """Which acts the page offers; the services ask the same rules again."""
    user, today = request.user, clock.today()
    state, late = vax_session.state, vax_session.day <= today and not vax_session.planned_late
    is_draft, is_published = state == SessionState.DRAFT, state == SessionState.PUBLISHED
    plans, runs = user.may(P.PLAN_SESSION), user.may(P.RUN_SESSION)
    fills = (plans and is_draft) or (runs and is_published)
    return {
        "change": plans and is_draft,
        "fill": fills,
        "publish": runs and is_draft,
        "leave_to_site": plans and is_draft and not runs,
        "cancel": fills,
        "resize": runs and is_published,
        "plan": plans,
        "issue": user.may(P.MANAGE_STOCK) and (is_published or state == SessionState.OPEN),
        "allow_late": user.may(P.REOPEN_SESSION) and is_draft and late,
        "work": user.may(P.CHECK_IN) and (state == SessionState.OPEN or (is_published and vax_session.day <= today)),
        "board": state in (SessionState.PUBLISHED, SessionState.OPEN, SessionState.CLOSED),
        "paper": user.may(P.SEE_PEOPLE) and (is_published or state == SessionState.OPEN),
        "sheet": user.may(P.SEE_PEOPLE) and state in (SessionState.OPEN, SessionState.CLOSED),
        "close": runs and state == SessionState.OPEN,
        "see_acts": may_see_acts(user),
        "reopen": user.may(P.REOPEN_SESSION) and state == SessionState.CLOSED,
        "see_people": user.may(P.SEE_PEOPLE),
    }
