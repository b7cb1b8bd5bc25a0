"""How somebody's session ends without a dose, and taking it back before closing."""

from datetime import datetime

from django.db import transaction

from sessions.models import Appointment
from sessions.rules.desk import outcome_problems, undo_problems
from sessions.rules.measures import Measure
from sessions.rules.states import Outcome, SessionState
from sessions.services.facts import note_many, note_outcome
from sessions.services.invitations import call_back
from sessions.services.locks import hold_appointment
from sessions.services.moments import moment_of
from sessions.services.seating import free_places
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import refuse_if


@transaction.atomic
def set_outcome(
    *, appointment: Appointment, outcome: Outcome, note: str, by: User, at: datetime | None = None
) -> Appointment:
    """Refused, referred, deferred or contraindicated, said at the desk; the screening form says the same by itself."""
    require(by, Permission.SCREEN, at=appointment.session.facility)
    appointment = hold_appointment(appointment)
    if appointment.outcome == outcome:
        return appointment
    problems = outcome_problems(
        state=appointment.session.state,
        outcome=appointment.outcome,
        wanted=outcome,
        note=note,
        is_present=appointment.checked_in_at is not None,
    )
    refuse_if(problems, WORDING)
    end(appointment, outcome, note=note, by=by, at=moment_of(at, appointment.session))
    record(by, f"appointment.{outcome}", appointment)
    return appointment


@transaction.atomic
def undo_outcome(*, appointment: Appointment, by: User) -> Appointment:
    """The person is open again; an outcome that the screening gave takes its screening with it."""
    require(by, Permission.SCREEN, at=appointment.session.facility)
    appointment = hold_appointment(appointment)
    if appointment.outcome == Outcome.NONE:
        return appointment
    refuse_if(undo_problems(state=appointment.session.state, outcome=appointment.outcome), WORDING)
    was = Outcome(appointment.outcome)
    reopen(appointment)
    in_force = appointment.screenings.filter(replaced_at=None).exclude(outcome="eligible")
    in_force.update(replaced_at=clock.now(), replaced_by=by)
    note_outcome(appointment, was, delta=-1)
    record(by, "appointment.outcome_undone", appointment, outcome=was)
    return appointment


def end(appointment: Appointment, outcome: Outcome, *, note: str, by: User, at: datetime) -> None:
    """Writes an outcome without a dose and counts it; the caller holds the appointment."""
    appointment.outcome, appointment.outcome_at, appointment.outcome_by = outcome, at, by
    appointment.outcome_note = note.strip()
    appointment.save(update_fields=["outcome", "outcome_at", "outcome_by", "outcome_note"])
    note_outcome(appointment, outcome)


def move_away(appointment: Appointment, *, by: User) -> None:
    """The person's open appointment is elsewhere: no subject here any more, the place is free; the caller holds it."""
    appointment.outcome, appointment.outcome_at, appointment.outcome_by = Outcome.MOVED, clock.now(), by
    appointment.save(update_fields=["outcome", "outcome_at", "outcome_by"])
    free_places([appointment])
    if appointment.session.state != SessionState.DRAFT:  # people of a draft are no subjects yet
        is_present = appointment.checked_in_at is not None
        left = {Measure.SUBJECTS: 1, Measure.WALK_INS: appointment.is_walk_in, Measure.CHECKED_IN: is_present}
        note_many(appointment.session, {measure: -int(counted) for measure, counted in left.items()})
    record(by, "appointment.moved", appointment)


def reopen(appointment: Appointment) -> None:
    """Takes the outcome away; refuses when the person has been given another appointment meanwhile."""
    was = Outcome(appointment.outcome)
    appointment.outcome, appointment.outcome_at, appointment.outcome_by = Outcome.NONE, None, None
    appointment.outcome_note, appointment.left_at, appointment.left_by = "", None, None
    with as_rule(Appointment, "appointment_one_open_per_person"):
        appointment.save(update_fields=["outcome", "outcome_at", "outcome_by", "outcome_note", "left_at", "left_by"])
    call_back(appointment, was=was)
