"""Public ids made and read back."""

import pytest

from vaxportal.core.ids import new_ref, read_ref


def test_a_ref_is_read_back():
    ref = new_ref()
    assert read_ref(str(ref)) == read_ref(ref.hex) == ref


@pytest.mark.parametrize("text", ["", "0", "x" * 32, "01890a5d-ac96-774b", "' or 1=1", "\0", "0" * 100])
def test_any_other_text_is_none(text):
    assert read_ref(text) is None
