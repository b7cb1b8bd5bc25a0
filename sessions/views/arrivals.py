"""A person at the desk: their card, arrival, outcomes without a dose, walking in."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from registration.models import Person
from registration.services.sharing import answer_sharing, unanswered
from sessions.forms.desk import OutcomeForm
from sessions.forms.walk_in import WalkInForm, card_initial
from sessions.models import Appointment, Dose, VaccinationSession
from sessions.rules.desk import minutes_left
from sessions.rules.overrides import Override
from sessions.rules.stages import Stage
from sessions.services.arrivals import add_walk_in, check_in, undo_check_in
from sessions.services.outcomes import set_outcome, undo_outcome
from sessions.services.walk_ins import register_walk_in
from sessions.views.bar import desk_page, visible_appointment, visible_session
from sessions.views.desk import DESK
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import see_other
from vaxportal.core.ids import new_ref, read_ref


@requires(*DESK)
def appointment_desk(request: Request, ref: UUID) -> HttpResponse:
    appointment = visible_appointment(request, ref)
    record(request.user, "person.read", appointment.person)
    return person_page(request, appointment)


def person_page(request: Request, appointment: Appointment, refusal: RuleBroken | None = None) -> HttpResponse:
    """The card with the one next act; a refused act comes back to it with the reason."""
    dose = Dose.objects.filter(appointment=appointment).not_voided().select_related("lot", "vaccine").first()
    reactions = list(dose.adverse_events.all()) if dose else []
    given = {
        "appointment": appointment,
        "dose": dose,
        "reactions": reactions,
        "minutes": minutes_left(dose.given_at, clock.now()) if dose else 0,
        "history": _voided(appointment),
        "problems": refusal.told() if refusal else [],
        "may_void": request.user.may(P.VOID_DOSE),
        "is_open": appointment.session.is_open,
        "employers": unanswered(appointment.person) if request.user.may(P.CHECK_IN) else [],
    }
    return desk_page(request, "desk/person.html", appointment.session, given, status=422 if refusal else 0)


def _voided(appointment: Appointment) -> list[Dose]:
    """What was recorded here and taken back, the latest first."""
    voided = Dose.objects.filter(appointment=appointment).exclude(voided_at=None)
    return list(voided.select_related("lot", "vaccine", "voided_by").order_by("-voided_at"))


@require_POST
@requires(P.CHECK_IN)
def appointment_sharing(request: Request, ref: UUID, organization_ref: UUID) -> HttpResponse:
    """The person says at the desk whether their employer may know that they are vaccinated."""
    appointment = visible_appointment(request, ref)
    employer = get_object_or_404(unanswered(appointment.person), ref=organization_ref)
    shares = request.POST.get("shares") == "yes"
    answer_sharing(person=appointment.person, organization=employer, shares=shares, by=request.user)
    return see_other("sessions:appointment_desk", appointment.ref)


@require_POST
@requires(P.CHECK_IN)
def appointment_check_in(request: Request, ref: UUID) -> HttpResponse:
    appointment = visible_appointment(request, ref)
    try:
        check_in(appointment=appointment, by=request.user)
    except RuleBroken as refusal:
        return person_page(request, appointment, refusal)
    return back_to_desk(appointment)


@require_POST
@requires(*DESK)
def appointment_undo(request: Request, ref: UUID) -> HttpResponse:
    """Takes back the last step that can be taken back: an outcome without a dose, else the arrival."""
    appointment = visible_appointment(request, ref)
    undo = undo_outcome if appointment.stage is Stage.DONE else undo_check_in
    try:
        undo(appointment=appointment, by=request.user)
    except RuleBroken as refusal:
        return person_page(request, appointment, refusal)
    return see_other("sessions:appointment_desk", appointment.ref)


@requires(P.SCREEN)
def appointment_outcome(request: Request, ref: UUID) -> HttpResponse:
    appointment = visible_appointment(request, ref)
    form = OutcomeForm(request.POST or None)
    if form.is_valid() and form.settle(set_outcome, appointment=appointment, by=request.user):
        return back_to_desk(appointment)
    return desk_page(request, "desk/outcome.html", appointment.session, {"form": form, "appointment": appointment})


@require_POST
@requires(P.CHECK_IN)
def walk_in_add(request: Request, ref: UUID) -> HttpResponse:
    """A known person who is not planned here; a warning comes back as a question with room for the reason."""
    vax_session = visible_session(request, ref)
    person = get_object_or_404(Person.objects.visible_to(request.user), ref=read_ref(request.POST.get("person", "")))
    reason = request.POST.get("override_reason", "").strip()
    override = Override(reason) if "override_reason" in request.POST else None
    try:
        appointment = add_walk_in(
            vax_session=vax_session, person=person, ref=_ref_told(request), by=request.user, override=override
        )
    except RuleBroken as refusal:
        return _walk_in_page(request, vax_session, person, refusal)
    return back_to_desk(appointment)


def _walk_in_page(
    request: Request, vax_session: VaccinationSession, person: Person, refusal: RuleBroken
) -> HttpResponse:
    given = {
        "person": person,
        "problems": refusal.told(),
        "may_override": all(one.overridable or one.field == "override_reason" for one in refusal.problems),
        "reason": request.POST.get("override_reason", ""),
        "ref": _ref_told(request),
    }
    return desk_page(request, "desk/walk_in.html", vax_session, given, status=422)


@requires(P.REGISTER_PERSON)
def walk_in_new(request: Request, ref: UUID) -> HttpResponse:
    """Somebody who was never registered: the least that must be known, then they are in the session."""
    vax_session = visible_session(request, ref)
    initial = {"ref": new_ref(), "commune": vax_session.facility.commune_id}
    if request.POST.get("scan"):
        form = WalkInForm(vax_session=vax_session, initial=initial | card_initial(request.POST["scan"]))
        return desk_page(request, "desk/walk_in_new.html", vax_session, {"form": form}, status=422)
    form = WalkInForm(request.POST or None, vax_session=vax_session, initial=initial)
    if form.is_valid() and form.settle(register_walk_in, vax_session=vax_session, by=request.user):
        return back_to_desk(form.settled)
    return desk_page(request, "desk/walk_in_new.html", vax_session, {"form": form})


def back_to_desk(appointment: Appointment) -> HttpResponse:
    """The scan box waits for the next person; the result of this one stands above it."""
    return see_other("sessions:desk", appointment.session.ref, query={"done": str(appointment.ref)})


def _ref_told(request: Request) -> UUID:
    return read_ref(request.POST.get("ref", "")) or new_ref()
