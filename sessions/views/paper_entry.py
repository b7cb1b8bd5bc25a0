"""Entering the paper list afterwards: scan a row, write what stands in it, Enter; the scan box waits for the next."""

from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from registration.models import Person
from sessions.forms.paper import PaperForm, PaperScanForm
from sessions.models import Appointment, VaccinationSession
from sessions.models.series import dose_word
from sessions.rules.stages import Group
from sessions.services.dose_preview import usual_dose
from sessions.services.finding import Found, find_people
from sessions.services.live_board import counts_by_slot, total
from sessions.services.paper_entry import enter_row
from sessions.views.bar import Profile, desk_page, profile_of, visible_session
from sessions.views.fetch import get_or_post, posted
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core.http import see_other
from vaxportal.core.ids import new_ref, read_ref

SCREENER_KEY = "paper_screener"  # who signed the paper: chosen once on this device for a session


@get_or_post
@requires(P.RECORD_DOSE)
def paper_entry(request: Request, ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    if not vax_session.is_open:
        return desk_page(request, "desk/not_open.html", vax_session, {"may_run": request.user.may(P.RUN_SESSION)})
    form = PaperScanForm(posted(request))
    found: Found | None = None
    if form.is_valid():
        found = find_people(form.cleaned_data["scan"], vax_session=vax_session, by=request.user)
    people = _people(found) if found else []
    if len(people) == 1:
        return see_other("sessions:paper_row", vax_session.ref, people[0].ref)
    shown = {"form": form, "found": found, "people": people, "last": _last(request, ref), **_progress(vax_session)}
    return desk_page(request, "desk/paper_entry.html", vax_session, shown, status=422 if found else 0)


@get_or_post
@requires(P.RECORD_DOSE)
def paper_row(request: Request, ref: UUID, person_ref: UUID) -> HttpResponse:
    vax_session = visible_session(request, ref)
    if not vax_session.is_open:
        return see_other("sessions:paper_entry", vax_session.ref)
    profile = profile_of(request, vax_session)
    if profile.row is None or profile.station is None:
        return see_other("sessions:desk_station", vax_session.ref, query={"next": request.path})
    person, appointment = _whom(request, vax_session, person_ref)
    form = PaperForm(posted(request), vax_session=vax_session, initial=_initial(request, profile, person))
    if form.is_valid():
        _remember(request, vax_session, form.cleaned_data["screened_by"].pk)
        if form.settle(enter_row, vax_session=vax_session, person=person, by=request.user):
            return see_other("sessions:paper_entry", vax_session.ref, query={"done": str(form.settled.ref)})
    record(request.user, "person.read", person)
    asks = form.is_bound and any(one.overridable or one.field == "override_reason" for one in form.refused)
    series, number = str(form["dose"].initial).split("-")
    shown = {
        "form": form,
        "person": person,
        "appointment": appointment,
        "asks_reason": asks,
        "dose_word": dose_word(series, int(number)),
        **_progress(vax_session),
    }
    return desk_page(request, "desk/paper_row.html", vax_session, shown)


def _people(found: Found) -> list[Person]:
    return [one.person for one in found.appointments] or found.people


def _whom(request: Request, vax_session: VaccinationSession, ref: UUID) -> tuple[Person, Appointment | None]:
    """Somebody of the session, or somebody within reach who walked in."""
    here = Appointment.objects.visible_to(request.user).filter(session=vax_session).subjects()
    reachable = Person.objects.filter(
        Q(pk__in=Person.objects.visible_to(request.user)) | Q(pk__in=here.values("person"))
    )
    person = get_object_or_404(reachable.select_related("priority_group"), ref=ref)
    return person, here.filter(person=person).order_by("pk").last()


def _initial(request: Request, profile: Profile, person: Person) -> dict[str, object]:
    assert profile.row and profile.station  # chosen before
    usual = usual_dose(Appointment(person=person), profile.row)  # a walk-in has no appointment yet
    return {
        "ref": new_ref(),
        "dose": f"{usual.series}-{usual.number}",
        "session_lot": profile.row,
        "station": profile.station,
        "injected_by": profile.injector,
        "body_site": profile.body_site,
        "screened_by": request.session.get(SCREENER_KEY, {}).get(str(profile.station.session_id)),
    }


def _remember(request: Request, vax_session: VaccinationSession, screener: int) -> None:
    request.session[SCREENER_KEY] = {**request.session.get(SCREENER_KEY, {}), str(vax_session.pk): screener}


def _last(request: Request, session_ref: UUID) -> Appointment | None:
    ref = read_ref(request.GET.get("done", ""))
    mine = Appointment.objects.visible_to(request.user).filter(session__ref=session_ref, ref=ref)
    return mine.with_course().select_related("person").first()


def _progress(vax_session: VaccinationSession) -> dict[str, int]:
    """Rows with a result, and those that wait for one."""
    counts = total(counts_by_slot(vax_session).values())
    left = counts[Group.TO_INJECT]
    return {"entered": counts[Group.PLANNED] + counts[Group.WALK_IN] - left, "left": left}
