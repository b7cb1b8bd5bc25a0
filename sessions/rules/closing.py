"""Closing: everybody resolved, every vial accounted for, nothing left on a device or undecided.

All discrepancies at once, each naming who, which lot or which device.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sessions.rules.codes import DeskIs
from sessions.rules.desk import OBSERVATION
from sessions.rules.devices import DeviceFacts, DeviceState, device_state
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
    vials_known: int | None = None  # that the desks say; None where they have not counted vials

    @property
    def taken(self) -> int:
        return (self.vials_opened or 0) * self.doses_per_vial

    @property
    def doses_returned(self) -> int:
        """Doses in unopened vials, which go back to stock."""
        return max(0, self.doses_issued - max(self.taken, self.doses_recorded + (self.doses_discarded or 0)))


@dataclass(frozen=True)
class UndecidedAct:
    """What a desk entered without a network, was refused, and waits for somebody's decision."""

    act: object  # in words
    who: str  # the person it is about, else the device it came from
    at: datetime  # as local time


@dataclass(frozen=True)
class EndOfDay:
    """All that a session holds when it is to be closed."""

    people: Iterable[PersonInSession]
    lots: Iterable[LotCount]
    devices: Iterable[DeviceFacts] = ()
    acts: Iterable[UndecidedAct] = ()


def closing_problems(end: EndOfDay, *, now: datetime) -> Iterator[Problem]:
    """`now` and the times of devices as local time."""
    for person in end.people:
        yield from _person_problems(person, now)
    for lot in end.lots:
        yield from lot_problems(lot)
    for device in end.devices:
        yield from _device_problems(device, now)
    for one in end.acts:
        yield Problem(DeskIs.ACT_UNDECIDED, "conflicts", act=one.act, who=one.who, at=one.at)


def _person_problems(person: PersonInSession, now: datetime) -> Iterator[Problem]:
    if person.outcome == Outcome.NONE:
        code = DeskIs.PERSON_NOT_INJECTED if person.is_cleared else DeskIs.PERSON_NOT_SCREENED
        yield Problem(code if person.is_present else DeskIs.PERSON_NOT_ARRIVED, "people", name=person.name)
    elif person.given_at and not person.has_left and now < person.given_at + OBSERVATION:
        yield Problem(DeskIs.PERSON_STILL_OBSERVED, "people", overridable=True, name=person.name)


def _device_problems(device: DeviceFacts, now: datetime) -> Iterator[Problem]:
    state = device_state(device, now=now)
    if state is DeviceState.UNSENT:
        yield Problem(DeskIs.DEVICE_UNSENT, "devices", device=device.name, unsent=device.unsent)
    elif state is DeviceState.SILENT:
        yield Problem(DeskIs.DEVICE_SILENT, "devices", device=device.name, since=device.seen_at)


def lost_problems(*, is_released: bool, reason: str) -> Iterator[Problem]:
    """A device is declared lost by its session's lead; the district sees why."""
    if is_released:
        yield Problem(DeskIs.DEVICE_RELEASED)
    if not reason.strip():
        yield Problem(DeskIs.REASON_MISSING, "reason")


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
    if lot.vials_known not in (None, opened):
        known = lot.vials_known
        code = DeskIs.VIALS_DIFFER_FROM_DESK
        yield Problem(code, lot.field, overridable=True, lot=lot.number, known=known, opened=opened)
    if discarded and not lot.discard_reason.strip():
        yield Problem(DeskIs.DISCARD_REASON_MISSING, lot.field, lot=lot.number)


def _rounded_up(doses: int, per_vial: int) -> int:
    return -(-doses // per_vial) * per_vial
