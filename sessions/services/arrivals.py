"""People arrive: planned ones are checked in, others walk in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from registration.models import Person, Registration
from sessions.models import Appointment, VaccinationSession
from sessions.rules.codes import DeskIs
from sessions.rules.desk import OtherPlan, arrival_problems, uncheck_problems, walk_in_problems
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.states import NO_SUBJECT, Outcome
from sessions.services.facts import note, note_many, note_outcome
from sessions.services.invitations import call_back
from sessions.services.locks import hold_appointment, hold_person, hold_session
from sessions.services.moments import moment_of
from sessions.services.outcomes import move_away
from sessions.services.warnings import refuse_unless_lifted
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem

TAKEN_IN_AGAIN = frozenset({Outcome.NONE, Outcome.NO_SHOW})


@transaction.atomic
def check_in(*, appointment: Appointment, by: User, at: datetime | None = None) -> Appointment:
    """Tiếp đón. Somebody already marked as not come is taken in again; `at` where it is entered afterwards."""
    require(by, Permission.CHECK_IN, at=appointment.session.facility)
    appointment = hold_appointment(appointment)
    if _has_come(appointment, at):
        return appointment
    refuse_if(arrival_problems(state=appointment.session.state, outcome=appointment.outcome), WORDING)
    was = appointment.outcome
    appointment.outcome, appointment.outcome_at, appointment.outcome_by = Outcome.NONE, None, None
    appointment.checked_in_at, appointment.checked_in_by = moment_of(at, appointment.session), by
    with as_rule(Appointment, "appointment_one_open_per_person"):
        appointment.save(update_fields=["outcome", "outcome_at", "outcome_by", "checked_in_at", "checked_in_by"])
    if was == Outcome.NO_SHOW:
        note_outcome(appointment, Outcome.NO_SHOW, delta=-1)
        call_back(appointment, was=Outcome.NO_SHOW)
    note(appointment.session, Measure.CHECKED_IN)
    record(by, "appointment.checked_in", appointment)
    return appointment


def _has_come(appointment: Appointment, at: datetime | None) -> bool:
    """Somebody has received them already; told afterwards, that also stands where they have gone on since."""
    if not appointment.checked_in_at or appointment.outcome in TAKEN_IN_AGAIN - {Outcome.NONE} | NO_SUBJECT:
        return False
    return not appointment.outcome_at or (at is not None and at <= appointment.outcome_at)


@transaction.atomic
def undo_check_in(*, appointment: Appointment, by: User) -> Appointment:
    """The wrong person was clicked; possible until the screening."""
    require(by, Permission.CHECK_IN, at=appointment.session.facility)
    appointment = hold_appointment(appointment)
    if not appointment.checked_in_at:
        return appointment
    is_screened = appointment.screenings.filter(replaced_at=None).exists()
    problems = uncheck_problems(state=appointment.session.state, outcome=appointment.outcome, is_screened=is_screened)
    refuse_if(problems, WORDING)
    appointment.checked_in_at = appointment.checked_in_by = None
    appointment.save(update_fields=["checked_in_at", "checked_in_by"])
    note(appointment.session, Measure.CHECKED_IN, delta=-1)
    record(by, "appointment.check_in_undone", appointment)
    return appointment


WITH_PLAN = ("session__facility", "session__commune", "slot")


@dataclass(frozen=True)
class _Places:
    """Where somebody who walks in stands already: here, and open elsewhere."""

    here: Appointment | None
    elsewhere: Appointment | None

    def other_plan(self) -> OtherPlan | None:
        if self.elsewhere is None:
            return None
        other = self.elsewhere.session
        starts_at = self.elsewhere.due_at or other.starts_at
        is_present = self.elsewhere.checked_in_at is not None
        return OtherPlan(other.day, starts_at, other.where, is_present)


@transaction.atomic
def add_walk_in(
    *,
    vax_session: VaccinationSession,
    person: Person,
    ref: UUID,
    by: User,
    override: Override | None = None,
    at: datetime | None = None,
) -> Appointment:
    """Somebody without a plan stands at the desk: added and checked in at once; an open plan elsewhere moves here."""
    require(by, Permission.CHECK_IN, at=vax_session.facility)
    vax_session = hold_session(vax_session.pk)
    person = hold_person(person.pk)
    if repeat := _same_walk_in(ref, vax_session, person):
        return repeat
    places = _places(vax_session, person)
    if places.here is not None and (places.here.outcome in TAKEN_IN_AGAIN or _has_come(places.here, at)):
        return check_in(appointment=places.here, by=by, at=at)
    overridden = refuse_unless_lifted(_walk_in_problems(vax_session, places, _crowd(vax_session)), override)
    if places.elsewhere is not None:
        places.elsewhere.session.refresh_from_db(fields=["state"])  # as it is now that the appointment is held
        move_away(places.elsewhere, by=by)
    appointment = _create(vax_session, person, ref, by, moment_of(at, vax_session))
    record(by, "appointment.walked_in", appointment, overridden=overridden, reason=override.reason if override else "")
    return appointment


def foreseen(vax_session: VaccinationSession, people: Sequence[Person]) -> dict[int, list[Problem]]:
    """What taking them in would be asked about, by the key of the person; the desk shows it before anything is sent."""
    theirs = Appointment.objects.filter(person__in=people).order_by("pk")
    here = {one.person_id: one for one in theirs.filter(session=vax_session).subjects()}
    open_ones = theirs.unresolved().exclude(session=vax_session).select_related(*WITH_PLAN)
    elsewhere = {one.person_id: one for one in open_ones}
    crowd = _crowd(vax_session)
    return {
        one.pk: list(_walk_in_problems(vax_session, _Places(here.get(one.pk), elsewhere.get(one.pk)), crowd))
        for one in people
    }


@dataclass(frozen=True)
class _Crowd:
    """How many people the session has, and how many its stations usually manage."""

    subjects: int
    usual: int


def _crowd(vax_session: VaccinationSession) -> _Crowd:
    usual = vax_session.stations.count() * settings.PEOPLE_PER_STATION
    return _Crowd(vax_session.appointments.subjects().count(), usual)


def _walk_in_problems(vax_session: VaccinationSession, places: _Places, crowd: _Crowd) -> Iterator[Problem]:
    return walk_in_problems(
        state=vax_session.state,
        outcome_here=places.here.outcome if places.here else None,
        other=places.other_plan(),
        subjects=crowd.subjects,
        usual=crowd.usual,
    )


def _same_walk_in(ref: UUID, vax_session: VaccinationSession, person: Person) -> Appointment | None:
    known = Appointment.objects.filter(ref=ref).first()
    if known and (known.session_id, known.person_id) != (vax_session.pk, person.pk):
        refuse_if([Problem(DeskIs.REF_TAKEN, "ref")], WORDING)
    return known


def _places(vax_session: VaccinationSession, person: Person) -> _Places:
    held = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related(*WITH_PLAN)
    here = held.filter(session=vax_session, person=person).subjects().order_by("pk").last()
    elsewhere = held.filter(person=person).unresolved().exclude(session=vax_session).first()
    return _Places(here, elsewhere)


def _create(vax_session: VaccinationSession, person: Person, ref: UUID, by: User, arrived_at: datetime) -> Appointment:
    registration = Registration.objects.open().filter(person=person).first()
    moment = clock.now()
    with as_rule(Appointment, "appointment_one_open_per_person"):
        appointment = Appointment.objects.create(
            ref=ref,
            session=vax_session,
            person=person,
            registration=registration,
            is_walk_in=True,
            created_at=moment,
            created_by=by,
            checked_in_at=arrived_at,
            checked_in_by=by,
        )
    if registration:
        Registration.objects.filter(pk=registration.pk).update(
            state=Registration.State.INVITED, state_changed_at=moment
        )
    note_many(vax_session, {Measure.SUBJECTS: 1, Measure.WALK_INS: 1, Measure.CHECKED_IN: 1})
    return appointment
