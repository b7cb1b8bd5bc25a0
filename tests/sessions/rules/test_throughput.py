"""How much stations take in, at which minute each person comes, and when the last is home."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.throughput import come_times, finishing_at, next_times, places_in


def at(text):
    return time.fromisoformat(text)


def moment(text):
    return datetime.combine(datetime(2021, 9, 20), at(text))


@pytest.mark.parametrize(
    ("stations", "slot_minutes", "dose_minutes", "places"),
    [(2, 60, 4, 30), (1, 60, 4, 15), (3, 30, 4, 22), (1, 15, 20, 0), (50, 240, 1, 12000)],
)
def test_places_are_stations_times_minutes_by_minutes_per_dose(stations, slot_minutes, dose_minutes, places):
    assert places_in(stations=stations, slot_minutes=slot_minutes, dose_minutes=dose_minutes) == places


@pytest.mark.parametrize(
    ("start", "end", "places", "expected"),
    [
        ("07:30", "08:30", 4, ["07:30", "07:45", "08:00", "08:15"]),
        ("07:30", "08:30", 5, ["07:30", "07:40", "07:50", "08:05", "08:15"]),
        ("07:30", "07:40", 4, ["07:30", "07:30", "07:35", "07:35"]),
        ("07:30", "07:34", 2, ["07:30", "07:30"]),
        ("07:30", "08:30", 0, []),
    ],
)
def test_people_of_a_slot_are_spread_over_it_in_steps(start, end, places, expected):
    assert come_times(at(start), at(end), places) == [at(one) for one in expected]


@given(st.integers(1, 240), st.integers(1, 500))
def test_nobody_is_asked_to_come_outside_the_slot(minutes, places):
    start = moment("07:30")
    end = start + timedelta(minutes=minutes)
    times = come_times(start.time(), end.time(), places)
    assert len(times) == places and times == sorted(times)
    assert start.time() <= times[0] and times[-1] < end.time()


TIMES = [at(one) for one in ("08:00", "08:15", "08:30", "08:45")]


@pytest.mark.parametrize(
    ("told", "people", "from_", "expected"),
    [
        ([], 2, "00:00", ["08:00", "08:15"]),
        (["08:00", "08:30"], 2, "00:00", ["08:15", "08:45"]),
        (["08:00", "09:10"], 1, "00:00", ["08:15"]),  # told by an earlier size of the slot
        ([None], 1, "00:00", ["08:00"]),
        ([], 2, "08:20", ["08:30", "08:45"]),
        (["08:30", "08:45"], 1, "08:20", ["08:15"]),  # the nearest of those that have passed
        (["08:00", "08:15", "08:30", "08:45"], 1, "00:00", ["08:45"]),
    ],
)
def test_who_joins_a_slot_gets_the_minutes_nobody_was_told(told, people, from_, expected):
    taken = [at(one) if one else None for one in told]
    assert next_times(TIMES, told=taken, people=people, from_=at(from_)) == [at(one) for one in expected]


@pytest.mark.parametrize(
    ("arrivals", "stations", "pace", "expected"),
    [
        (["07:30"], 1, 4, "08:04"),
        (["07:30"] * 3, 2, 4, "08:08"),  # two at once, then the third
        (["07:30"] * 30, 2, 4, "09:00"),
        (["07:30", "11:00"], 2, 4, "11:34"),  # the last is never done before they came
        (["07:30"] * 10, 1, 7.5, "09:15"),
    ],
)
def test_the_end_follows_from_people_stations_and_pace(arrivals, stations, pace, expected):
    times = [moment(one) for one in arrivals]
    assert finishing_at(times, stations=stations, dose_minutes=pace) == moment(expected)


def test_without_people_or_stations_there_is_no_end():
    assert finishing_at([], stations=2, dose_minutes=4) is None
    assert finishing_at([moment("07:30")], stations=0, dose_minutes=4) is None
