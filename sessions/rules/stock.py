"""What stands in the way of moving doses of a lot, or of using it. Facts in, problems out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sessions.rules.codes import LotIs, SessionIs
from sessions.rules.states import SessionState
from vaxportal.core.problems import Problem

MOST_DOSES = 1_000_000  # a receipt above it is a slip of the keyboard
STILL_TO_CLOSE = frozenset({SessionState.DRAFT, SessionState.PUBLISHED, SessionState.OPEN})


@dataclass(frozen=True, slots=True)
class LotFacts:
    number: str
    expires_on: date
    recalled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a transfer."""

    key: int
    province: int
    is_store: bool = False  # a health centre: whole districts draw on it, and give back to it
    is_open: bool = True


def lot_problems(lot: LotFacts, *, day: date, at: datetime | None = None, field: str = "lot") -> Iterator[Problem]:
    """A lot is used, and taken in, up to and including its day of expiry and never after a recall.

    `at`: the moment of the injection. What was given before the recall has happened and is recorded.
    """
    if lot.recalled_at and (at is None or at >= lot.recalled_at):
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


def sending_problems(
    lot: LotFacts, *, doses: int, in_stock: int, source: Place, target: Place, today: date
) -> Iterator[Problem]:
    """What nobody may use any more goes one way only: back to a store, where it is kept apart and destroyed."""
    if source.key == target.key:
        yield Problem(LotIs.TRANSFER_TO_ITSELF, "target")
    elif source.province != target.province:
        yield Problem(LotIs.TRANSFER_OUT_OF_PROVINCE, "target")
    elif not target.is_open:
        yield Problem(LotIs.TRANSFER_TARGET_CLOSED, "target")
    elif not target.is_store and any(lot_problems(lot, day=today)):
        yield Problem(LotIs.TRANSFER_ONLY_TO_STORE, "target", lot=lot.number)
    yield from doses_problems(doses)
    yield from taking_problems(lot, doses=doses, in_stock=in_stock)


def recall_problems(*, reason: str) -> Iterator[Problem]:
    if not reason.strip():
        yield Problem(LotIs.RECALL_REASON_MISSING, "reason")


def arrival_problems(*, sent: int, received: int, reason: str) -> Iterator[Problem]:
    """Whoever counts at the other end explains what is missing; what is too much nobody has sent."""
    if not 0 <= received <= sent:
        yield Problem(LotIs.TRANSFER_MORE_THAN_SENT, "doses_received", sent=sent)
    elif received < sent and not reason.strip():
        yield Problem(LotIs.TRANSFER_MISSING_WITHOUT_REASON, "missing_reason", missing=sent - received)
