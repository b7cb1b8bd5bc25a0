"""What stands in the way of moving doses of a lot. Facts in, problems out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sessions.rules.codes import LotIs, SessionIs
from sessions.rules.states import SessionState
from vaxportal.core.problems import Problem

MOST_DOSES = 1_000_000  # a receipt above it is a slip of the keyboard
STILL_TO_CLOSE = frozenset({SessionState.DRAFT, SessionState.PUBLISHED, SessionState.OPEN})


@dataclass(frozen=True, slots=True)
class LotFacts:
    number: str
    expires_on: date
    is_recalled: bool = False


def lot_problems(lot: LotFacts, *, day: date, field: str = "lot") -> Iterator[Problem]:
    """A lot is used, and taken in, up to and including its day of expiry and never after a recall."""
    if lot.is_recalled:
        yield Problem(LotIs.RECALLED, field, lot=lot.number)
    if lot.expires_on < day:
        yield Problem(LotIs.EXPIRED, field, lot=lot.number, expired_on=lot.expires_on)


def receipt_problems(lot: LotFacts, *, doses: int, today: date) -> Iterator[Problem]:
    yield from lot_problems(lot, day=today)
    yield from doses_problems(doses)


def doses_problems(doses: int, *, field: str = "doses") -> Iterator[Problem]:
    if not 0 < doses <= MOST_DOSES:
        yield Problem(LotIs.DOSES_OUT_OF_RANGE, field, most=MOST_DOSES)


def issue_problems(
    lot: LotFacts, *, doses: int, in_stock: int, state: SessionState | str, day: date, field: str = "doses"
) -> Iterator[Problem]:
    """After closing or cancelling nobody would count the doses, nor bring them back."""
    if state not in STILL_TO_CLOSE:
        yield Problem(SessionIs.NOT_IN_THIS_STATE, state=state)
    yield from lot_problems(lot, day=day, field=field)
    yield from doses_problems(doses, field=field)
    yield from taking_problems(lot, doses=doses, in_stock=in_stock, field=field)


def taking_problems(lot: LotFacts, *, doses: int, in_stock: int, field: str = "doses") -> Iterator[Problem]:
    if doses > in_stock:
        yield Problem(LotIs.MORE_THAN_IN_STOCK, field, lot=lot.number, left=in_stock)
