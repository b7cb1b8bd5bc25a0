"""Recording a dose, and voiding one. Locks: the person with the appointment, then the lot of the session.

The lot's row is held last and only until the commit, because all tables of a session wait for it. Closing takes the
lots first, but cannot end before: it refuses while an appointment is without outcome, and this one is held.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from registration.models import Registration, ReportedDose
from sessions.models import Appointment, Dose, SessionLot, Vial
from sessions.rules.codes import DeskIs, DoseIs
from sessions.rules.desk import injection_problems, is_same_moment, undo_dose_problems, void_problems
from sessions.rules.doses import DoseGiven, dose_problems
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome, SessionState
from sessions.rules.stock import lot_problems
from sessions.services import dose_facts, dose_write, facts
from sessions.services.dose_desk import DoseDesk, desk_of
from sessions.services.invitations import call_back
from sessions.services.locks import hold_appointment, hold_person, hold_session
from sessions.services.outcomes import move_away, reopen
from sessions.services.stock import lot_facts
from sessions.services.vials import opened_for
from sessions.services.warnings import refuse_unless_lifted
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import entry_of, record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule, is_known_ref
from vaxportal.core.errors import NotAllowed, RuleBroken, refuse_if
from vaxportal.core.problems import Problem

State = Registration.State
OF_A_DOSE = ("person", "appointment", "vaccine", "lot", "session", "station", "vial")
UNDONE = "Bấm nhầm, hoàn tác ngay"  # stands in the books in one language, as every reason does


@dataclass(frozen=True, kw_only=True)
class DoseEntry:
    """What the station says about one injection; everything but series and number is preset there."""

    series: str
    number: int
    lot: UUID  # one of the session's lots
    injected_by: User
    station: UUID | None = None
    vial: UUID | None = None  # None: the one that stands open at the station, else a new one
    body_site: str = Dose.BodySite.LEFT_ARM
    given_at: datetime | None = None  # None: now
    has_mixing_consent: bool = False


def record_dose(
    *,
    appointment: UUID,
    entry: DoseEntry,
    ref: UUID,
    by: User,
    session: UUID | None = None,
    override: Override | None = None,
) -> Dose:
    """The dose is in the database when this returns; the same `ref` again returns the same dose.

    `session`: the one that the appointment is said to be of. NotAllowed where there is no such appointment in reach.
    """
    with nothing_or_all():
        desk = _desk_in_reach(appointment, entry, ref, by, session)
        if desk.dose_id:
            return same_dose(desk.dose_id, appointment, entry)
        overridden = refuse_unless_lifted(entry_problems(desk, entry), override)
        dose = new_dose(desk, entry, ref, by)
        dose.overridden, dose.override_reason = overridden, override.reason.strip() if override and overridden else ""
        told = entry_of(by, "dose.recorded", dose, overridden=overridden)
        dose.vial_id = desk.vial_id or opened_for(dose, entry.vial, by)
        if not dose_write.write(dose, facts.of_dose(dose, appointment=desk.appointment), told):
            refuse_lot(dose)
    return dose


@contextmanager
def nothing_or_all() -> Iterator[None]:
    """The transaction of a dose. The same person twice waits for the lock; a `ref` sent for two people at once does
    not, and the database refuses the second."""
    try:
        with as_rule(Dose, "dose_once_per_number"):
            yield
    except IntegrityError as error:
        if not is_known_ref(Dose, error):
            raise
        raise RuleBroken([Problem(DeskIs.REF_TAKEN, "ref")], WORDING) from error


def entry_problems(desk: DoseDesk, entry: DoseEntry) -> list[Problem]:
    """Everything that stands in the way of this dose; the dose page shows it before anything is sent."""
    here, row = desk.appointment, desk.row
    if row is None:
        return [Problem(DeskIs.LOT_NOT_IN_SESSION, "lot")]
    if entry.station and not desk.station_id:
        return [Problem(DeskIs.STATION_NOT_IN_SESSION, "station")]
    vaccine, now = row.lot.vaccine, timezone.localtime(clock.now())
    given_at = timezone.localtime(entry.given_at) if entry.given_at else now
    arrived_at = here.checked_in_at and timezone.localtime(here.checked_in_at)
    course = dose_facts.course_from(desk.doses, vaccine)
    problems = [
        *injection_problems(
            state=here.session.state,
            outcome=here.outcome,
            arrived_at=arrived_at,
            screened=desk.screened,
            doses_left=row.doses_left,
            day=here.session.day,
            given_at=given_at,
            now=now,
        ),
        *dose_problems(
            DoseGiven(entry.series, entry.number, given_at.date(), entry.has_mixing_consent, given_at),
            vaccine=dose_facts.vaccine_facts(vaccine),
            lot=lot_facts(row.lot),
            lot_vaccine=vaccine.code,
            history=course.history,
            rules=dose_facts.rules_from(desk.rules) if course.history else (),
            primary_doses=course.primary_doses,
            born_on=here.person.born_on,
            today=now.date(),
        ),
    ]
    return dose_facts.named(problems)


@transaction.atomic
def void_dose(*, dose: Dose, reason: str, by: User) -> Dose:
    """The entry was wrong: its appointment is open again, screened as before, and the dose can be recorded anew.

    Where the person has an open appointment elsewhere, as when somebody else was injected in truth, it stays with that.
    """
    require(by, Permission.VOID_DOSE, at=dose.session.facility)
    return _void(dose, reason, by)


@transaction.atomic
def undo_dose(*, dose: Dose, by: User, at: datetime | None = None) -> Dose:
    """The wrong key was pressed: whoever has just recorded the dose takes it back. It counts as voided; `at` is when
    the key was pressed, where that is told afterwards."""
    require(by, Permission.RECORD_DOSE, at=dose.session.facility)
    if not dose.voided_at:
        entered_at, mine = (dose.given_at, dose.recorded_at), dose.recorded_by_id == by.pk
        refuse_if(undo_dose_problems(entered_at=entered_at, pressed_at=at or clock.now(), is_mine=mine), WORDING)
    return _void(dose, UNDONE, by)


def _void(dose: Dose, reason: str, by: User) -> Dose:
    session = hold_session(dose.session_id)
    hold_person(dose.person_id)
    appointment = hold_appointment(dose.appointment)
    dose = Dose.objects.select_for_update(of=("self",), no_key=True).get(pk=dose.pk)
    if dose.voided_at:
        return dose
    refuse_if(void_problems(state=session.state, reason=reason), WORDING)
    open_again(appointment, by)
    take_back(dose, appointment, reason=reason, by=by)
    return dose


def take_back(dose: Dose, appointment: Appointment, *, reason: str, by: User) -> None:
    """The entry is out of force and out of every count; the caller holds the dose and its appointment."""
    dose.voided_at, dose.voided_by, dose.void_reason = clock.now(), by, reason.strip()
    dose.save(update_fields=["voided_at", "voided_by", "void_reason"])
    if DoseIs.ALREADY_REPORTED in dose.overridden:
        _bring_report_back(dose)
    SessionLot.objects.filter(pk=dose.session_lot_id).update(doses_recorded=F("doses_recorded") - 1)
    dose.session = appointment.session
    facts.note_void(dose, appointment=appointment)
    record(by, "dose.undone" if reason == UNDONE else "dose.voided", dose)


def _bring_report_back(dose: Dose) -> None:
    """What the person had told was set aside for this dose alone; another report of that number, told since, stays."""
    told = ReportedDose.objects.filter(person=dose.person_id, series=dose.series, number=dose.number)
    if not told.filter(voided_at=None).exists():
        told.filter(voided_at=dose.recorded_at, voided_by=dose.recorded_by_id).update(voided_at=None, voided_by=None)


def open_again(appointment: Appointment, by: User) -> None:
    """The person is as before the dose; the caller holds the appointment."""
    others = Appointment.objects.filter(person=appointment.person_id).unresolved().select_related("session")
    elsewhere = others.select_for_update(of=("self",), no_key=True).first()
    if elsewhere is None:
        reopen(appointment)
        return
    move_away(appointment, by=by)
    if elsewhere.registration_id is None:  # their wish seemed to be fulfilled
        elsewhere.registration = appointment.registration
        elsewhere.save(update_fields=["registration"])
    if elsewhere.registration_id == appointment.registration_id:
        is_told = elsewhere.session.state != SessionState.DRAFT
        call_back(elsewhere, was=Outcome.INJECTED, to=State.INVITED if is_told else State.ACCEPTED)


def _desk_in_reach(appointment: UUID, entry: DoseEntry, ref: UUID, by: User, session: UUID | None) -> DoseDesk:
    require(by, Permission.RECORD_DOSE)  # before anything is held
    desk = desk_of(appointment=appointment, lot=entry.lot, station=entry.station, vial=entry.vial, ref=ref, hold=True)
    if desk is None or session not in (None, desk.appointment.session.ref):
        raise NotAllowed(Permission.RECORD_DOSE)
    require(by, Permission.RECORD_DOSE, at=desk.appointment.session.facility)
    return desk


def same_dose(dose_id: int, appointment: UUID, entry: DoseEntry) -> Dose:
    """The same click, sent twice over a bad line; the ref of another dose, or of one void since, is refused."""
    known = Dose.objects.select_related(*OF_A_DOSE).get(pk=dose_id)
    written = replace(written_of(known), has_mixing_consent=entry.has_mixing_consent)  # asked about, not kept
    if is_same_moment(entry.given_at, known.given_at, recorded_at=known.recorded_at):
        written = replace(written, given_at=entry.given_at)
    written = replace(written, vial=entry.vial)  # it may have come out of another than was named
    if (known.appointment.ref, written) != (appointment, entry):
        _refuse(DeskIs.REF_TAKEN, "ref")
    if known.voided_at:
        _refuse(DeskIs.DOSE_VOIDED, "ref")
    return known


def written_of(dose: Dose) -> DoseEntry:
    """What the station had said; without consent it would not have been recorded."""
    return DoseEntry(
        series=dose.series,
        number=dose.number,
        lot=dose.lot.ref,
        injected_by=dose.injected_by,
        station=dose.station.ref if dose.station else None,
        vial=dose.vial.ref if dose.vial else None,
        body_site=dose.body_site,
        given_at=dose.given_at,
        has_mixing_consent=True,
    )


def refuse_lot(dose: Dose) -> NoReturn:
    """Since the lot was read, another table has used it up, or it was recalled, or its vial was found to be another."""
    dose.lot.refresh_from_db()
    if dose.vial_id and Vial.objects.exclude(session_lot=dose.session_lot_id).filter(pk=dose.vial_id).exists():
        _refuse(DeskIs.VIAL_OF_ANOTHER_LOT, "vial")
    refuse_if(lot_problems(lot_facts(dose.lot), day=dose.session.day, at=dose.given_at), WORDING)
    _refuse(DeskIs.LOT_USED_UP, "lot")


def _refuse(code: DeskIs, field: str) -> NoReturn:
    raise RuleBroken([Problem(code, field)], WORDING)


def new_dose(desk: DoseDesk, entry: DoseEntry, ref: UUID, by: User) -> Dose:
    here, row, moment = desk.appointment, desk.row, clock.now()
    assert row is not None  # refused before
    given_at = entry.given_at or moment
    return Dose(
        ref=ref,
        person=here.person,
        session=here.session,
        appointment=here,
        session_lot=row,
        lot=row.lot,
        vaccine=row.lot.vaccine,
        disease=row.lot.vaccine.disease,
        series=entry.series,
        number=entry.number,
        station_id=desk.station_id,
        body_site=entry.body_site,
        given_at=given_at,
        injected_by=entry.injected_by,
        recorded_at=moment,
        recorded_by=by,
        home_commune_id=here.person.commune_id,
        is_late=timezone.localdate(given_at) < timezone.localdate(moment),
    )
