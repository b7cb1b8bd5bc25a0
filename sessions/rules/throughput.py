"""How many people stations take in so many minutes, at which minute each comes, and when the last is home."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from heapq import heapify, heapreplace

from sessions.rules.slots import ANY_DAY, OBSERVATION

STEP = timedelta(minutes=5)  # people remember 7:35, not 7:34
FEWEST_DOSE_MINUTES, MOST_DOSE_MINUTES = 1, 60


def places_in(*, stations: int, slot_minutes: int, dose_minutes: int) -> int:
    """People whom so many stations can inject in the slot."""
    return stations * slot_minutes // dose_minutes


def come_times(starts_at: time, ends_at: time, places: int) -> list[time]:
    """One for each place: spread over the slot as fast as its places are served, in steps, before its end."""
    start = datetime.combine(ANY_DAY, starts_at)
    length = datetime.combine(ANY_DAY, ends_at) - start
    return [(start + place * length / places // STEP * STEP).time() for place in range(places)]


def next_times(
    times: Sequence[time], *, told: Iterable[time | None], people: int, from_: time = time.min
) -> list[time]:
    """For people who join a slot: times nobody has been told yet, none before `from_` while a later one is free."""
    free = list(times)
    for one in told:
        if one in free:
            free.remove(one)
    to_come = [one for one in free if one >= from_] + [one for one in reversed(free) if one < from_]
    return sorted(to_come[:people]) + [times[-1]] * (people - len(to_come))


def finishing_at(arrivals: Iterable[datetime], *, stations: int, dose_minutes: float) -> datetime | None:
    """When the last of them has been injected and observed; each takes the first station that is free. None: nobody."""
    coming = sorted(arrivals)
    if not coming or stations < 1:
        return None
    free_at = [coming[0]] * stations
    heapify(free_at)
    last = coming[0]
    for arrival in coming:
        last = max(free_at[0], arrival) + timedelta(minutes=dose_minutes)
        heapreplace(free_at, last)
    return last + OBSERVATION
