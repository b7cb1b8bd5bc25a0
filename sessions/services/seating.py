"""Who comes to a session, and when: people take the places of its slots in order, never more than there are."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from registration.models import Registration
from sessions.models import Appointment, Slot, VaccinationSession
from sessions.rules import planning as rules
from sessions.rules import slots as seating
from sessions.rules.codes import SessionIs
from sessions.rules.states import Outcome, SessionState
from sessions.rules.throughput import come_times, next_times
from sessions.services import invitations
from sessions.services.candidates import within_reach
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.problems import Problem

BEFORE_THE_DAY = (SessionState.DRAFT, SessionState.PUBLISHED)


@dataclass(frozen=True)
class Added:
    appointments: list[Appointment]
    passed_over: int  # had an appointment or were withdrawn by the time the list was sent


def locked(vax_session: VaccinationSession) -> VaccinationSession:
    """The session's row, held until the end of the transaction: its state stands still meanwhile."""
    rows = VaccinationSession.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("facility", "vaccine", "round", "organization", "commune").get(pk=vax_session.pk)


def locked_to_change(vax_session: VaccinationSession, by: User) -> VaccinationSession:
    """Held by somebody who may say who comes: to a draft, who plans for the site; once people know, who runs it."""
    require(by, Permission.PLAN_SESSION, at=vax_session.facility)
    vax_session = locked(vax_session)
    if vax_session.state != SessionState.DRAFT:
        require(by, Permission.RUN_SESSION, at=vax_session.facility)
    return vax_session


@transaction.atomic
def add_people(
    *, vax_session: VaccinationSession, registrations: Sequence[Registration], by: User, slot: Slot | None = None
) -> Added:
    """All of them or, where places are too few, nobody; who got an appointment meanwhile is passed over.

    `slot`: into which they are put; else the first that is free takes each.
    """
    vax_session = locked_to_change(vax_session, by)
    waiting = _still_waiting(vax_session, registrations, by)
    slots, _past = locked_slots(vax_session, only=slot)
    refuse_if(_adding_problems(vax_session, slot, people=len(waiting), free=_free(slots)), WORDING)
    chosen = [Appointment(session=vax_session, person=one.person, registration=one, created_by=by) for one in waiting]
    made, _gone = invitations.still_wanting(chosen)  # nobody is gone: they are held since
    seat(made, slots, vax_session)
    with as_rule(Appointment, "appointment_one_open_per_person", field="people"):
        Appointment.objects.bulk_create(made)
    if vax_session.state == SessionState.PUBLISHED:
        invitations.invite(vax_session, made)
    record(by, "session.people_added", vax_session, people=len(made))
    return Added(made, len(registrations) - len(made))


@transaction.atomic
def remove_person(*, appointment: Appointment, by: User, reason: str = "") -> Appointment:
    """The place is free again and the person waits again; who had been invited is told."""
    locked_to_change(appointment.session, by)
    return _free_place(appointment, by=by, reason=reason)


@transaction.atomic
def decline(*, appointment: Appointment, by: User) -> Appointment:
    """Said before the session opens, by the account of the person: they wait again."""
    require(by, Permission.USE_OWN_BOOK)
    if by.pk != appointment.person.account_id:
        raise NotAllowed(Permission.USE_OWN_BOOK)
    return _free_place(appointment, by=by, is_told=False)


def _free_place(appointment: Appointment, *, by: User, reason: str = "", is_told: bool = True) -> Appointment:
    vax_session = locked(appointment.session)
    held = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related("person", "registration")
    appointment = held.get(pk=appointment.pk)
    if appointment.outcome == Outcome.WITHDRAWN:
        return appointment
    if vax_session.state not in BEFORE_THE_DAY or appointment.outcome:
        refuse_if([Problem(SessionIs.NOT_IN_THIS_STATE, state=vax_session.state)], WORDING)
    withdraw([appointment], by=by, reason=reason)
    if appointment.invited_at:
        invitations.call_off(vax_session, [appointment], reason=reason, is_told=is_told)
    record(by, "session.person_removed" if is_told else "appointment.declined", appointment)
    return appointment


def withdraw(appointments: Sequence[Appointment], *, by: User, reason: str = "") -> None:
    """They are no subjects of the session any more, and their places are free again."""
    for appointment in appointments:
        appointment.outcome, appointment.outcome_at = Outcome.WITHDRAWN, clock.now()
        appointment.outcome_by, appointment.outcome_note = by, reason[:300]
    Appointment.objects.bulk_update(appointments, ["outcome", "outcome_at", "outcome_by", "outcome_note"], 500)
    free_places(appointments)


def free_places(appointments: Iterable[Appointment]) -> None:
    places = Counter(one.slot_id for one in appointments if one.slot_id)
    for slot, people in sorted(places.items()):
        Slot.objects.filter(pk=slot).update(taken=F("taken") - people)


def seat_all(vax_session: VaccinationSession) -> None:
    """Gives everybody who is still coming a place again, in the order in which they were chosen."""
    coming = list(vax_session.appointments.unresolved().select_related("registration").order_by("pk"))
    to_come, past = locked_slots(vax_session)
    in_time = _free(to_come)
    seat(coming[:in_time], to_come, vax_session)
    seat(coming[in_time:], past, vax_session)
    Appointment.objects.bulk_update(coming, ["slot", "come_at"], 500)


def seat_in_time(vax_session: VaccinationSession, people: Iterable[Appointment]) -> None:
    """Whose slot has passed gets a place that is still to come, as long as there are any; the others keep theirs."""
    people = list(people)
    to_come, past = locked_slots(vax_session)
    missed = {slot.pk for slot in past}
    late = [one for one in people if one.slot_id in missed][: _free(to_come)]
    free_places(late)
    seat(late, to_come, vax_session)
    untimed = [one for one in people if one.slot and one.come_at is None]  # chosen before there were minutes
    for slot, together in _by_slot(untimed):
        _tell_times(together, slot, vax_session)
    Appointment.objects.bulk_update([*late, *untimed], ["slot", "come_at"], 500)


def locked_slots(vax_session: VaccinationSession, *, only: Slot | None = None) -> tuple[list[Slot], list[Slot]]:
    """Those that take people, and those that have passed."""
    rows = Slot.objects.select_for_update(no_key=True).filter(session=vax_session).order_by("starts_at")
    now = timezone.localtime(clock.now())
    to_come: list[Slot] = []
    past: list[Slot] = []
    for slot in rows.filter(pk=only.pk) if only else rows:
        (to_come if seating.takes_people(vax_session.day, slot.ends_at, now=now) else past).append(slot)
    return to_come, past


def _free(slots: Iterable[Slot]) -> int:
    return sum(slot.capacity - slot.taken for slot in slots)


def _still_waiting(
    vax_session: VaccinationSession, registrations: Sequence[Registration], by: User
) -> list[Registration]:
    """The registrations under lock, in the order given, without those that are answered already."""
    wanted = {one.pk: place for place, one in enumerate(registrations)}
    among = Registration.objects.filter(pk__in=wanted)
    rows = within_reach(among, vax_session=vax_session, by=by).order_by("pk")
    found = list(rows.select_related("person__account", "registrant").select_for_update(of=("self",), no_key=True))
    if len(found) < len(wanted):
        raise NotAllowed(Permission.PLAN_SESSION)
    people = [one.person_id for one in found]
    busy = set(Appointment.objects.filter(person__in=people).unresolved().values_list("person_id", flat=True))
    gone = Registration.State.WITHDRAWN
    waiting = [one for one in found if one.person_id not in busy and one.state != gone]
    return sorted(waiting, key=lambda one: wanted[one.pk])


def _adding_problems(
    vax_session: VaccinationSession, slot: Slot | None, *, people: int, free: int
) -> Iterable[Problem]:
    if slot is None:
        return rules.adding_problems(state=vax_session.state, people=people, free=free)
    if slot.session_id != vax_session.pk:
        raise NotAllowed(Permission.PLAN_SESSION)
    return rules.slot_problems(state=vax_session.state, people=people, free=free)


def seat(appointments: Sequence[Appointment], slots: Sequence[Slot], vax_session: VaccinationSession) -> None:
    """The slots are held. Each gets a place, the place is counted, and the minute at which to come follows."""
    wishes = [one.registration.half_day if one.registration else "" for one in appointments]
    places = seating.seat(wishes, [seating.Seats(slot.starts_at, slot.capacity - slot.taken) for slot in slots])
    for appointment, place in zip(appointments, places, strict=True):
        appointment.slot = slots[place] if place is not None else None
        appointment.come_at = None
    for slot, people in _by_slot(appointments):
        _tell_times(people, slot, vax_session)
        with as_rule(Slot, "slot_never_oversold", field="people"):
            Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + len(people))


def _by_slot(appointments: Iterable[Appointment]) -> list[tuple[Slot, list[Appointment]]]:
    found: dict[Slot, list[Appointment]] = defaultdict(list)
    for appointment in appointments:
        if appointment.slot:
            found[appointment.slot].append(appointment)
    return sorted(found.items(), key=lambda pair: pair[0].pk)


def _tell_times(people: Sequence[Appointment], slot: Slot, vax_session: VaccinationSession) -> None:
    """Not everybody comes at the first minute of the slot; today nobody at a minute that has passed."""
    told = Appointment.objects.filter(slot=slot).subjects().exclude(pk__in=[one.pk for one in people if one.pk])
    now = timezone.localtime(clock.now())
    times = next_times(
        come_times(slot.starts_at, slot.ends_at, max(slot.capacity, len(people))),
        told=told.values_list("come_at", flat=True),
        people=len(people),
        from_=now.time() if vax_session.day == now.date() else time.min,
    )
    for appointment, come_at in zip(people, times, strict=True):
        appointment.come_at = come_at
