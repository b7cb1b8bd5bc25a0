"""Vietnamese syllables: what the country's places and people are called is made of them."""

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.syllables import SYLLABLES, is_syllable
from vaxportal.simulation.names import FAMILY, GIVEN, MIDDLE

UNITS = Path(__file__).parents[3] / "vaxportal/geography/data/administrative_units_2021.csv"


def unit_names():
    with UNITS.open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file)]


def name_parts():
    return [*FAMILY, *MIDDLE["M"], *MIDDLE["F"], *GIVEN["M"], *GIVEN["F"]]


def words(text):
    return re.findall(r"[^\W\d_]+", text)


def test_the_parts_of_names_are_syllables():
    assert [word for part in name_parts() for word in words(part) if not is_syllable(word)] == []


def test_most_places_are_made_of_syllables_and_the_others_are_of_other_languages():
    others = {name for name in unit_names() if not all(is_syllable(word) for word in words(name))}
    assert len(others) < 450  # of 11,367
    assert {"Xã Ea Bar", "Thành phố Pleiku", "Huyện Krông Nô"} <= others
    south = [name for name in others if name.startswith("Tỉnh")]
    assert sorted(south) == ["Tỉnh Đắk Lắk", "Tỉnh Đắk Nông"]


YES = (
    "hoà hòa HOÀ Hoá thúy thuý khuỷu quý qúy giếng gìn gì già giữ ngoằn nghiêng Uyên Yến Ý y quốc quyết xoong "
    "người ươm ướt khuya tuýp quạnh quyển Đỗ gạch"
)
NO = (
    "Nguyen Bac Bàc Nguyeãn Vaên Traàn xaõ NguyÔn V¨n cê nga1 José Müller Sàigòn Blô Krông gê ngị ghà zũ wà tổổ bàô haò"
)


@pytest.mark.parametrize("word", YES.split())
def test_a_syllable(word):
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", [*NO.split(), "", "hò a"])
def test_no_syllable(word):
    assert not is_syllable(word)


@given(st.text(max_size=12) | st.sampled_from(sorted(SYLLABLES)))
def test_case_and_composition_never_matter(word):
    assert is_syllable(word) == is_syllable(unicodedata.normalize("NFD", word))
    if word.upper().lower() == word:
        assert is_syllable(word) == is_syllable(word.upper())
