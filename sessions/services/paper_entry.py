"""What was written on the paper list while the network was down: one row is arrival, screening and dose in one act.

Locks: session, person, then what the services of the desk hold. Nothing of a row stays when a part of it is refused.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from registration.models import Person
from sessions.models import Appointment, Dose, VaccinationSession
from sessions.rules.overrides import Override
from sessions.rules.screening import ASKED, PREGNANCY, ScreeningGiven, ScreeningOutcome, Vitals
from sessions.rules.states import Outcome
from sessions.services.arrivals import add_walk_in
from sessions.services.doses import DoseEntry, record_dose
from sessions.services.locks import hold_person, hold_session
from sessions.services.outcomes import set_outcome
from sessions.services.screening import screen
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """All times are the one that stands in the row; the paper knows no other."""

    outcome: Outcome
    at: datetime
    dose: DoseEntry | None = None  # of somebody who was injected
    vitals: Vitals = field(default_factory=Vitals)
    screened_by: User | None = None  # who signed the paper
    note: str = ""


@transaction.atomic
def enter_row(
    *,
    vax_session: VaccinationSession,
    person: Person,
    row: PaperRow,
    ref: UUID,
    by: User,
    override: Override | None = None,
) -> Appointment:
    """Planned or walked in; what the desk recorded before the network went is taken as it stands."""
    require(by, Permission.RECORD_DOSE, at=vax_session.facility)
    hold_session(vax_session.pk)
    hold_person(person.pk)
    if known := _entered(ref, vax_session, person):
        return known
    appointment = _arrived(vax_session, person, row, ref, by, override)
    if row.dose is None:
        return set_outcome(appointment=appointment, outcome=row.outcome, note=row.note, by=by, at=row.at)
    if not appointment.screenings.filter(replaced_at=None, outcome=ScreeningOutcome.ELIGIBLE).exists():
        given, signed_by = _all_no(person, row), row.screened_by
        screen(appointment=appointment, given=given, ref=uuid5(ref, "screening"), by=by, at=row.at, signed_by=signed_by)
    record_dose(appointment=appointment.ref, entry=row.dose, ref=ref, by=by, session=vax_session.ref, override=override)
    return Appointment.objects.get(pk=appointment.pk)


def _entered(ref: UUID, vax_session: VaccinationSession, person: Person) -> Appointment | None:
    """The same row, sent twice. A ref of anything else is refused where that is written."""
    dose = Dose.objects.filter(ref=ref, session=vax_session, person=person).not_voided().first()
    return dose.appointment if dose else None


def _arrived(
    vax_session: VaccinationSession, person: Person, row: PaperRow, ref: UUID, by: User, override: Override | None
) -> Appointment:
    """An outcome that stands already is left to the acts that follow: the same again is a success, another refused."""
    here = Appointment.objects.filter(session=vax_session, person=person).subjects().order_by("pk").last()
    if here and here.outcome not in (Outcome.NONE, Outcome.NO_SHOW):
        return here
    walk_in = uuid5(ref, "arrival")
    return add_walk_in(vax_session=vax_session, person=person, ref=walk_in, by=by, override=override, at=row.at)


def _all_no(person: Person, row: PaperRow) -> ScreeningGiven:
    """The paper is signed for people of whom every question was answered with no; others are a deviation."""
    asked = [question for question in ASKED if not (person.sex == "M" and question in PREGNANCY)]
    outcome = ScreeningOutcome.ELIGIBLE
    return ScreeningGiven(answers=dict.fromkeys(asked, False), vitals=row.vitals, outcome=outcome, note=row.note)
