"""Closing: everybody resolved, every vial accounted for. All discrepancies at once, each naming who or which lot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sessions.rules.codes import DeskIs
from sessions.rules.desk import OBSERVATION
from sessions.rules.states import Outcome
from vaxportal.core.problems import Problem


@dataclass(frozen=True)
class PersonInSession:
    name: str
    outcome: str
    is_present: bool
    is_cleared: bool
    given_at: datetime | None = None
    has_left: bool = False


@dataclass(frozen=True)
class LotCount:
    """What the lead counted on the table for one lot; None where nothing was written."""

    number: str
    doses_per_vial: int
    doses_issued: int
    doses_recorded: int
    vials_opened: int | None
    doses_discarded: int | None
    discard_reason: str = ""
    field: str = ""

    @property
    def taken(self) -> int:
        return (self.vials_opened or 0) * self.doses_per_vial

    @property
    def doses_returned(self) -> int:
        """Doses in unopened vials, which go back to stock."""
        return max(0, self.doses_issued - max(self.taken, self.doses_recorded + (self.doses_discarded or 0)))


def closing_problems(
    people: Iterable[PersonInSession], lots: Iterable[LotCount], *, now: datetime
) -> Iterator[Problem]:
    for person in people:
        yield from _person_problems(person, now)
    for lot in lots:
        yield from lot_problems(lot)


def _person_problems(person: PersonInSession, now: datetime) -> Iterator[Problem]:
    if person.outcome == Outcome.NONE:
        code = DeskIs.PERSON_NOT_INJECTED if person.is_cleared else DeskIs.PERSON_NOT_SCREENED
        yield Problem(code if person.is_present else DeskIs.PERSON_NOT_ARRIVED, "people", name=person.name)
    elif person.given_at and not person.has_left and now < person.given_at + OBSERVATION:
        yield Problem(DeskIs.PERSON_STILL_OBSERVED, "people", overridable=True, name=person.name)


def lot_problems(lot: LotCount) -> Iterator[Problem]:
    """Opened × doses per vial = recorded + discarded; no opened vial stays, so nothing is left over."""
    opened, discarded = lot.vials_opened, lot.doses_discarded
    if opened is None or discarded is None or opened < 0 or discarded < 0:
        yield Problem(DeskIs.VIALS_NOT_COUNTED, lot.field, lot=lot.number)
        return
    explained = lot.doses_recorded + discarded
    if lot.taken > _rounded_up(lot.doses_issued, lot.doses_per_vial) or explained > lot.doses_issued:
        yield Problem(DeskIs.VIALS_MORE_THAN_ISSUED, lot.field, lot=lot.number, issued=lot.doses_issued)
    elif min(lot.taken, lot.doses_issued) != explained:
        yield Problem(
            DeskIs.VIALS_UNACCOUNTED,
            lot.field,
            lot=lot.number,
            opened=opened,
            per_vial=lot.doses_per_vial,
            taken=lot.taken,
            recorded=lot.doses_recorded,
            discarded=discarded,
        )
    if discarded and not lot.discard_reason.strip():
        yield Problem(DeskIs.DISCARD_REASON_MISSING, lot.field, lot=lot.number)


def _rounded_up(doses: int, per_vial: int) -> int:
    return -(-doses // per_vial) * per_vial
