"""Who comes to a session: picked from those who wait, or taken out again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registration.models import Organization, PriorityGroup, Registration
from sessions.forms.filters import CandidateFilter, Choices
from sessions.forms.people import PickForm, RemovalForm, TimeForm
from sessions.models import Appointment, VaccinationSession
from sessions.rules.states import SessionState
from sessions.services.candidates import Order, Wanted, candidates, for_the_list, tallied, tallied_by_organization
from sessions.services.filling import fill_places
from sessions.services.moving import change_time
from sessions.services.overview import fill_of, with_places
from sessions.services.seating import BEFORE_THE_DAY, Added, add_people, remove_person
from sessions.views import crumbs
from sessions.views.fetch import get_or_post, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core.http import go_to, page, see_other
from vaxportal.core.text import cut
from vaxportal.geography.models import Commune

PER_PAGE = 50


@get_or_post
@requires(P.PLAN_SESSION)
def session_people(request: Request, ref: UUID) -> HttpResponse:
    vax_session = _session(request, ref)
    everybody = candidates(vax_session=vax_session, by=request.user)
    chosen = CandidateFilter(request.GET, offered=_offered(everybody, vax_session))
    waiting = chosen.wanted().of(everybody)
    form = PickForm(posted(request), slots=with_places(vax_session))
    if form.is_valid() and not form.is_search and _settled(request, form, vax_session, waiting, chosen.wanted()):
        return go_to(request.get_full_path())
    if form.is_search:
        waiting = form.named(waiting)
    found = Paginator(for_the_list(waiting), PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "session.candidates_seen", vax_session, people=len(found))
    return page(
        request,
        "sessions/people.html",
        {
            "vax_session": vax_session,
            "filter": chosen,
            "form": form,
            "found": found,
            "fill": (fill := fill_of(vax_session)),
            "order": Order(chosen.wanted().order).label,
            "first": min(found.paginator.count, fill.wanted),
            "crumbs": crumbs.of_session(vax_session, crumbs.here(_("Chọn người"))),
        },
    )


def _settled(
    request: Request, form: PickForm, vax_session: VaccinationSession, waiting: QuerySet[Registration], wanted: Wanted
) -> bool:
    """Who was ticked, the first of the list, or everybody for whom there is a place."""
    if form.cleaned_data["how"] == "fill":
        picked: list[Registration] = []
        is_done = form.settle(fill_places, vax_session=vax_session, wanted=wanted, by=request.user)
    else:
        given = {"registrations": (picked := form.chosen(waiting)), "slot": form.chosen_slot}
        is_done = form.settle(add_people, vax_session=vax_session, by=request.user, **given)
    if is_done:
        _say_added(request, form.settled, passed_over=len(form.people) - len(picked))
    return is_done


@get_or_post
@requires(P.PLAN_SESSION)
def appointment_time(request: Request, ref: UUID) -> HttpResponse:
    """Another slot for one person; who was invited is told."""
    appointment = _appointment(request, ref)
    vax_session = appointment.session
    slots = [slot for slot in with_places(vax_session) if slot.pk != appointment.slot_id]
    form = TimeForm(posted(request), slots=slots)
    if form.is_valid() and form.settle(change_time, appointment=appointment, by=request.user):
        told = {"name": appointment.person.full_name, "time": f"{form.settled.due_at:%H:%M}"}
        messages.success(request, _("Đã đổi giờ hẹn của %(name)s sang %(time)s.") % told)
        return see_other("sessions:session_detail", vax_session.ref)
    path = crumbs.of_session(vax_session, crumbs.here(_("Đổi giờ hẹn")))
    context = {"form": form, "appointment": appointment, "slots": slots, "crumbs": path}
    context["may_resize"] = request.user.may(P.RUN_SESSION) and vax_session.state == SessionState.PUBLISHED
    return page(request, "sessions/time.html", context)


@get_or_post
@requires(P.PLAN_SESSION)
def appointment_remove(request: Request, ref: UUID) -> HttpResponse:
    """From a draft at once: nobody was told. From a published session after a page that says what follows."""
    appointment = _appointment(request, ref)
    form = RemovalForm(posted(request))
    if form.is_valid() and form.settle(remove_person, appointment=appointment, by=request.user):
        messages.success(request, _("Đã bỏ %(name)s khỏi buổi tiêm.") % {"name": appointment.person.full_name})
        return see_other("sessions:session_detail", appointment.session.ref)
    path = crumbs.of_session(appointment.session, crumbs.here(_("Bỏ khỏi buổi tiêm")))
    return page(request, "sessions/remove.html", {"form": form, "appointment": appointment, "crumbs": path})


def _appointment(request: Request, ref: UUID) -> Appointment:
    """In a draft; to who runs the session, also later."""
    rows = Appointment.objects.visible_to(request.user).select_related(
        "person", "slot", "session__facility__district", "session__facility__province", "session__vaccine"
    )
    appointment: Appointment = get_object_or_404(rows, ref=ref)
    if appointment.session.state != SessionState.DRAFT and not request.user.may(P.RUN_SESSION):
        raise Http404
    return appointment


def _session(request: Request, ref: UUID) -> VaccinationSession:
    """A draft; to who runs it, also a published one."""
    states = BEFORE_THE_DAY if request.user.may(P.RUN_SESSION) else (SessionState.DRAFT,)
    rows = VaccinationSession.objects.visible_to(request.user).filter(state__in=states)
    beside = ("facility__district", "facility__province", "vaccine", "organization", "commune")
    return get_object_or_404(rows.select_related(*beside), ref=ref)


def _offered(everybody: QuerySet[Registration], vax_session: VaccinationSession) -> dict[str, Choices]:
    """The choices of each filter, with how many wait behind them; whose session it is stays when nobody does."""
    employed, at_home = dict(tallied_by_organization(everybody)), dict(tallied(everybody, "person__commune__code"))
    if vax_session.organization:
        employed.setdefault(vax_session.organization.ref, 0)
    if vax_session.commune:
        at_home.setdefault(vax_session.commune.code, 0)
    return {
        "group": _named(dict(tallied(everybody, "person__priority_group__code")), _groups),
        "commune": _named(at_home, _communes),
        "organization": _named(employed, _organizations),
    }


def _named(counts: dict[Any, int], named: Callable[[list[Any]], dict[Any, str]]) -> Choices:
    names = named([key for key in counts if key is not None])
    return [(key, f"{name} ({counts[key]})") for key, name in names.items()]


def _groups(codes: list[int]) -> dict[int, str]:
    groups = PriorityGroup.objects.filter(code__in=codes).order_by("code", "valid_from")  # the newest wording stays
    return {group.code: cut(str(group), 70) for group in groups}


def _communes(codes: list[str]) -> dict[str, str]:
    return dict(Commune.objects.filter(code__in=codes).order_by("name").values_list("code", "name"))


def _organizations(refs: list[UUID]) -> dict[UUID, str]:
    return dict(Organization.objects.filter(ref__in=refs).order_by("name").values_list("ref", "name"))


def _say_added(request: Request, added: Added, *, passed_over: int) -> None:
    people, missed = len(added.appointments), added.passed_over + max(passed_over, 0)
    said = ngettext("Đã thêm %(n)s người.", "Đã thêm %(n)s người.", people) % {"n": people}
    messages.success(request, said)
    if missed:
        words = ngettext("%(n)s người đã có hẹn ở nơi khác.", "%(n)s người đã có hẹn ở nơi khác.", missed)
        messages.warning(request, words % {"n": missed})
