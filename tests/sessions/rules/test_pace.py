from datetime import UTC, datetime, timedelta

import pytest

from sessions.rules.pace import Given, Pace, expected_end, minutes_late, pace_of

NOW = datetime(2021, 9, 14, 9, 0, tzinfo=UTC)


def ago(minutes):
    return NOW - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("given", "pace"),
    [
        (Given(), Pace(0, 0)),
        (Given(1, 1, NOW, NOW), Pace(12, 12)),  # one dose just now is no endless pace
        (Given(10, 10, ago(20), NOW), Pace(30, 30)),  # the day is younger than half an hour
        (Given(60, 30, ago(60), NOW), Pace(60, 60)),
        (Given(60, 10, ago(120), NOW), Pace(20, 30)),
        (Given(30, 0, ago(60), ago(40)), Pace(0, 30)),  # a pause
        (Given(3, 3, NOW + timedelta(seconds=20), NOW), Pace(36, 36)),  # a device whose clock is fast
    ],
)
def test_pace_is_of_the_last_half_hour_and_of_the_day(given, pace):
    assert pace_of(given, until=NOW) == pace


@pytest.mark.parametrize(
    ("to_inject", "pace", "minutes"),
    [
        (0, Pace(0, 0), 0),
        (0, Pace(30, 30), 0),
        (30, Pace(0, 0), None),  # nobody knows yet
        (30, Pace(60, 20), 30),
        (30, Pace(0, 20), 90),  # in a pause the day's pace counts
        (1, Pace(60, 60), 1),
    ],
)
def test_the_end_is_expected_by_the_pace(to_inject, pace, minutes):
    expected = expected_end(to_inject=to_inject, pace=pace, now=NOW)
    assert expected == (None if minutes is None else NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (29, 0), (31, 1), (1500, 25), (-1500, -25)])
def test_late_is_counted_in_whole_minutes(seconds, minutes):
    assert minutes_late(NOW + timedelta(seconds=seconds), NOW) == minutes
