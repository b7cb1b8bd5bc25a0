"""Countable facts, written as outbox rows in the transaction of the change that makes them.

One INSERT per call and no counter is touched, so two desks never wait for each other here. The fold in `reporting`
takes the rows away and adds them to the tallies, each exactly once. What is counted: `sessions.rules.measures`.
"""

from collections.abc import Mapping

from registration.models import Vaccine
from sessions.models import AdverseEvent, Appointment, Dose, Fact, VaccinationSession
from sessions.rules.measures import OF_OUTCOME, Measure, injected
from sessions.rules.states import Outcome


def note(
    session: VaccinationSession,
    measure: Measure,
    *,
    vaccine: Vaccine | None = None,
    delta: int = 1,
    home_commune_id: int | None = None,
) -> None:
    """One measure up or down; without a vaccine it counts under the session's planned one."""
    note_many(session, {measure: delta}, vaccine_id=vaccine.pk if vaccine else None, home_commune_id=home_commune_id)


def note_many(
    session: VaccinationSession,
    deltas: Mapping[Measure, int],
    *,
    vaccine_id: int | None = None,
    home_commune_id: int | None = None,
) -> None:
    """Several measures of one cell in one INSERT; zeros are left out."""
    Fact.objects.bulk_create(_facts(session, deltas, vaccine_id, home_commune_id))


def note_outcome(appointment: Appointment, outcome: Outcome | str, *, delta: int = 1) -> None:
    """An outcome without a dose, or its taking back (delta=-1). Injected is said by `of_dose`."""
    note(appointment.session, OF_OUTCOME[Outcome(outcome)], delta=delta)


def of_dose(dose: Dose, *, appointment: Appointment) -> list[Fact]:
    """A dose comes into force; given with another vaccine than planned, it takes its subject to that vaccine's row."""
    return _of_dose(dose, appointment, sign=1)


def note_void(dose: Dose, *, appointment: Appointment) -> None:
    """A dose is voided: all that `of_dose` counted is taken back, and the void is counted."""
    Fact.objects.bulk_create(_of_dose(dose, appointment, sign=-1))


def note_reaction(event: AdverseEvent) -> None:
    """Counts cases: the first ordinary and the first serious event of a dose. Call it after the event is written."""
    same = AdverseEvent.objects.filter(dose=event.dose_id, is_serious=event.is_serious).exclude(pk=event.pk)
    if not same.exists():
        measure = Measure.REACTIONS_SERIOUS if event.is_serious else Measure.REACTIONS_ORDINARY
        note_many(event.dose.session, {measure: 1}, vaccine_id=event.dose.vaccine_id)


def _of_dose(dose: Dose, appointment: Appointment, *, sign: int) -> list[Fact]:
    session = dose.session
    given = {
        injected(dose.series, dose.number): sign,
        Measure.DOSES_USED: sign,
        Measure.LATE: sign * dose.is_late,
        Measure.VOIDED: int(sign < 0),
    }
    counted = _facts(session, given, dose.vaccine_id, dose.home_commune_id)
    if dose.vaccine_id != session.vaccine_id:
        person = {
            Measure.SUBJECTS: sign,
            Measure.WALK_INS: sign * appointment.is_walk_in,
            Measure.CHECKED_IN: sign * (appointment.checked_in_at is not None),
        }
        counted += _facts(session, person, dose.vaccine_id)
        counted += _facts(session, {measure: -delta for measure, delta in person.items()})
    return counted


def _facts(
    session: VaccinationSession,
    deltas: Mapping[Measure, int],
    vaccine_id: int | None = None,
    home_commune_id: int | None = None,
) -> list[Fact]:
    return [
        Fact(
            day=session.day,
            facility_id=session.facility_id,
            round_id=session.round_id,
            vaccine_id=vaccine_id or session.vaccine_id,
            measure=measure,
            delta=delta,
            home_commune_id=home_commune_id,
        )
        for measure, delta in deltas.items()
        if delta
    ]
