from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.bhyt import read_bhyt
from registration.rules.birth_provinces import BIRTH_PROVINCES
from registration.rules.codes import BhytIs, IdIs, NameIs
from registration.rules.identity import IdKind, IdNumber, Sex, id_disagreements, read_id
from registration.rules.names import name_hints, name_problems
from registration.rules.phone import PhoneIs, read_phone
from vaxportal.core.problems import Problem

TODAY = date(2021, 9, 14)


@pytest.mark.parametrize(
    ("written", "kind", "number"),
    [
        ("087190004567", IdKind.CCCD, "087190004567"),
        (" 087 190 004 567 ", IdKind.CCCD, "087190004567"),
        ("341.234.567", IdKind.CMND, "341234567"),
        ("12345678", IdKind.CMND, "12345678"),
        ("c1234567", IdKind.PASSPORT, "C1234567"),
        ("12AB34567", IdKind.PASSPORT, "12AB34567"),
    ],
)
def test_a_number_is_read_whole(written, kind, number):
    read = read_id(written, today=TODAY)
    assert (read.kind, read.number) == (kind, number)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", IdIs.MISSING),
        ("08719", IdIs.LENGTH),
        ("08719256792", IdIs.LENGTH),
        ("không có", IdIs.UNREADABLE),
        ("=1+1", IdIs.UNREADABLE),
        ("003190004567", IdIs.NO_PROVINCE),
        ("087222004567", IdIs.BORN_IN_FUTURE),
        ("０８７１９０００４５６７", IdIs.UNREADABLE),
    ],
)
def test_a_wrong_number_is_refused(written, code):
    assert read_id(written, today=TODAY).code == code


def test_contradictions_are_told_and_staff_may_override_them():
    read = read_id("087190004567", today=TODAY)
    found = list(id_disagreements(read, sex=Sex.MALE, born_on=date(1991, 2, 28)))
    assert [problem.code for problem in found] == [IdIs.WRONG_SEX, IdIs.WRONG_YEAR]
    assert all(problem.overridable for problem in found)
    assert not list(id_disagreements(read, sex=Sex.FEMALE, born_on=date(1990, 2, 28)))


@given(st.sampled_from(sorted(BIRTH_PROVINCES)), st.sampled_from(Sex), st.integers(1900, 2021), st.integers(0, 999_999))
def test_a_cccd_tells_place_sex_and_year(place, sex, year, rest):
    century_and_sex = (year - 1900) // 100 * 2 + (sex == Sex.FEMALE)
    read = read_id(f"{place}{century_and_sex}{year % 100:02}{rest:06}", today=TODAY)
    assert (read.place, read.sex, read.year) == (place, sex, year)
    assert not list(id_disagreements(read, sex=sex, born_on=date(year, 1, 1)))


@given(st.text(max_size=30))
def test_any_text_gives_an_answer(text):
    assert isinstance(read_id(text, today=TODAY), (IdNumber, Problem))
    read_phone(text)
    read_bhyt(text)
    list(name_problems(text))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("01621234567", "+84321234567"),
        ("0169 123 4567", "+84391234567"),
        ("+841201234567", "+84701234567"),
        ("0126.123.4567", "+84761234567"),
        ("01281234567", "+84781234567"),
        ("01231234567", "+84831234567"),
        ("01291234567", "+84821234567"),
        ("01861234567", "+84561234567"),
        ("01991234567", "+84591234567"),
    ],
)
def test_an_old_prefix_is_repaired(old, new):
    assert (read_phone(old).number, read_phone(old).repaired) == (new, True)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (" ", PhoneIs.MISSING),
        ("091234567", PhoneIs.LENGTH),
        ("09123456789", PhoneIs.LENGTH),
        ("01611234567", PhoneIs.LENGTH),
        ("0212345678", PhoneIs.NOT_MOBILE),
        ("+85512345678", PhoneIs.NOT_MOBILE),
        ("gọi cho mẹ", PhoneIs.UNREADABLE),
    ],
)
def test_a_wrong_phone_is_refused(written, code):
    assert read_phone(written).code == code


@given(st.from_regex(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}", fullmatch=True))
def test_every_way_to_write_a_phone_gives_the_same_number(national):
    expected = "+84" + national[1:]
    for written in (
        national,
        expected,
        expected[1:],
        "00" + expected[1:],
        f"{national[:4]} {national[4:7]}-{national[7:]}",
    ):
        assert read_phone(written).number == expected
    assert read_phone(national).national == national


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DN479012345678", BhytIs.LENGTH),
        ("DN6790123456789", BhytIs.UNREADABLE),
        ("DN4000123456789", BhytIs.NO_PROVINCE),
    ],
)
def test_a_wrong_insurance_number_is_refused(written, code):
    assert read_bhyt(written).code == code


def test_old_and_new_card_have_the_same_key():
    assert read_bhyt("DN 4 87 0123456789").key == read_bhyt("0123456789").key == "0123456789"


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Minh Khai",
        "Đỗ Ý",
        "H'Hen Niê",
        "Y Blúp",
        "Jean-Luc O’Brien",
        "NGUYỄN HOÀ",
        "Hoàng Thuỳ Uyên",
        "Phạm Hoã",
    ],
)
def test_a_real_name_is_accepted(name):
    assert not list(name_problems(name))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", NameIs.MISSING),
        ("=cmd|'/c calc'!A1", NameIs.FORMULA),
        ("@SUM(A1)", NameIs.FORMULA),
        ("Nguyễn Văn 2", NameIs.DIGITS),
        ("<b>An</b>", NameIs.SIGNS),
        ("Nguyễn_An", NameIs.SIGNS),
        ("...", NameIs.NO_LETTERS),
        ("An " * 40, NameIs.TOO_LONG),
        ("NguyÔn V¨n An", NameIs.LEGACY_FONT),
        ("NguyÔn ThÞ Hoa", NameIs.LEGACY_FONT),
        ("Nguyeãn Vaên An", NameIs.LEGACY_FONT),
    ],
)
def test_a_wrong_name_is_refused(name, code):
    assert [problem.code for problem in name_problems(name)] == [code]


def test_a_name_of_one_word_is_worth_a_second_look():
    assert [hint.code for hint in name_hints("Lan")] == [NameIs.ONE_WORD]
    assert not list(name_hints("Lan Anh"))
