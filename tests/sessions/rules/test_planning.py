from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.codes import LotIs, PlanIs, SessionIs
from sessions.rules.planning import (
    LotWanted,
    PlanFacts,
    PlanShape,
    adding_problems,
    cancel_problems,
    capacity_problems,
    plan_cautions,
    plan_problems,
    publish_problems,
    series_days,
    series_problems,
)
from sessions.rules.slots import Hours, Seats, cut, has_passed, seat, takes_people, who_stays
from sessions.rules.states import SessionState
from sessions.rules.stock import LotFacts, issue_problems, lot_problems, receipt_problems

TODAY = date(2021, 9, 14)
TOMORROW = date(2021, 9, 15)
PLAN = PlanFacts(
    day=TOMORROW,
    shape=PlanShape(Hours(time(7, 30), time(16, 30), time(11, 30), time(13, 30)), 2, 60, 25),
    vaccine="VAXZEVRIA",
    vaccine_is_licensed=True,
    lots=(LotWanted("ABV5811", "VAXZEVRIA", 200),),
    round_from=date(2021, 9, 1),
    round_to=date(2021, 9, 30),
)


def codes(problems):
    return [problem.code for problem in problems]


def changed(change):
    of_shape = {name: value for name, value in change.items() if name in PlanShape.__slots__}
    others = {name: value for name, value in change.items() if name not in of_shape}
    return replace(PLAN, shape=replace(PLAN.shape, **of_shape), **others)


def test_a_plan_for_tomorrow_stands():
    assert not codes(plan_problems(PLAN, today=TODAY))
    assert PLAN.shape.places == 175


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"day": date(2022, 9, 15), "round_to": None}, PlanIs.TOO_FAR_AHEAD),
        ({"round_to": TODAY}, PlanIs.ROUND_NOT_ON_DAY),
        ({"round_from": date(2021, 9, 16)}, PlanIs.ROUND_NOT_ON_DAY),
        ({"facility_closed_on": TOMORROW}, PlanIs.FACILITY_CLOSED),
        ({"hours": Hours(time(16), time(7))}, PlanIs.TIMES_OUT_OF_ORDER),
        ({"hours": Hours(time(7), time(7))}, PlanIs.TIMES_OUT_OF_ORDER),
        ({"hours": Hours(time(7), time(16), time(11))}, PlanIs.BREAK_HALF_GIVEN),
        ({"hours": Hours(time(7), time(16), time(13), time(11))}, PlanIs.BREAK_OUTSIDE),
        ({"hours": Hours(time(7), time(16), time(6), time(8))}, PlanIs.BREAK_OUTSIDE),
        ({"stations": 0}, PlanIs.STATIONS_OUT_OF_RANGE),
        ({"slot_minutes": 5}, PlanIs.MINUTES_OUT_OF_RANGE),
        ({"slot_capacity": 0}, PlanIs.CAPACITY_OUT_OF_RANGE),
        ({"vaccine_is_licensed": False}, PlanIs.VACCINE_NOT_GIVEN_HERE),
        ({"lots": (LotWanted("FF1", "COMIRNATY", 6),)}, PlanIs.LOT_OF_ANOTHER_VACCINE),
        ({"lots": PLAN.lots * 2}, PlanIs.LOT_TWICE),
        ({"is_in_commune": True}, PlanIs.PLACE_MISSING),
    ],
)
def test_what_is_wrong_with_a_plan(change, code):
    assert codes(plan_problems(changed(change), today=TODAY)) == [code]


@pytest.mark.parametrize("is_in_commune", [True, False])
def test_a_place_is_told_with_its_commune_or_without(is_in_commune):
    there = changed({"place": "Nhà văn hóa ấp 3", "is_in_commune": is_in_commune})
    assert not codes(plan_problems(there, today=TODAY))


def test_a_draft_keeps_a_place_for_everybody_in_it():
    assert codes(plan_problems(PLAN, today=TODAY, people=176)) == [PlanIs.TOO_FEW_PLACES]


def test_cautions_stop_nothing():
    found = list(plan_cautions(places=201, doses=200, stations=2, people=0, per_station=100))
    assert codes(found) == [PlanIs.OVER_STATION_LIMIT, PlanIs.FEWER_DOSES_THAN_PLACES, PlanIs.NOBODY_CHOSEN]
    assert all(problem.overridable for problem in found)
    assert not codes(plan_cautions(places=200, doses=200, stations=2, people=200, per_station=100))


@pytest.mark.parametrize(
    ("state", "day", "late", "expected"),
    [
        ("draft", TOMORROW, False, []),
        ("draft", TODAY, False, [PlanIs.DAY_REACHED]),
        ("draft", TODAY, True, []),
        ("published", TOMORROW, False, [SessionIs.NOT_IN_THIS_STATE]),
        ("closed", TODAY, False, [SessionIs.NOT_IN_THIS_STATE, PlanIs.DAY_REACHED]),
    ],
)
def test_a_plan_is_published_before_its_day(state, day, late, expected):
    assert codes(publish_problems(state=state, day=day, today=TODAY, planned_late=late, doses=10)) == expected


def test_nobody_is_called_to_a_session_without_vaccine():
    found = publish_problems(state="draft", day=TOMORROW, today=TODAY, planned_late=False, doses=0)
    assert codes(found) == [PlanIs.NO_LOT]


def test_a_draft_may_wait_for_its_vaccine():
    assert not codes(plan_problems(replace(PLAN, lots=()), today=TODAY))


@pytest.mark.parametrize(("minutes", "stops"), [(None, False), (0, True), (1, False), (60, False), (61, True)])
def test_minutes_per_dose_are_none_or_can_be(minutes, stops):
    shape = replace(PLAN.shape, dose_minutes=minutes)
    found = codes(plan_problems(replace(PLAN, shape=shape), today=TODAY))
    assert found == ([PlanIs.DOSE_MINUTES_OUT_OF_RANGE] if stops else [])


@pytest.mark.parametrize(
    ("times", "until", "expected"),
    [
        (2, None, [date(2021, 9, 22), date(2021, 9, 29)]),
        (None, date(2021, 9, 30), [date(2021, 9, 22), date(2021, 9, 29)]),
        (None, date(2021, 9, 22), [date(2021, 9, 22)]),
        (None, date(2021, 9, 21), []),
    ],
)
def test_a_series_is_the_same_weekday(times, until, expected):
    assert series_days(TOMORROW, times=times, until=until) == expected


@pytest.mark.parametrize(
    ("times", "until", "expected"),
    [
        (4, None, []),
        (None, date(2021, 10, 1), []),
        (None, None, [PlanIs.SERIES_UNCLEAR]),
        (4, date(2021, 10, 1), [PlanIs.SERIES_UNCLEAR]),
        (0, None, [PlanIs.SERIES_EMPTY]),
        (-3, None, [PlanIs.SERIES_EMPTY]),
        (26, None, [PlanIs.SERIES_EMPTY]),
        (None, date(2021, 9, 21), [PlanIs.SERIES_EMPTY]),
    ],
)
def test_a_series_has_weeks_or_an_end(times, until, expected):
    assert codes(series_problems(TOMORROW, times=times, until=until)) == expected


@pytest.mark.parametrize(
    ("people", "places", "stay", "move", "lose"),
    [
        ([1, 1, 2, 2], {1: 2, 2: 2}, [0, 1, 2, 3], [], []),
        ([1, 1, 2, 2], {1: 1, 2: 1}, [0], [1], [2, 3]),  # the second invited comes, at the other time
        ([1, 1, 2, 2], {1: 2, 2: 1}, [0, 1, 2], [], [3]),
        ([1, 1, 2, 2], {1: 0, 2: 4}, [2, 3], [0, 1], []),
        ([2, 2, 1], {1: 5, 2: 1}, [0, 2], [1], []),
        ([], {1: 0}, [], [], []),
    ],
)
def test_the_first_invited_keep_a_place(people, places, stay, move, lose):
    found = who_stays(people, places)
    assert (found.stay, found.move, found.lose) == (stay, move, lose)


CUT = {"state": "published", "places": [10, 0], "stations": 1, "lose": 2, "expected": 2, "reason": "Mất điện"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"state": "draft"}, [SessionIs.NOT_IN_THIS_STATE]),
        ({"state": "open"}, [SessionIs.NOT_IN_THIS_STATE]),
        ({"stations": 0}, [PlanIs.STATIONS_OUT_OF_RANGE]),
        ({"places": [-1, 10]}, [PlanIs.CAPACITY_OUT_OF_RANGE]),
        ({"places": [501]}, [PlanIs.CAPACITY_OUT_OF_RANGE]),
        ({"places": [0, 0]}, [SessionIs.NO_PLACE_LEFT]),
        ({"reason": ""}, [PlanIs.REASON_MISSING]),
        ({"reason": "", "lose": 0}, []),
        ({"expected": 1}, [SessionIs.MORE_LOSE_NOW]),
        ({"expected": 3}, []),
        ({"expected": None}, []),
    ],
)
def test_places_are_changed_only_as_was_shown(change, expected):
    assert codes(capacity_problems(**{**CUT, **change})) == expected


def test_cancelling_says_why_and_comes_before_opening():
    assert codes(cancel_problems(state="published", reason="")) == [PlanIs.REASON_MISSING]
    assert codes(cancel_problems(state=SessionState.OPEN, reason="bão")) == [SessionIs.NOT_IN_THIS_STATE]


def test_nobody_is_added_beyond_the_places_or_after_opening():
    assert not codes(adding_problems(state="published", people=5, free=5))
    assert codes(adding_problems(state="open", people=6, free=5)) == [SessionIs.NOT_IN_THIS_STATE, SessionIs.FULL]


TIMES = st.times(min_value=time(5), max_value=time(22)).map(lambda moment: moment.replace(second=0, microsecond=0))


@given(TIMES, TIMES, st.integers(10, 240), st.integers(1, 500))
def test_slots_cover_the_session_without_gap_or_overlap(first, second, minutes, capacity):
    starts_at, ends_at = sorted((first, second))
    slots = cut(Hours(starts_at, ends_at), minutes=minutes, capacity=capacity)
    edges = [starts_at, *(slot.ends_at for slot in slots)]
    assert [slot.starts_at for slot in slots] == edges[:-1]
    assert edges[-1] == ends_at
    assert all(slot.starts_at < slot.ends_at for slot in slots)


def test_no_slot_runs_into_the_break():
    slots = cut(Hours(time(7, 30), time(16, 30), time(11, 45), time(13)), minutes=60, capacity=10)
    assert not [slot for slot in slots if slot.starts_at < time(13) and slot.ends_at > time(11, 45)]


@given(
    st.lists(st.sampled_from(["morning", "afternoon", "whole_day"]), max_size=40),
    st.lists(st.tuples(st.integers(7, 16), st.integers(0, 8)), max_size=8),
)
def test_everybody_is_seated_while_there_is_a_place(wishes, places):
    slots = [Seats(time(hour), free) for hour, free in places]
    seats = seat(wishes, slots)
    assert len(seats) == len(wishes)
    assert all(seats.count(index) <= slot.free for index, slot in enumerate(slots))
    assert sum(index is not None for index in seats) == min(len(wishes), sum(slot.free for slot in slots))


def test_a_wish_is_kept_while_its_half_day_has_a_place():
    slots = [Seats(time(8), 1), Seats(time(14), 1)]
    assert seat(["afternoon", "afternoon", "morning"], slots) == [1, 0, None]


LOT = LotFacts("ABV5811", TODAY)
NOW = datetime(2021, 9, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lot", "day", "expected"),
    [
        (LOT, TODAY, []),
        (LOT, TOMORROW, [LotIs.EXPIRED]),
        (replace(LOT, recalled_at=NOW), TODAY, [LotIs.RECALLED]),
    ],
)
def test_a_lot_is_good_until_the_end_of_its_last_day(lot, day, expected):
    assert codes(lot_problems(lot, day=day)) == expected


@pytest.mark.parametrize("doses", [0, -1, 1_000_001])
def test_a_slip_of_the_keyboard_is_no_receipt(doses):
    assert codes(receipt_problems(LOT, doses=doses, today=TODAY)) == [LotIs.DOSES_OUT_OF_RANGE]


def test_no_more_is_issued_than_is_in_stock():
    draft = {"in_stock": 10, "state": SessionState.DRAFT, "day": TODAY}
    assert codes(issue_problems(LOT, doses=11, **draft)) == [LotIs.MORE_THAN_IN_STOCK]
    assert not codes(issue_problems(LOT, doses=10, **draft))


@pytest.mark.parametrize("state", SessionState)
def test_doses_are_issued_until_a_session_is_closed_or_cancelled(state):
    is_over = state in {SessionState.CLOSED, SessionState.CANCELLED}
    found = codes(issue_problems(LOT, doses=10, in_stock=10, state=state, day=TODAY))
    assert found == ([SessionIs.NOT_IN_THIS_STATE] if is_over else [])


@pytest.mark.parametrize(
    ("day", "clock", "passed", "takes"),
    [
        (TODAY, time(8, 29), False, True),
        (TODAY, time(8, 30), True, False),
        (TOMORROW, time(8, 30), False, True),
        (TODAY - timedelta(days=1), time(7), True, True),
    ],
)
def test_a_slot_takes_people_until_it_ends_and_again_when_it_is_entered_from_paper(day, clock, passed, takes):
    now = datetime.combine(TODAY, clock)
    assert (has_passed(day, time(8, 30), now=now), takes_people(day, time(8, 30), now=now)) == (passed, takes)
