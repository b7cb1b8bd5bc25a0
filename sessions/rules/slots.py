"""Cutting a session into slots, and seating people in them. Standard library only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

NOON = time(12, 0)
OBSERVATION = timedelta(minutes=30)  # QĐ 5785/QĐ-BYT: watched at the site for at least 30 minutes
ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001  # carries times of day through a subtraction, nothing else


@dataclass(frozen=True, slots=True)
class Hours:
    """When a session works: from, to, and perhaps a break between."""

    starts_at: time
    ends_at: time
    break_from: time | None = None
    break_to: time | None = None

    def parts(self) -> list[tuple[time, time]]:
        if self.break_from is None or self.break_to is None:
            return [(self.starts_at, self.ends_at)]
        return [(self.starts_at, self.break_from), (self.break_to, self.ends_at)]


@dataclass(frozen=True, slots=True)
class SlotCut:
    starts_at: time
    ends_at: time
    capacity: int


@dataclass(frozen=True, slots=True)
class Seats:
    """One slot as the seating sees it."""

    starts_at: time
    free: int


def cut(hours: Hours, *, minutes: int, capacity: int) -> list[SlotCut]:
    """Slots of that many minutes; a last piece shorter than half a slot is joined to the one before it."""
    slots: list[SlotCut] = []
    for begin, end in hours.parts():
        slots += [SlotCut(start, stop, capacity) for start, stop in _pieces(begin, end, timedelta(minutes=minutes))]
    return slots


def _pieces(begin: time, end: time, step: timedelta) -> list[tuple[time, time]]:
    start, last = datetime.combine(ANY_DAY, begin), datetime.combine(ANY_DAY, end)
    pieces: list[tuple[time, time]] = []
    while start < last:
        stop = start + step
        if last - stop < step / 2:
            stop = last
        pieces.append((start.time(), stop.time()))
        start = stop
    return pieces


def minutes_of(starts_at: time, ends_at: time) -> int:
    return int((datetime.combine(ANY_DAY, ends_at) - datetime.combine(ANY_DAY, starts_at)).total_seconds()) // 60


def has_passed(day: date, ends_at: time, *, now: datetime) -> bool:
    """`now` as local time."""
    return (day, ends_at) <= (now.date(), now.time())


def takes_people(day: date, ends_at: time, *, now: datetime) -> bool:
    """Nobody is seated in what ended today; a session of an earlier day is entered from paper, into all its slots."""
    return day < now.date() or not has_passed(day, ends_at, now=now)


def seat(wishes: Sequence[str], slots: Sequence[Seats]) -> list[int | None]:
    """For each person in order the index of their slot: the first free one of the half-day wished, else the first free
    one. None: no place is left."""
    free = [slot.free for slot in slots]
    seats: list[int | None] = []
    for wish in wishes:
        fitting = (index for index, slot in enumerate(slots) if free[index] and _suits(wish, slot.starts_at))
        index = next(fitting, None)
        if index is None:
            index = next((index for index, left in enumerate(free) if left), None)
        if index is not None:
            free[index] -= 1
        seats.append(index)
    return seats


def _suits(wish: str, starts_at: time) -> bool:
    if wish == "morning":
        return starts_at < NOON
    return starts_at >= NOON if wish == "afternoon" else True


@dataclass(frozen=True, slots=True)
class Places:
    """What becomes of people when places change: indexes into their order."""

    stay: list[int]
    move: list[int]
    lose: list[int]


def who_stays(people: Sequence[int], places: Mapping[int, int]) -> Places:
    """`people`: the slot of each, first invited first. As many of the first as there are places come all the same; they
    keep their slot while it has room."""
    free, total = dict(places), sum(places.values())
    found = Places([], [], list(range(total, len(people))))
    for index, slot in enumerate(people[:total]):
        stays = free.get(slot, 0) > 0
        (found.stay if stays else found.move).append(index)
        if stays:
            free[slot] -= 1
    return found
