from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.closing import (
    EndOfDay,
    LotCount,
    PersonInSession,
    UndecidedAct,
    closing_problems,
    lost_problems,
    lot_problems,
)
from sessions.rules.codes import DeskIs, SessionIs
from sessions.rules.desk import (
    OtherPlan,
    ReactionGiven,
    arrival_problems,
    leaving_problems,
    minutes_left,
    opening_problems,
    outcome_problems,
    reaction_problems,
    reopening_problems,
    undo_problems,
    void_problems,
    walk_in_problems,
)
from sessions.rules.devices import DeviceFacts
from sessions.rules.overrides import Override, lifted, standing
from sessions.rules.states import Outcome

TODAY = date(2021, 9, 14)
NOW = datetime(2021, 9, 14, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"state": "draft"}, [SessionIs.NOT_IN_THIS_STATE]),
        ({"day": date(2021, 9, 15)}, [DeskIs.SESSION_DAY_AHEAD]),
        ({"stations": 0, "lots": 0}, [DeskIs.SESSION_WITHOUT_STATION, DeskIs.SESSION_WITHOUT_LOT]),
    ],
)
def test_a_session_opens_on_its_day_with_stations_and_lots(change, expected):
    facts = {"state": "published", "day": TODAY, "stations": 1, "lots": 1} | change
    assert codes(opening_problems(**facts, today=TODAY)) == expected


def test_who_was_marked_as_not_come_is_welcome_after_all():
    assert not codes(arrival_problems(state="open", outcome=Outcome.NO_SHOW))
    assert codes(arrival_problems(state="open", outcome=Outcome.INJECTED)) == [DeskIs.OUTCOME_STANDS]
    assert codes(arrival_problems(state="open", outcome=Outcome.MOVED)) == [DeskIs.NOT_IN_SESSION]
    assert codes(arrival_problems(state="closed", outcome="")) == [DeskIs.SESSION_NOT_OPEN]


ELSEWHERE = OtherPlan(TODAY, time(8), "Trạm Y tế Phường 1", is_present=False)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"outcome_here": ""}, [SessionIs.ALREADY_IN_SESSION]),
        ({"outcome_here": Outcome.MOVED}, []),
        ({"other": ELSEWHERE}, [DeskIs.PLANNED_ELSEWHERE]),
        ({"other": replace(ELSEWHERE, is_present=True)}, [DeskIs.PRESENT_ELSEWHERE]),
        ({"subjects": 100}, [DeskIs.MORE_PEOPLE_THAN_USUAL]),
        ({"state": "closed"}, [DeskIs.SESSION_NOT_OPEN]),
    ],
)
def test_who_walks_in(change, expected):
    facts = {"state": "open", "outcome_here": None, "other": None, "subjects": 10, "usual": 100} | change
    assert codes(walk_in_problems(**facts)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"wanted": Outcome.REFUSED, "is_present": False}, []),
        ({"is_present": False}, [DeskIs.NOT_CHECKED_IN]),
        ({"note": " "}, [DeskIs.REASON_MISSING]),
        ({"wanted": Outcome.REFUSED, "note": ""}, []),
        ({"wanted": Outcome.INJECTED}, [DeskIs.OUTCOME_UNKNOWN]),
        ({"wanted": Outcome.NO_SHOW}, [DeskIs.OUTCOME_UNKNOWN]),
        ({"outcome": Outcome.REFUSED}, [DeskIs.OUTCOME_STANDS]),
    ],
)
def test_an_outcome_at_the_desk(change, expected):
    facts = {"state": "open", "outcome": "", "wanted": Outcome.DEFERRED, "note": "sốt", "is_present": True} | change
    assert codes(outcome_problems(**facts)) == expected


def test_a_dose_is_voided_and_never_undone():
    assert codes(undo_problems(state="open", outcome=Outcome.INJECTED)) == [DeskIs.DOSE_STANDS]
    assert codes(undo_problems(state="open", outcome=Outcome.MOVED)) == [DeskIs.NOTHING_TO_UNDO]
    assert not codes(undo_problems(state="open", outcome=Outcome.DEFERRED))
    assert codes(void_problems(state="open", reason="")) == [DeskIs.REASON_MISSING]


@pytest.mark.parametrize(
    ("passed", "left"),
    [(timedelta(0), 30), (timedelta(seconds=1), 30), (29 * MINUTE, 1), (30 * MINUTE, 0), (99 * MINUTE, 0)],
)
def test_observation_lasts_thirty_minutes(passed, left):
    assert minutes_left(NOW, NOW + passed) == left
    found = list(leaving_problems(given_at=NOW, now=NOW + passed))
    assert codes(found) == ([DeskIs.OBSERVATION_TOO_SHORT] if left else [])


def test_nobody_leaves_observation_without_a_dose():
    assert codes(leaving_problems(given_at=None, now=NOW)) == [DeskIs.NO_DOSE_YET]


def test_leaving_early_needs_a_reason():
    found = list(leaving_problems(given_at=NOW, now=NOW + 10 * MINUTE))
    assert codes(standing(found, None)) == [DeskIs.OBSERVATION_TOO_SHORT]
    assert codes(standing(found, Override(""))) == [DeskIs.REASON_MISSING]
    assert not codes(standing(found, Override("Người nhà đón đi cấp cứu")))
    assert lifted(found, None) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"reaction": "curse"}, [DeskIs.REACTION_UNKNOWN]),
        ({"began_at": NOW - MINUTE}, [DeskIs.REACTION_BEFORE_DOSE]),
        ({"began_at": NOW + 32 * MINUTE}, [DeskIs.REACTION_IN_FUTURE]),
    ],
)
def test_a_reaction_follows_its_dose(change, expected):
    reaction = replace(ReactionGiven("fever", is_serious=False, began_at=NOW + MINUTE), **change)
    assert codes(reaction_problems(reaction, given_at=NOW, is_voided=False, now=NOW + 30 * MINUTE)) == expected


def test_a_voided_dose_has_no_new_reaction():
    reaction = ReactionGiven("fever", is_serious=False, began_at=NOW)
    assert codes(reaction_problems(reaction, given_at=NOW, is_voided=True, now=NOW)) == [DeskIs.DOSE_VOIDED]


def test_only_a_closed_session_is_reopened_and_with_a_reason():
    assert not codes(reopening_problems(state="closed", reason="thiếu 2 mũi"))
    assert codes(reopening_problems(state="open", reason=" ")) == [SessionIs.NOT_IN_THIS_STATE, DeskIs.REASON_MISSING]


def person(outcome="", *, present=False, cleared=False, given_at=None, left=False):
    return PersonInSession("Lê An", outcome, present, cleared, given_at, left)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (person(), [DeskIs.PERSON_NOT_ARRIVED]),
        (person(present=True), [DeskIs.PERSON_NOT_SCREENED]),
        (person(present=True, cleared=True), [DeskIs.PERSON_NOT_INJECTED]),
        (person(Outcome.INJECTED, present=True, given_at=NOW - 10 * MINUTE), [DeskIs.PERSON_STILL_OBSERVED]),
        (person(Outcome.INJECTED, present=True, given_at=NOW - 10 * MINUTE, left=True), []),
        (person(Outcome.INJECTED, present=True, given_at=NOW - 31 * MINUTE), []),
        (person(Outcome.NO_SHOW), []),
    ],
)
def test_closing_names_who_is_unresolved(who, expected):
    found = list(closing_problems(EndOfDay([who], []), now=NOW))
    assert codes(found) == expected
    assert all(problem.facts["name"] == "Lê An" for problem in found)


LOT = LotCount(
    "ABV5811", 10, doses_issued=100, doses_recorded=27, vials_opened=3, doses_discarded=3, discard_reason="hết giờ"
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"vials_opened": None}, [DeskIs.VIALS_NOT_COUNTED]),
        ({"doses_discarded": -1}, [DeskIs.VIALS_NOT_COUNTED]),
        ({"vials_opened": 4}, [DeskIs.VIALS_UNACCOUNTED]),
        ({"doses_discarded": 2}, [DeskIs.VIALS_UNACCOUNTED]),
        ({"doses_issued": 20}, [DeskIs.VIALS_MORE_THAN_ISSUED]),
        ({"discard_reason": " "}, [DeskIs.DISCARD_REASON_MISSING]),
        ({"vials_opened": 0, "doses_recorded": 0, "doses_discarded": 0, "discard_reason": ""}, []),
    ],
)
def test_every_opened_vial_is_accounted_for(change, expected):
    assert codes(lot_problems(replace(LOT, **change))) == expected


@given(st.integers(1, 12), st.integers(0, 40), st.integers(0, 40), st.data())
def test_an_honest_count_closes_and_gives_back_the_rest(per_vial, opened, unopened, data):
    recorded = data.draw(st.integers(0, opened * per_vial))
    discarded = opened * per_vial - recorded
    count = LotCount("A", per_vial, (opened + unopened) * per_vial, recorded, opened, discarded, "hết giờ")
    assert not codes(lot_problems(count))
    assert count.doses_returned == unopened * per_vial
    if discarded:
        assert codes(lot_problems(replace(count, doses_discarded=discarded - 1))) == [DeskIs.VIALS_UNACCOUNTED]


@pytest.mark.parametrize(
    ("known", "opened", "expected"),
    [
        (None, 2, []),
        (2, 2, []),
        (1, 2, [DeskIs.VIALS_DIFFER_FROM_DESK]),
        (3, 2, [DeskIs.VIALS_DIFFER_FROM_DESK]),
    ],
)
def test_the_count_of_vials_is_held_against_what_the_desks_opened(known, opened, expected):
    lot = LotCount("AB1", 10, 20, 18, opened, 2, "Hết giờ", vials_known=known)
    found = list(lot_problems(lot))
    assert codes(found) == expected and all(one.overridable for one in found)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, []),
        ({"unsent": 2}, [DeskIs.DEVICE_UNSENT]),
        ({"unsent": 2, "seen_at": NOW - 3 * MINUTE}, [DeskIs.DEVICE_SILENT]),
        ({"unsent": 2, "is_lost": True}, []),
        ({"seen_at": NOW - 3 * MINUTE, "is_released": True}, []),
    ],
)
def test_a_device_that_may_hold_something_keeps_the_session_open(told, expected):
    device = DeviceFacts(**{"name": "Máy 1", "unsent": 0, "seen_at": NOW, **told})
    found = list(closing_problems(EndOfDay([], [], [device]), now=NOW))
    assert codes(found) == expected and not any(one.overridable for one in found)


def test_what_nobody_has_decided_keeps_the_session_open():
    [problem] = closing_problems(EndOfDay([], [], acts=[UndecidedAct("Mũi tiêm", "Lê Thị A", NOW)]), now=NOW)
    assert (problem.code, problem.field, problem.overridable) == (DeskIs.ACT_UNDECIDED, "conflicts", False)


@pytest.mark.parametrize(
    ("is_released", "reason", "expected"),
    [
        (False, "Rơi xuống sông", []),
        (False, " ", [DeskIs.REASON_MISSING]),
        (True, "Rơi xuống sông", [DeskIs.DEVICE_RELEASED]),
    ],
)
def test_a_device_is_lost_with_a_reason_and_only_while_it_may_hold_something(is_released, reason, expected):
    assert codes(lost_problems(is_released=is_released, reason=reason)) == expected
