"""How fast a session goes, and when its last person will have been injected. Standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LATELY = timedelta(minutes=30)
SHORTEST = timedelta(minutes=5)  # the first dose of the day says nothing about an hour
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Given:
    """Doses in force of one session: all, those of the last half hour, and the time of the first and the last."""

    doses: int = 0
    lately: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """Injections per hour."""

    lately: float
    over_day: float

    @property
    def usual(self) -> float:
        """What the expected end reckons with: after a pause, when nothing was given lately, that of the day."""
        return self.lately or self.over_day


def pace_of(given: Given, *, until: datetime) -> Pace:
    """`until`: now, or where a session is over its last dose."""
    if given.first_at is None:
        return Pace(0, 0)
    so_far = max(until - given.first_at, SHORTEST)
    return Pace(_per_hour(given.lately, min(so_far, LATELY)), _per_hour(given.doses, so_far))


def expected_end(*, to_inject: int, pace: Pace, now: datetime) -> datetime | None:
    """None while nobody has been injected; with nobody left it is now."""
    if not to_inject:
        return now
    if not pace.usual:
        return None
    return now + HOUR * (to_inject / pace.usual)


def minutes_late(expected: datetime, planned: datetime) -> int:
    """Whole minutes after the planned end; below zero before it."""
    return round((expected - planned) / timedelta(minutes=1))


def _per_hour(doses: int, over: timedelta) -> float:
    return doses / (over / HOUR)
