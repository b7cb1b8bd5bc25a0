"""A dose is never edited: it is voided and recorded anew in one act, and the new entry names the one it stands for.

Locks: session, people, appointments, doses, vial, then the lots of the session; several of a kind by their keys.
The rules judge the corrected facts as of the moment of injection, when the voided entry does not stand in the way.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from registration.models import Person
from sessions.models import AdverseEvent, Appointment, Dose, Lot, VaccinationSession, Vial
from sessions.rules.codes import DeskIs
from sessions.rules.corrections import as_happened, correction_problems
from sessions.rules.measures import Measure
from sessions.rules.overrides import LONGEST_REASON, Override, lifted
from sessions.rules.states import Outcome
from sessions.services import dose_write, facts
from sessions.services.dose_desk import DoseDesk, desk_of
from sessions.services.doses import (
    DoseEntry,
    entry_problems,
    new_dose,
    nothing_or_all,
    open_again,
    refuse_lot,
    same_dose,
    take_back,
    written_of,
)
from sessions.services.locks import hold_lots, hold_session
from sessions.services.warnings import refuse_unless_lifted
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import entry_of
from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.ids import new_ref
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say


@dataclass(frozen=True)
class Held:
    """Everything that corrections of some doses of one session change, locked in order."""

    session: VaccinationSession
    appointments: dict[int, Appointment]
    doses: dict[int, Dose]


def correct_dose(
    *, dose: Dose, change: DoseEntry, reason: str, ref: UUID, by: User, override: Override | None = None
) -> Dose:
    """The same injection of the same person, as it really was: lot, time, number, table, injector or side."""
    require(by, Permission.VOID_DOSE, at=dose.session.facility)
    with nothing_or_all():
        held = _hold(dose.session_id, [dose])
        if repeat := _repeat(ref, dose, dose.appointment.ref, change):
            return repeat
        dose, appointment = held.doses[dose.pk], held.appointments[dose.appointment_id]
        _refuse_unless(held, [dose], reason, is_same=written_of(dose) == replace(change, has_mixing_consent=True))
        hold_lots(held.session)
        take_back(dose, appointment, reason=reason, by=by)
        desk = _desk(appointment, change, is_open_again=True)
        return _anew(dose, desk, change, override, ref=ref, by=by)


def correct_person(
    *,
    dose: Dose,
    to: Appointment,
    change: DoseEntry,
    reason: str,
    ref: UUID,
    by: User,
    override: Override | None = None,
) -> Dose:
    """Somebody else of the session was injected in truth: they have the dose, and the first one waits again."""
    require(by, Permission.VOID_DOSE, at=dose.session.facility)
    if to.session_id != dose.session_id:
        refuse_if([Problem(DeskIs.NOT_IN_THIS_SESSION, "to")], WORDING)
    with nothing_or_all():
        held = _hold(dose.session_id, [dose], to)
        if repeat := _repeat(ref, dose, to.ref, change):
            return repeat
        dose, appointment = held.doses[dose.pk], held.appointments[dose.appointment_id]
        _refuse_unless(held, [dose], reason)
        if to.pk == appointment.pk:
            refuse_if([Problem(DeskIs.SAME_PERSON, "to")], WORDING)
        open_again(appointment, by)
        hold_lots(held.session)
        take_back(dose, appointment, reason=reason, by=by)
        return _anew(dose, _desk(to, change), change, override, ref=ref, by=by)


def correct_vial(
    *,
    vial: Vial,
    lot: Lot,
    reason: str,
    by: User,
    override: Override | None = None,
    has_mixing_consent: bool = False,
) -> list[Dose]:
    """Every dose that came out of one vial, to the lot that stands on it; all of them or none."""
    session = vial.session_lot.session
    require(by, Permission.VOID_DOSE, at=session.facility)
    with nothing_or_all():
        held = _hold(session.pk, list(Dose.objects.filter(vial=vial)))
        vial = Vial.objects.select_for_update(of=("self",)).select_related("session_lot").get(pk=vial.pk)
        doses = [one for one in held.doses.values() if one.voided_at is None]
        if vial.session_lot.lot_id == lot.pk:
            return doses  # the same act, sent twice
        _refuse_unless(held, doses, reason)
        if set(Dose.objects.filter(vial=vial).values_list("pk", flat=True)) != set(held.doses):
            refuse_if([Problem(DeskIs.VIAL_DRAWN_FROM)], WORDING)  # since the doses were held
        row = next((one for one in hold_lots(held.session) if one.lot_id == lot.pk), None)
        if row is None:
            refuse_if([Problem(DeskIs.LOT_NOT_IN_SESSION, "lot")], WORDING)
        assert row is not None
        if len(doses) > row.doses_left:
            refuse_if([Problem(DeskIs.LOT_USED_UP, "lot")], WORDING)
        Vial.objects.filter(pk=vial.pk).update(session_lot=row)
        return _all_anew(held, doses, lot, reason, override, by, has_mixing_consent=has_mixing_consent)


def would_be_refused(act: object, **given: object) -> None:
    """Does all of it and takes it back: what a correction would meet is told before anybody confirms it."""
    with suppress(_Rehearsed), transaction.atomic():
        act(**given)  # type: ignore[operator]  # one of the three above
        raise _Rehearsed


class _Rehearsed(Exception):
    """Nothing of it stays."""


def _all_anew(
    held: Held,
    doses: Sequence[Dose],
    lot: Lot,
    reason: str,
    override: Override | None,
    by: User,
    *,
    has_mixing_consent: bool,
) -> list[Dose]:
    for dose in doses:
        take_back(dose, held.appointments[dose.appointment_id], reason=reason, by=by)
    written, problems = [], []
    for dose in doses:
        consent = has_mixing_consent or dose.vaccine_id == lot.vaccine_id
        change = replace(written_of(dose), lot=lot.ref, has_mixing_consent=consent)
        desk = _desk(held.appointments[dose.appointment_id], change, is_open_again=True)
        try:
            written.append(_anew(dose, desk, change, override, ref=new_ref(), by=by, keeps_vial=True))
        except RuleBroken as refusal:
            problems += [_of_person(desk, one) for one in refusal.problems]
    refuse_if(problems, WORDING)
    return written


def _of_person(desk: DoseDesk, problem: Problem) -> Problem:
    name = Person.objects.values_list("full_name", flat=True).get(pk=desk.appointment.person_id)
    why = say(problem, WORDING).rstrip(".")
    found = Problem(DeskIs.ONE_OF_VIAL_STANDS_IN_WAY, name=name, why=why)
    return found.as_warning() if problem.overridable else found


def _hold(session_id: int, doses: Sequence[Dose], other: Appointment | None = None) -> Held:
    session = hold_session(session_id)
    found = Dose.objects.filter(pk__in=[one.pk for one in doses])
    keys = {*found.values_list("appointment", flat=True), *([other.pk] if other else [])}
    mine = Appointment.objects.filter(pk__in=keys)
    people = Person.objects.filter(pk__in=mine.values("person")).order_by("pk")
    list(people.select_for_update(of=("self",), no_key=True))
    rows = mine.select_for_update(of=("self",), no_key=True).select_related("person", "registration").order_by("pk")
    appointments = {one.pk: one for one in rows}
    for one in appointments.values():
        one.session = session
    beside = ("lot", "vaccine", "station", "injected_by", "person")
    held = found.select_for_update(of=("self",), no_key=True).select_related(*beside).order_by("pk")
    return Held(session, appointments, {one.pk: one for one in held})


def _repeat(ref: UUID, dose: Dose, appointment: UUID, change: DoseEntry) -> Dose | None:
    """The same act, sent twice over a bad line; the ref of another act is refused."""
    known = Dose.objects.filter(ref=ref).first()
    if known is None:
        return None
    if known.corrects_id != dose.pk:
        refuse_if([Problem(DeskIs.REF_TAKEN, "ref")], WORDING)
    return same_dose(known.pk, appointment, change)


def _refuse_unless(held: Held, doses: Sequence[Dose], reason: str, *, is_same: bool = False) -> None:
    is_voided = any(one.voided_at for one in doses)
    refuse_if(
        correction_problems(state=held.session.state, reason=reason, is_voided=is_voided, is_same=is_same), WORDING
    )


def _desk(appointment: Appointment, change: DoseEntry, *, is_open_again: bool = False) -> DoseDesk:
    """`is_open_again`: the outcome that stands is that of the entry which is just being corrected."""
    desk = desk_of(appointment=appointment.ref, lot=change.lot, station=change.station)
    assert desk is not None  # it is held
    if is_open_again:
        desk.appointment.outcome = Outcome.NONE
    return desk


def _anew(
    dose: Dose,
    desk: DoseDesk,
    change: DoseEntry,
    override: Override | None,
    *,
    ref: UUID,
    by: User,
    keeps_vial: bool = False,
) -> Dose:
    is_same_person = desk.appointment.pk == dose.appointment_id
    problems = as_happened(entry_problems(desk, change))
    before = [one for one in problems if is_same_person and one.overridable and one.code in dose.overridden]
    now = refuse_unless_lifted([one for one in problems if one not in before], override)
    written = new_dose(desk, change, ref, by)
    written.overridden = sorted({*now, *lifted(before, Override(dose.override_reason))})
    said = [dose.override_reason if before else "", override.reason.strip() if override and now else ""]
    written.override_reason = " · ".join(one for one in said if one)[:LONGEST_REASON]
    written.corrects = dose
    written.vial_id = dose.vial_id if keeps_vial or written.lot_id == dose.lot_id else None
    if is_same_person:  # it was in on the day, and it was at home there
        written.is_late, written.home_commune_id = dose.is_late, dose.home_commune_id
    told = entry_of(by, "dose.corrected", written, corrects=str(dose.ref), overridden=written.overridden)
    counted = facts.of_dose(written, appointment=desk.appointment)
    if not dose_write.write(written, counted, told, is_news=not is_same_person):
        refuse_lot(written)
    _bring_reactions(dose, written)
    return written


def _bring_reactions(dose: Dose, written: Dose) -> None:
    """They followed the injection, whatever had been written about it; cases count under its vaccine."""
    events = AdverseEvent.objects.filter(dose=dose)
    kinds = set(events.values_list("is_serious", flat=True))
    if kinds and dose.vaccine_id != written.vaccine_id:
        cases = {Measure.REACTIONS_SERIOUS if serious else Measure.REACTIONS_ORDINARY: 1 for serious in kinds}
        facts.note_many(dose.session, dict.fromkeys(cases, -1), vaccine_id=dose.vaccine_id)
        facts.note_many(dose.session, cases, vaccine_id=written.vaccine_id)
    events.update(dose=written)
