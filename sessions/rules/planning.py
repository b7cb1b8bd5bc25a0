"""What stands in the way of planning, publishing and cancelling a session. Facts in, problems out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sessions.rules.codes import PlanIs, SessionIs
from sessions.rules.slots import Hours, SlotCut, cut
from sessions.rules.states import NEXT, SessionState
from sessions.rules.throughput import FEWEST_DOSE_MINUTES, MOST_DOSE_MINUTES, come_times
from vaxportal.core.problems import Problem

FURTHEST_AHEAD = timedelta(days=180)
MOST_STATIONS = 50
FEWEST_MINUTES, MOST_MINUTES = 10, 240
MOST_PER_SLOT = 500
MOST_WEEKS = FURTHEST_AHEAD.days // 7


@dataclass(frozen=True, slots=True)
class LotWanted:
    number: str
    vaccine: str
    doses: int


@dataclass(frozen=True, slots=True)
class PlanShape:
    """Hours cut into slots, and the stations that serve them."""

    hours: Hours
    stations: int
    slot_minutes: int
    slot_capacity: int
    dose_minutes: int | None = None

    @property
    def slots(self) -> list[SlotCut]:
        return cut(self.hours, minutes=self.slot_minutes, capacity=self.slot_capacity)

    @property
    def places(self) -> int:
        return sum(slot.capacity for slot in self.slots)

    @property
    def come_times(self) -> list[time]:
        """Of everybody, when every place is taken."""
        return [one for slot in self.slots for one in come_times(slot.starts_at, slot.ends_at, slot.capacity)]


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a plan says, without the database."""

    day: date
    shape: PlanShape
    vaccine: str
    vaccine_is_licensed: bool
    lots: Sequence[LotWanted]
    round_from: date
    round_to: date | None
    facility_closed_on: date | None = None
    place: str = ""
    is_in_commune: bool = False  # of its own, away from the facility


def plan_problems(plan: PlanFacts, *, today: date, people: int = 0) -> Iterator[Problem]:
    """`people`: how many the session has already, when a draft is changed."""
    yield from _day_problems(plan, today)
    shape = [*shape_problems(plan.shape)]
    yield from shape
    yield from _lot_problems(plan)
    if plan.is_in_commune and not plan.place:
        yield Problem(PlanIs.PLACE_MISSING, "place")
    if not shape and (places := plan.shape.places) < people:
        yield Problem(PlanIs.TOO_FEW_PLACES, "slot_capacity", places=places, people=people)


def shape_problems(shape: PlanShape) -> Iterator[Problem]:
    """Without any of these the slots can be cut."""
    yield from _hours_problems(shape.hours)
    yield from _size_problems(shape)


def _day_problems(plan: PlanFacts, today: date) -> Iterator[Problem]:
    if plan.day > today + FURTHEST_AHEAD:
        yield Problem(PlanIs.TOO_FAR_AHEAD, "day", latest=today + FURTHEST_AHEAD)
    if plan.day < plan.round_from or (plan.round_to and plan.day > plan.round_to):
        yield Problem(PlanIs.ROUND_NOT_ON_DAY, "round")
    if plan.facility_closed_on and plan.day >= plan.facility_closed_on:
        yield Problem(PlanIs.FACILITY_CLOSED, "day", closed_on=plan.facility_closed_on)


def _hours_problems(hours: Hours) -> Iterator[Problem]:
    if hours.starts_at >= hours.ends_at:
        yield Problem(PlanIs.TIMES_OUT_OF_ORDER, "ends_at", start=hours.starts_at)
    if (hours.break_from is None) != (hours.break_to is None):
        yield Problem(PlanIs.BREAK_HALF_GIVEN, "break_to" if hours.break_to is None else "break_from")
    elif hours.break_from and hours.break_to and not _within(hours, hours.break_from, hours.break_to):
        yield Problem(PlanIs.BREAK_OUTSIDE, "break_from")


def _within(hours: Hours, begin: time, end: time) -> bool:
    return hours.starts_at < begin < end < hours.ends_at


def _size_problems(shape: PlanShape) -> Iterator[Problem]:
    if not 1 <= shape.stations <= MOST_STATIONS:
        yield Problem(PlanIs.STATIONS_OUT_OF_RANGE, "stations", most=MOST_STATIONS)
    if not FEWEST_MINUTES <= shape.slot_minutes <= MOST_MINUTES:
        yield Problem(PlanIs.MINUTES_OUT_OF_RANGE, "slot_minutes", fewest=FEWEST_MINUTES, most=MOST_MINUTES)
    if shape.dose_minutes is not None and not FEWEST_DOSE_MINUTES <= shape.dose_minutes <= MOST_DOSE_MINUTES:
        yield Problem(PlanIs.DOSE_MINUTES_OUT_OF_RANGE, "dose_minutes", most=MOST_DOSE_MINUTES)
    if not 1 <= shape.slot_capacity <= MOST_PER_SLOT:
        yield Problem(PlanIs.CAPACITY_OUT_OF_RANGE, "slot_capacity", most=MOST_PER_SLOT)


def _lot_problems(plan: PlanFacts) -> Iterator[Problem]:
    if not plan.vaccine_is_licensed:
        yield Problem(PlanIs.VACCINE_NOT_GIVEN_HERE, "vaccine")
    for lot in plan.lots:
        if lot.vaccine != plan.vaccine:
            yield Problem(PlanIs.LOT_OF_ANOTHER_VACCINE, "lots", lot=lot.number)
    if len({(lot.vaccine, lot.number) for lot in plan.lots}) < len(plan.lots):
        yield Problem(PlanIs.LOT_TWICE, "lots")


def plan_cautions(*, places: int, doses: int, stations: int, people: int, per_station: int) -> Iterator[Problem]:
    """What a planner should look at again; nothing of it stops the plan."""
    if places > stations * per_station:
        yield Problem(PlanIs.OVER_STATION_LIMIT, overridable=True, places=places, stations=stations, limit=per_station)
    if doses < max(people, places):
        yield Problem(PlanIs.FEWER_DOSES_THAN_PLACES, overridable=True, doses=doses, places=places)
    if not people:
        yield Problem(PlanIs.NOBODY_CHOSEN, overridable=True)


def step_problems(state: SessionState | str, wanted: SessionState) -> Iterator[Problem]:
    """The one table of states says whether this step exists."""
    if wanted not in NEXT[SessionState(state)]:
        yield Problem(SessionIs.NOT_IN_THIS_STATE, state=state)


def publish_problems(
    *, state: SessionState | str, day: date, today: date, planned_late: bool, doses: int
) -> Iterator[Problem]:
    """A session is planned before its day; on the day or after it only where the district has allowed it.

    A draft may stand without vaccine, as those of a weekly series do; nobody is called to one.
    """
    yield from step_problems(state, SessionState.PUBLISHED)
    if not doses:
        yield Problem(PlanIs.NO_LOT, "lots")
    if day <= today and not planned_late:
        yield Problem(PlanIs.DAY_REACHED, "day", day=day)


def cancel_problems(*, state: SessionState | str, reason: str) -> Iterator[Problem]:
    yield from step_problems(state, SessionState.CANCELLED)
    if not reason:
        yield Problem(PlanIs.REASON_MISSING, "reason")


def adding_problems(*, state: SessionState | str, people: int, free: int) -> Iterator[Problem]:
    if state not in {SessionState.DRAFT, SessionState.PUBLISHED}:
        yield Problem(SessionIs.NOT_IN_THIS_STATE, state=state)
    if people > free:
        yield Problem(SessionIs.FULL, "people", free=free, people=people)


def slot_problems(*, state: SessionState | str, people: int, free: int) -> Iterator[Problem]:
    """Of one slot, as `adding_problems` of the session. Who is put there knows which one was meant."""
    if state not in {SessionState.DRAFT, SessionState.PUBLISHED}:
        yield Problem(SessionIs.NOT_IN_THIS_STATE, state=state)
    if people > free:
        yield Problem(SessionIs.SLOT_FULL, "slot", free=free, people=people)


def series_days(first: date, *, times: int | None, until: date | None) -> list[date]:
    """The same weekday in the weeks after `first`: so many, or up to a day; never more than `MOST_WEEKS`."""
    weeks = min(times if times is not None else MOST_WEEKS, MOST_WEEKS)
    days = [first + timedelta(weeks=week) for week in range(1, weeks + 1)]
    return [day for day in days if until is None or day <= until]


def series_problems(first: date, *, times: int | None, until: date | None) -> Iterator[Problem]:
    if (times is None) == (until is None):
        yield Problem(PlanIs.SERIES_UNCLEAR, "times")
    elif (times is not None and not 1 <= times <= MOST_WEEKS) or not series_days(first, times=times, until=until):
        yield Problem(PlanIs.SERIES_EMPTY, "times" if until is None else "until", most=MOST_WEEKS, day=first)


def capacity_problems(
    *, state: SessionState | str, places: Sequence[int], stations: int, lose: int, expected: int | None, reason: str
) -> Iterator[Problem]:
    """Of a published session. `lose`: for how many no place is left; `expected`: how many the planner was shown."""
    if state != SessionState.PUBLISHED:
        yield Problem(SessionIs.NOT_IN_THIS_STATE, state=state)
    if not 1 <= stations <= MOST_STATIONS:
        yield Problem(PlanIs.STATIONS_OUT_OF_RANGE, "stations", most=MOST_STATIONS)
    if any(not 0 <= one <= MOST_PER_SLOT for one in places):
        yield Problem(PlanIs.CAPACITY_OUT_OF_RANGE, "places", most=MOST_PER_SLOT)
    elif not sum(places):
        yield Problem(SessionIs.NO_PLACE_LEFT, "places")
    elif lose and not reason:
        yield Problem(PlanIs.REASON_MISSING, "reason")
    if expected is not None and lose > expected:
        yield Problem(SessionIs.MORE_LOSE_NOW, "expected", lose=lose)
