"""Recording a dose, and voiding one. Locks: the person with the appointment, then the lot of the session."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from registration.models import Registration
from sessions.models import Appointment, Dose, SessionLot, Station, VaccinationSession
from sessions.rules.codes import DeskIs
from sessions.rules.desk import injection_problems, void_problems
from sessions.rules.doses import DoseGiven, dose_problems
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome
from sessions.services import dose_facts, facts
from sessions.services.locks import hold_appointment, hold_person, hold_session
from sessions.services.outcomes import reopen
from sessions.services.stock import lot_facts
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


@dataclass(frozen=True, kw_only=True)
class DoseEntry:
    """What the station says about one injection; everything but series and number is preset there."""

    series: str
    number: int
    session_lot: SessionLot
    injected_by: User
    station: Station | None = None
    body_site: str = Dose.BodySite.LEFT_ARM
    given_at: datetime | None = None  # None: now
    has_mixing_consent: bool = False

    def same_as(self, dose: Dose) -> bool:
        return (self.series, self.number, self.session_lot.pk) == (dose.series, dose.number, dose.session_lot_id)


def record_dose(
    *, appointment: Appointment, entry: DoseEntry, ref: UUID, by: User, override: Override | None = None
) -> Dose:
    """The dose is in the database when this returns; the same `ref` again returns the same dose."""
    require(by, Permission.RECORD_DOSE, at=appointment.session.facility)
    with as_rule(Dose, "dose_once_per_number"):  # the transaction itself
        appointment = _hold_with_person(appointment)
        if repeat := _same_dose(ref, appointment, entry):
            return repeat
        row = _hold_lot(entry, appointment)
        overridden = refuse_unless_lifted(entry_problems(appointment, entry, row), override)
        dose = _create(appointment, entry, row, ref, by)
        dose.overridden, dose.override_reason = overridden, override.reason.strip() if override and overridden else ""
        dose.save(force_insert=True)
        _settle(dose, appointment)
        record(by, "dose.recorded", dose, overridden=overridden)
    return dose


def entry_problems(appointment: Appointment, entry: DoseEntry, row: SessionLot) -> list[Problem]:
    """Everything that stands in the way of this dose; the dose page shows it before anything is sent."""
    person, session, vaccine = appointment.person, appointment.session, row.lot.vaccine
    given_at = timezone.localtime(entry.given_at or clock.now())
    history = dose_facts.history_of(person, disease=vaccine.disease)
    problems = [
        *injection_problems(
            state=session.state,
            outcome=appointment.outcome,
            is_present=appointment.checked_in_at is not None,
            screened=getattr(appointment, "screened", None),  # of `with_course`
            doses_left=row.doses_left,
            day=session.day,
            given_at=given_at,
        ),
        *dose_problems(
            DoseGiven(
                series=entry.series,
                number=entry.number,
                given_on=given_at.date(),
                has_mixing_consent=entry.has_mixing_consent,
            ),
            vaccine=dose_facts.vaccine_facts(vaccine),
            lot=lot_facts(row.lot),
            lot_vaccine=vaccine.code,
            history=history,
            rules=dose_facts.rules_for(vaccine) if history else (),
            primary_doses=dose_facts.full_courses(vaccine, history),
            born_on=person.born_on,
            today=clock.today(),
        ),
    ]
    return dose_facts.named(problems)


@transaction.atomic
def void_dose(*, dose: Dose, reason: str, by: User) -> Dose:
    """The entry was wrong: its appointment is open again, screened as before, and the dose can be recorded anew."""
    require(by, Permission.VOID_DOSE, at=dose.session.facility)
    session = hold_session(dose.session_id)
    hold_person(dose.person_id)
    appointment = hold_appointment(dose.appointment)
    dose = Dose.objects.select_for_update(of=("self",), no_key=True).get(pk=dose.pk)
    if dose.voided_at:
        return dose
    refuse_if(void_problems(state=session.state, reason=reason), WORDING)
    dose.voided_at, dose.voided_by, dose.void_reason = clock.now(), by, reason.strip()
    dose.save(update_fields=["voided_at", "voided_by", "void_reason"])
    SessionLot.objects.filter(pk=dose.session_lot_id).update(doses_recorded=F("doses_recorded") - 1)
    reopen(appointment)
    dose.session = session
    facts.note_void(dose, appointment=appointment)
    record(by, "dose.voided", dose)
    return dose


def _hold_with_person(appointment: Appointment) -> Appointment:
    """Both in one query; the rows are held in the order of `of`, the same as everywhere."""
    held = Appointment.objects.select_for_update(of=("person", "self"), no_key=True).select_related("person")
    return held.with_course().get(pk=appointment.pk)


def _same_dose(ref: UUID, appointment: Appointment, entry: DoseEntry) -> Dose | None:
    """The same click, sent twice over a bad line; the ref of another dose is refused."""
    known = Dose.objects.filter(ref=ref).first()
    if known and not (known.appointment_id == appointment.pk and entry.same_as(known)):
        refuse_if([Problem(DeskIs.REF_TAKEN, "ref")], WORDING)
    return known


def _hold_lot(entry: DoseEntry, appointment: Appointment) -> SessionLot:
    """Holds the lot's row, then reads the session: whoever closes it holds the lots first."""
    held = SessionLot.objects.select_for_update(of=("self",), no_key=True).select_related("lot__vaccine")
    row = held.filter(pk=entry.session_lot.pk, session=appointment.session_id).first()
    if row is None:
        refuse_if([Problem(DeskIs.LOT_NOT_IN_SESSION, "session_lot")], WORDING)
    assert row is not None  # refused above
    appointment.session = VaccinationSession.objects.get(pk=appointment.session_id)
    return row


def _create(appointment: Appointment, entry: DoseEntry, row: SessionLot, ref: UUID, by: User) -> Dose:
    moment = clock.now()
    given_at = entry.given_at or moment
    return Dose(
        ref=ref,
        person=appointment.person,
        session=appointment.session,
        appointment=appointment,
        session_lot=row,
        lot=row.lot,
        vaccine=row.lot.vaccine,
        disease=row.lot.vaccine.disease,
        series=entry.series,
        number=entry.number,
        station=entry.station,
        body_site=entry.body_site,
        given_at=given_at,
        injected_by=entry.injected_by,
        recorded_at=moment,
        recorded_by=by,
        home_commune_id=appointment.person.commune_id,
        is_late=timezone.localdate(given_at) < timezone.localdate(moment),
    )


def _settle(dose: Dose, appointment: Appointment) -> None:
    """One dose less in the lot, the appointment resolved, the wish fulfilled, the facts noted."""
    SessionLot.objects.filter(pk=dose.session_lot_id).update(doses_recorded=F("doses_recorded") + 1)
    appointment.outcome, appointment.outcome_at, appointment.outcome_by = (
        Outcome.INJECTED,
        dose.recorded_at,
        dose.recorded_by,
    )
    appointment.save(update_fields=["outcome", "outcome_at", "outcome_by"])
    Registration.objects.open().filter(person=dose.person_id).update(
        state=Registration.State.DONE, state_changed_at=dose.recorded_at
    )
    facts.note_dose(dose, appointment=appointment)
