"""What a desk may enter afterwards: vials, overrides of what has happened, and the same act told twice."""

from datetime import UTC, datetime, timedelta

import pytest

from sessions.rules.acts import OPEN, ActKind, ActState
from sessions.rules.codes import DeskIs, DoseIs, LotIs
from sessions.rules.desk import is_same_moment
from sessions.rules.overrides import FACTS, LONGEST_REASON, Override, lifted, standing
from sessions.rules.vials import vial_problems
from sessions.services.acts import DO
from vaxportal.core.problems import Problem

NOON = datetime(2021, 9, 20, 12, tzinfo=UTC)
STOP, WARNING = Problem(DoseIs.TOO_SOON), Problem(DeskIs.BEFORE_ARRIVAL, overridable=True)
NEVER = Problem(DoseIs.ALREADY_RECORDED, "number")


def test_every_kind_of_act_has_somebody_who_does_it_and_what_is_open_is_told_from_what_is_not():
    assert set(DO) == set(ActKind)
    assert set(ActState) - OPEN == {ActState.DONE, ActState.SETTLED}


@pytest.mark.parametrize(
    ("left", "discarded", "reason", "is_closed", "told"),
    [
        (4, 0, "", False, set()),
        (4, 4, "Hết giờ", False, set()),
        (4, 4, " ", False, {DeskIs.DISCARD_REASON_MISSING}),
        (4, 5, "Hết giờ", False, {DeskIs.VIAL_MORE_THAN_LEFT}),
        (4, -1, "Hết giờ", False, {DeskIs.VIAL_MORE_THAN_LEFT}),
        (-1, 0, "", False, set()),  # it gave more than its label says
        (-1, 1, "Rơi", False, {DeskIs.VIAL_MORE_THAN_LEFT}),
        (4, 0, "", True, {DeskIs.VIAL_CLOSED}),
    ],
)
def test_a_vial_leaves_the_table_with_no_more_than_it_holds(left, discarded, reason, is_closed, told):
    given = {"lot": "AZ", "is_closed": is_closed, "left": left, "discarded": discarded, "reason": reason}
    assert {one.code for one in vial_problems(**given)} == told


@pytest.mark.parametrize(
    ("override", "left"),
    [
        (None, [STOP, WARNING, NEVER]),
        (Override("Đã hỏi"), [STOP, NEVER]),
        (Override("Đã tiêm thật", happened=True), [NEVER]),
    ],
)
def test_a_reason_lifts_warnings_and_what_has_happened_lifts_stops_but_never_what_must_be_false(override, left):
    assert list(standing([STOP, WARNING, NEVER], override)) == left


@pytest.mark.parametrize(("reason", "code"), [(" ", DeskIs.REASON_MISSING), ("x" * 301, DeskIs.REASON_TOO_LONG)])
def test_an_override_needs_a_reason_that_the_books_hold(reason, code):
    assert code in {one.code for one in standing([WARNING], Override(reason))}
    assert len(reason) <= LONGEST_REASON or not list(standing([], Override(reason[:LONGEST_REASON])))


def test_what_was_set_aside_is_named_once_and_in_order():
    assert lifted([WARNING, STOP, WARNING, NEVER], Override("Có", happened=True)) == sorted({WARNING.code, STOP.code})
    assert lifted([WARNING], None) == []
    assert LotIs.RECALLED in FACTS and LotIs.EXPIRED not in FACTS


@pytest.mark.parametrize(
    ("told", "written", "recorded", "same"),
    [
        (None, 0, 0, True),
        (0, 0, 3600, True),  # entered an hour later, with its own time, twice
        (-20, 0, 0, True),  # pressed, sent at once, and told again
        (90, 0, 0, False),
        (-3600, 0, 0, False),
        (10, 0, 3600, False),
    ],
)
def test_the_same_act_told_again_has_the_moment_in_which_it_came_or_its_own(told, written, recorded, same):
    at = [NOON + timedelta(seconds=one) if one is not None else None for one in (told, written, recorded)]
    assert is_same_moment(at[0], at[1], recorded_at=at[2]) == same
