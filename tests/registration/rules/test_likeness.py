"""Single facts beside each other: what is the same, what is a slip of the pen, what is another fact."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.codes import MatchIs
from registration.rules.likeness import (
    Slip,
    bhyt_likeness,
    birth_likeness,
    id_likeness,
    name_likeness,
    phone_likeness,
    slip,
    sorted_name,
)

DAYS = st.dates(date(1901, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Nguyễn Thị Hòa", "NGUYỄN THỊ HÒA", MatchIs.NAME_SAME),
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hoà", MatchIs.NAME_SAME),
        ("Đỗ Thúy Quỳnh", "Đỗ Thuý Quỳnh", MatchIs.NAME_SAME),
        ("Huỳnh Văn Khoẻ", "Hùynh Văn Khỏe", MatchIs.NAME_SAME),
        ("Nguyễn Mỹ Thủy", "Nguyển Mỷ Thũy", MatchIs.NAME_SAME),  # hỏi and ngã mixed up
        ("Nguyễn Văn An", "Nguyễn Văn-An", MatchIs.NAME_SAME),
        ("Nguyễn Thị Hòa", "NGUYEN THI HOA", MatchIs.NAME_NO_MARKS),
        ("Đặng Văn Đức", "Dang Van Duc", MatchIs.NAME_NO_MARKS),
        ("Nguyễn Thị Hòa", "Nguyễn Thị Hoa", MatchIs.NAME_OTHER_MARKS),
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng", MatchIs.NAME_OTHER_MARKS),
        ("Đinh Văn Đông", "Đinh Văn Dông", MatchIs.NAME_OTHER_MARKS),
        ("Nguyễn Thị Lan", "Lan Nguyễn Thị", MatchIs.NAME_GIVEN_FIRST),
        ("Nguyễn Thị Lan", "THI LAN NGUYEN", MatchIs.NAME_GIVEN_FIRST),
        ("Nguyễn Ngọc Thanh", "Nguyễn Thanh Ngọc", MatchIs.NAME_ORDER),
        ("Nguyễn Thị Hòa", "Hoa Nguyễn Thị", MatchIs.NAME_ORDER),
        ("Nguyễn Thị Lan", "Nguyễn Thị Lam", MatchIs.NAME_ONE_LETTER),
        ("Nguyễn Thị Lan", "Nguyễn Thị Laan", MatchIs.NAME_ONE_LETTER),
        ("Nguyễn Thị Lan", "Nguyễn Thị Lna", MatchIs.NAME_ONE_LETTER),
        ("Nguyễn Thị Lan", "Nguyễn ThịLan", MatchIs.NAME_ONE_LETTER),
        ("Lê Thị Vy", "Lê Thị My", MatchIs.NAME_ONE_LETTER),
        ("Lê Thị An", "Lê Thị Na", MatchIs.NAME_DIFFERENT),  # no letter of the word stayed
        ("Lê Văn A", "Lê Văn B", MatchIs.NAME_DIFFERENT),
        ("Nguyễn Thị Lan", "Nguyễn Lan", MatchIs.NAME_SHORTENED),
        ("Trần Thị Ngọc Mai", "Trần Ngọc Mai", MatchIs.NAME_SHORTENED),
        ("Trần Thị Ngọc", "Trần Thị Ngọc Mai", MatchIs.NAME_DIFFERENT),  # another given name
        ("Nguyễn Thị Lan", "Nguyễn Thị Hồng", MatchIs.NAME_DIFFERENT),
        ("Nguyễn Thị Lan", "Nguyễn Thị Loan Anh", MatchIs.NAME_DIFFERENT),
    ],
)
def test_names(one, other, likeness):
    assert name_likeness(one, other) == name_likeness(other, one) == likeness
    assert name_likeness(unicodedata.normalize("NFD", one), other) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (date(1990, 3, 7), date(1990, 3, 7), MatchIs.BIRTH_SAME),
        (date(1990, 3, 7), date(1990, 7, 3), MatchIs.BIRTH_SWAPPED),
        (date(1990, 3, 7), date(1991, 7, 3), MatchIs.BIRTH_DIFFERENT),
        (date(1990, 3, 7), date(1990, 3, 17), MatchIs.BIRTH_NEAR),
        (date(1990, 3, 12), date(1990, 3, 21), MatchIs.BIRTH_NEAR),
        (date(1990, 3, 7), date(1980, 3, 7), MatchIs.BIRTH_NEAR),
        (date(1989, 3, 7), date(1998, 3, 7), MatchIs.BIRTH_NEAR),
        (date(1990, 1, 20), date(1990, 10, 20), MatchIs.BIRTH_NEAR),
        (date(1990, 12, 11), date(1990, 12, 12), MatchIs.BIRTH_NEAR),
        (date(1990, 1, 1), date(1990, 8, 26), MatchIs.BIRTH_YEAR),
        (date(1990, 1, 1), date(1990, 1, 11), MatchIs.BIRTH_NEAR),  # more than the year agrees
        (date(1990, 3, 7), date(1990, 8, 26), MatchIs.BIRTH_DIFFERENT),
        (date(1990, 3, 7), date(1978, 3, 7), MatchIs.BIRTH_DIFFERENT),
    ],
)
def test_birth_dates(one, other, likeness):
    assert birth_likeness(one, other) == birth_likeness(other, one) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("", "087190004567", None),
        ("", "", None),
        ("087190004567", "087190004567", MatchIs.ID_SAME),
        ("087190004567", "087190004568", MatchIs.ID_ONE_DIGIT),
        ("087190004567", "087190004576", MatchIs.ID_SWAPPED),
        ("087190004567", "087190014568", MatchIs.ID_DIFFERENT),
        ("087190004567", "341234567", MatchIs.ID_OTHER_KIND),
        ("C1234567", "087190004567", MatchIs.ID_OTHER_KIND),
        ("341234567", "341234568", MatchIs.ID_ONE_DIGIT),
        ("341234567", "34123467", MatchIs.ID_ONE_DIGIT),  # nine digits of which one was forgotten
        ("341234567", "340000000", MatchIs.ID_DIFFERENT),
    ],
)
def test_identity_numbers(one, other, likeness):
    assert id_likeness(one, other) == id_likeness(other, one) == likeness


def test_insurance_numbers_and_phones():
    assert bhyt_likeness("8712345678", "8712345678") == MatchIs.BHYT_SAME
    assert bhyt_likeness("8712345678", "8712345687") == MatchIs.BHYT_NEAR
    assert bhyt_likeness("8712345678", "8700000000") == MatchIs.BHYT_DIFFERENT
    assert bhyt_likeness("8712345678", "") is None
    assert phone_likeness("+84912345678", "+84912345678") == MatchIs.PHONE_SAME
    assert phone_likeness("+84912345678", "+84912345679") == MatchIs.PHONE_NEAR
    assert phone_likeness("+84912345678", "+84939000111") == MatchIs.PHONE_DIFFERENT
    assert phone_likeness("", "+84912345678") is None


def distance(one, other):
    """Damerau's, by the book."""
    rows = [[max(i, j) if not (i and j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("ab1", max_size=6), st.text("ab1", max_size=6))
def test_a_slip_is_a_distance_of_one(one, other):
    assert (slip(one, other) is Slip.NONE) == (one == other)
    assert (slip(one, other) is Slip.MORE) == (distance(one, other) > 1)


@given(DAYS, DAYS)
def test_every_slip_in_a_birth_date_is_seen(one, other):
    is_one_slip = distance(f"{one:%d%m%Y}", f"{other:%d%m%Y}") == 1
    seen = birth_likeness(one, other)
    assert is_one_slip == (seen == MatchIs.BIRTH_NEAR) or seen == MatchIs.BIRTH_SWAPPED


@given(st.permutations(["Nguyễn", "Thị", "Ngọc", "Hòa"]))
def test_the_sorted_name_knows_no_order_and_no_marks(words):
    assert sorted_name(" ".join(words)) == sorted_name("NGUYEN THI NGOC HOÀ") == "HOA NGOC NGUYEN THI"
