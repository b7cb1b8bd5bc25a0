import pytest

from sessions.rules.measures import Measure, injected
from sessions.rules.states import FINAL, LAST_NUMBER, NEXT, NO_SUBJECT, Outcome, Series, SessionState


def test_every_state_appears_in_the_table():
    assert set(NEXT) == set(SessionState)
    assert set().union(*NEXT.values()) == set(SessionState) - {SessionState.DRAFT}


def test_only_a_closed_session_returns_to_open():
    assert {state for state, after in NEXT.items() if SessionState.OPEN in after} == {
        SessionState.PUBLISHED,
        SessionState.CLOSED,
    }


def test_every_outcome_is_final_or_no_subject_or_none():
    assert FINAL | NO_SUBJECT | {Outcome.NONE} == set(Outcome)
    assert not FINAL & NO_SUBJECT


@pytest.mark.parametrize("series", Series)
def test_every_dose_has_a_measure(series):
    for number in range(1, LAST_NUMBER[series] + 1):
        assert injected(series, number) in Measure
    with pytest.raises(ValueError, match="injected"):
        injected(series, LAST_NUMBER[series] + 1)
