"""What a spreadsheet program would run goes out as a text, and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formulas import HARMLESS, HOSTILE
from vaxportal.core.sheets import UNWRITABLE, inert, unshielded, would_run

ODD = st.text(st.sampled_from("'=+-@＝＠ \t\r\n\0\x01\x1f\x7f\u00a0\ufeff\u200b\ud800aĐ1"), max_size=8)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_run_is_shielded(text):
    assert would_run(text)
    assert inert(text).startswith("'")
    assert not would_run(inert(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_runs_nowhere_is_left_alone(text):
    assert not would_run(text)
    assert inert(text) == unshielded(text) == text


@given(ODD | st.text())
def test_whatever_goes_out_comes_back(text):
    assert not would_run(inert(text))
    assert unshielded(inert(text)) == UNWRITABLE.sub("", text)


def test_signs_of_a_name_stay():
    assert inert("Đỗ\u00a0Thị\nAn") == "Đỗ\u00a0Thị\nAn"
