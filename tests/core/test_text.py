import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaxportal.core.text import cut, fold, tidy


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  Nguyễn   Văn\tAn ", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Trần Thị Ánh Tuyết"), "Trần Thị Ánh Tuyết"),
        ("\ufeffLê\u200b Ý", "Lê Ý"),
        ("Đỗ\u00a0Thị Ngọc", "Đỗ Thị Ngọc"),
    ],
)
def test_a_name_is_tidied(written, shown):
    assert tidy(written) == shown


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("Đỗ Thị Ngọc Ánh", "DO THI NGOC ANH"),
        ("đỗ  thị-ngọc ánh", "DO THI NGOC ANH"),
        ("Phường 1 (TP. Cao Lãnh)", "PHUONG 1 TP CAO LANH"),
        ("H'Hen Niê", "H HEN NIE"),
    ],
)
def test_a_name_is_compared_without_marks(written, compared):
    assert fold(written) == compared


@given(st.text())
def test_tidying_or_folding_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x1EFF)))
def test_composed_and_decomposed_names_are_the_same(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lực lượng Công an", "Lực lượng Công an"),
        ("Cơ sở y tế, ngành y tế (công lập và tư nhân)", "Cơ sở y tế, ngành y tế…"),
        ("Health facilities, public and private", "Health facilities…"),
        ("Người sinh sống tại các vùng có dịch bệnh", "Người sinh sống tại các vùng…"),
        ("a" * 40, "a" * 29 + "…"),
    ],
)
def test_a_long_name_is_cut_after_a_clause_or_a_word(text, shown):
    assert cut(text, 30) == shown
