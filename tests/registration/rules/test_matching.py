"""The same human being or not: the cases of a careful clerk, and what holds for any two people."""

from dataclasses import replace
from datetime import date
from timeit import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.rules.codes import MatchIs
from registration.rules.matching import Likeness, Match, Traits, Verdict, best, compare
from registration.wording import WORDING

SAME, POSSIBLE, CLASH, DIFFERENT = Likeness
LAN = Traits("Nguyễn Thị Lan", date(1990, 3, 7), "F", "087190004567", "8712345678", "+84912345678", "30001")
HOA = replace(LAN, full_name="Nguyễn Thị Hoa")
HOA_S_TWIN = replace(LAN, full_name="Nguyễn Thị Hòa")
NO_ID, NO_BHYT, NO_PHONE = {"id_number": ""}, {"bhyt": ""}, {"phone": ""}
NO_NUMBER = NO_ID | NO_BHYT
OLD_ID, OTHER_ID, NEAR_ID = {"id_number": "341234567"}, {"id_number": "087190987123"}, {"id_number": "087190004568"}
OTHER_BHYT, NEAR_BHYT = {"bhyt": "8798765432"}, {"bhyt": "8712345687"}
OTHER_PHONE, NEAR_PHONE, MOVED = {"phone": "+84939000111"}, {"phone": "+84912345687"}, {"commune_code": "30002"}
AWAY = OTHER_PHONE | MOVED
BARE, GIVEN_FIRST = {"full_name": "NGUYEN THI LAN"}, {"full_name": "Lan Nguyễn Thị"}
OTHER_MARKS, SHUFFLED = {"full_name": "Nguyễn Thị Làn"}, {"full_name": "Nguyễn Lan Thị"}
LETTER, SHORT = {"full_name": "Nguyễn Thị Lam"}, {"full_name": "Nguyễn Lan"}
NAMED_ELSE = {"full_name": "Nguyễn Thị Hồng"}
TURNED, NEAR_BIRTH = {"born_on": date(1990, 7, 3)}, {"born_on": date(1990, 3, 17)}
NEW_YEAR, BORN_ELSE = {"born_on": date(1990, 1, 1)}, {"born_on": date(1971, 8, 26)}
MALE = {"sex": "M"}


def verdict(changes, known=LAN):
    row = replace(known, **changes)
    found = compare(row, known)
    assert compare(known, row) == found
    return found.likeness


@pytest.mark.parametrize(
    "changes",
    [
        {},
        BARE | AWAY,
        GIVEN_FIRST | AWAY,
        {"full_name": "NGUYỄN THỊ LAN"},
        OTHER_BHYT,
        NO_BHYT | NO_PHONE | MOVED,
        NO_ID | AWAY,  # by the insurance number
        OLD_ID | BARE | AWAY,
        NO_NUMBER | MOVED,  # name with its marks, birth date, sex and phone
        NO_NUMBER,
    ],
)
def test_the_same(changes):
    assert verdict(changes) == SAME


@pytest.mark.parametrize(
    "changes",
    [
        # a number agrees, something else does not
        OTHER_MARKS,
        SHUFFLED | AWAY,
        LETTER | AWAY,
        SHORT | BORN_ELSE,
        NAMED_ELSE,
        TURNED | AWAY,
        NEAR_BIRTH | AWAY,
        BORN_ELSE | AWAY,
        MALE | NO_BHYT | AWAY,
        NO_ID | OTHER_MARKS,
        NO_ID | LETTER | AWAY,
        OTHER_ID | AWAY,  # the insurance number is the same, the identity number plainly another
        NEAR_ID | AWAY,
        # no number agrees; name and birth date do, and something speaks for it
        NO_NUMBER | BARE,  # the twin may be Làn
        NO_NUMBER | OTHER_MARKS,
        NO_NUMBER | OTHER_PHONE,
        NO_NUMBER | NO_PHONE,
        NO_NUMBER | NEAR_PHONE | MOVED,
        OLD_ID | NO_BHYT,
        OLD_ID | NO_BHYT | OTHER_PHONE,
        NO_ID | OTHER_BHYT,
        NO_ID | NEAR_BHYT | AWAY,
        NEAR_ID | NO_BHYT | AWAY,
        NEAR_ID | NO_BHYT | LETTER | AWAY,
        OTHER_ID | OTHER_BHYT,  # another's number was typed
        OTHER_ID | OTHER_BHYT | OTHER_PHONE,
        OTHER_ID | NO_BHYT | BARE | MOVED,
        # a slip in the birth date
        NO_NUMBER | TURNED,
        NO_NUMBER | TURNED | BARE | OTHER_PHONE,
        NO_NUMBER | NEAR_BIRTH | MOVED,
        NO_NUMBER | NEAR_BIRTH | OTHER_PHONE,
        NO_NUMBER | NEAR_BIRTH | GIVEN_FIRST,
        NEAR_ID | NO_BHYT | NEAR_BIRTH | AWAY,
        NO_NUMBER | NEW_YEAR | MOVED,
        # a slip in the name
        NO_NUMBER | LETTER | MOVED,
        NO_NUMBER | LETTER | OTHER_PHONE,
        NO_NUMBER | SHORT,
        # one in each
        NO_NUMBER | LETTER | NEAR_BIRTH,
        NO_NUMBER | LETTER | TURNED,
        # the other sex was ticked
        NO_NUMBER | MALE | MOVED,
        OLD_ID | NO_BHYT | MALE | GIVEN_FIRST,
    ],
)
def test_somebody_has_to_look(changes):
    assert verdict(changes) == POSSIBLE


@pytest.mark.parametrize("changes", [NAMED_ELSE | BORN_ELSE, NAMED_ELSE | MALE | AWAY, NO_ID | NAMED_ELSE | BORN_ELSE])
def test_a_number_of_somebody_quite_different(changes):
    assert verdict(changes) == CLASH


@pytest.mark.parametrize(
    "changes",
    [
        NO_NUMBER | AWAY,  # a namesake born on the same day
        OLD_ID | NO_BHYT | AWAY,
        OTHER_ID | OTHER_BHYT | AWAY,
        NO_NUMBER | BORN_ELSE,  # a namesake on the same phone
        NO_NUMBER | NAMED_ELSE,  # twins: birth date, sex, phone, commune
        NEAR_ID | NEAR_BHYT | NAMED_ELSE,  # whose numbers were given out one after the other
        OTHER_ID | OTHER_BHYT | LETTER,  # twins nearly of one name, each with a number
        OTHER_ID | NO_BHYT | OTHER_MARKS,
        OTHER_ID | NO_BHYT | SHUFFLED,
        NEAR_ID | OTHER_BHYT | LETTER,
        OTHER_ID | OTHER_BHYT | MALE,
        OTHER_ID | OTHER_BHYT | NEAR_BIRTH,
        NO_NUMBER | NAMED_ELSE | NEAR_BIRTH,  # colleagues of one dormitory
        NO_NUMBER | LETTER | NEAR_BIRTH | OTHER_PHONE,
        NO_NUMBER | LETTER | MALE,  # brother and sister
        NO_NUMBER | OTHER_MARKS | MALE,
        NO_NUMBER | MALE | OTHER_PHONE,
        NO_NUMBER | NEAR_BIRTH | AWAY,
        NO_NUMBER | NEW_YEAR | OTHER_PHONE,
        NO_NUMBER | LETTER | NEW_YEAR,
        NO_NUMBER | {"full_name": "Trần Văn Tám", "sex": "M"} | BORN_ELSE | MOVED,  # the phone alone
    ],
)
def test_two_people(changes):
    assert verdict(changes) == DIFFERENT


def test_without_a_number_a_name_without_marks_is_not_certain():
    """Lam and Lâm, twins, both typed without marks."""
    lam = replace(LAN, full_name="CAO THANH LAM", **NO_NUMBER)
    assert compare(lam, lam).likeness == POSSIBLE
    assert compare(replace(lam, full_name="Cao Thanh Lâm"), replace(lam, full_name="Cao Thanh Lâm")).likeness == SAME


def test_nothing_but_name_birth_date_and_sex_is_never_enough():
    alone = replace(LAN, **NO_NUMBER, phone="", commune_code="")
    assert compare(alone, alone).likeness == DIFFERENT


def test_a_match_is_told_in_words():
    found = compare(replace(LAN, **NEAR_ID, **NO_BHYT, **BARE, **TURNED, **OTHER_PHONE), LAN)
    assert [str(WORDING[code]) for code in found.agrees] == [
        "Họ tên giống nhau, một bên viết không dấu.",
        "Cùng giới tính.",
        "Cùng xã, phường.",
    ]
    assert [str(WORDING[code]) for code in found.differs] == [
        "Số giấy tờ khác một chữ số.",
        "Ngày và tháng sinh đảo nhau.",
        "Số điện thoại khác nhau.",
    ]


def match(changes, known=LAN):
    return compare(LAN, replace(known, **changes))


def test_the_best_of_none_is_somebody_new():
    assert best([]) == best([match(NO_NUMBER | AWAY)]) == Verdict(DIFFERENT)


def test_a_certain_one_wins_over_likely_ones_and_those_over_a_clash():
    certain, likely, clash = match({}), match(OTHER_ID | OTHER_BHYT), match(NAMED_ELSE | BORN_ELSE)
    assert best([clash, likely, certain]) == Verdict(SAME, (2,), (0,))
    assert best([clash, likely]) == Verdict(POSSIBLE, (1,), (0,))
    assert best([clash, match(NO_NUMBER | AWAY)]) == Verdict(CLASH, (), (0,))


def test_two_certain_ones_have_to_be_looked_at():
    """The identity number of one and the insurance number of the other: known twice, or two people mixed up."""
    assert best([match(NO_ID | AWAY), match(NO_BHYT)]) == Verdict(POSSIBLE, (1, 0))


def test_likely_ones_stand_in_order():
    assert best([match(NO_NUMBER | LETTER), match(NO_NUMBER | OTHER_PHONE), match(NEAR_ID | NO_BHYT)]).likely == (
        2,
        1,
        0,
    )


def test_a_twin_shakes_a_certain_match_without_number():
    """Hoa and Hòa are both known; who is meant by “Hoa” without a number?"""
    row = replace(HOA, **NO_NUMBER)
    hoa, twin = compare(row, HOA), compare(row, HOA_S_TWIN)
    assert (hoa.likeness, twin.likeness) == (SAME, POSSIBLE)
    assert best([twin, hoa]) == Verdict(POSSIBLE, (1, 0))


def test_numbers_of_two_people_have_to_be_looked_at():
    """The identity number is Hoa's, the insurance number her twin's."""
    row = replace(HOA, full_name="NGUYEN THI HOA", **OTHER_BHYT)
    hoa, twin = compare(row, HOA), compare(row, replace(HOA_S_TWIN, **OTHER_ID, **OTHER_BHYT))
    assert (hoa.likeness, twin.likeness) == (SAME, POSSIBLE)
    assert best([hoa, twin]) == Verdict(POSSIBLE, (0, 1))


def test_a_twin_s_number_copied_is_noticed():
    """The row says Hòa but bears Hoa's number; typed without marks, Hòa is known so and fits better."""
    row = replace(HOA_S_TWIN, full_name="NGUYEN THI HOA")
    twin = replace(HOA_S_TWIN, full_name="NGUYEN THI HOA", **OTHER_ID, **OTHER_BHYT)
    assert compare(row, HOA).likeness == SAME
    assert best([compare(row, HOA), compare(row, twin)]) == Verdict(POSSIBLE, (0, 1))


NAMES = ["Nguyễn Thị Lan", "NGUYEN THI LAN", "Lan Nguyễn Thị", "Nguyễn Thị Lam", "Nguyễn Lan", "Trần Văn Tám"]
PEOPLE = st.builds(
    Traits,
    full_name=st.sampled_from(NAMES),
    born_on=st.sampled_from(
        [LAN.born_on, *(change["born_on"] for change in (TURNED, NEAR_BIRTH, NEW_YEAR, BORN_ELSE))]
    ),
    sex=st.sampled_from("FM"),
    id_number=st.sampled_from(["", LAN.id_number, *(change["id_number"] for change in (OLD_ID, OTHER_ID, NEAR_ID))]),
    bhyt=st.sampled_from(["", LAN.bhyt, OTHER_BHYT["bhyt"], NEAR_BHYT["bhyt"]]),
    phone=st.sampled_from(["", LAN.phone, OTHER_PHONE["phone"], NEAR_PHONE["phone"]]),
    commune_code=st.sampled_from(["", "30001", "30002"]),
)
LOWEST = {SAME: 90, POSSIBLE: 30, CLASH: 1, DIFFERENT: 0}


@given(PEOPLE, PEOPLE)
def test_who_is_compared_with_whom_does_not_matter(one, other):
    assert compare(one, other) == compare(other, one)


@given(PEOPLE)
def test_a_person_with_a_number_is_the_same_as_themselves(person):
    likeness = compare(person, person).likeness
    assert likeness == SAME or not (person.id_number or person.bhyt)


@given(PEOPLE, PEOPLE, st.sampled_from(["", "+84939000111", "+84912345678"]), st.sampled_from(["", "30001", "30009"]))
def test_contact_data_never_change_what_a_number_says(one, other, phone, commune):
    found = compare(one, other)
    if {MatchIs.ID_SAME, MatchIs.BHYT_SAME}.intersection(found.agrees):
        assert compare(replace(one, phone=phone, commune_code=commune), other).likeness == found.likeness


@given(PEOPLE, PEOPLE)
def test_nobody_is_linked_on_another_birth_date_sex_or_name(one, other):
    found = compare(one, other)
    if found.likeness == SAME:
        assert (one.born_on, one.sex) == (other.born_on, other.sex)
        assert {MatchIs.NAME_SAME, MatchIs.NAME_NO_MARKS, MatchIs.NAME_GIVEN_FIRST}.intersection(found.agrees)


@given(PEOPLE, PEOPLE)
def test_two_complete_numbers_that_differ_are_never_linked(one, other):
    if one.id_number and other.id_number and one.id_number != other.id_number:
        found = compare(one, other)
        assert found.likeness != SAME or MatchIs.ID_OTHER_KIND in found.differs


@given(PEOPLE, PEOPLE)
def test_a_score_keeps_to_its_likeness(one, other):
    found = compare(one, other)
    assert LOWEST[found.likeness] <= found.score <= 100
    assert set(found.agrees).isdisjoint(found.differs)
    assert (found == Match(DIFFERENT)) == (found.likeness == DIFFERENT)


@given(st.lists(PEOPLE, max_size=5))
def test_the_best_names_only_candidates(people):
    found = best([compare(LAN, person) for person in people])
    assert len(found.likely) == 1 or found.likeness != SAME
    assert set(found.likely) | set(found.clashes) <= set(range(len(people)))
    assert bool(found.likely) == (found.likeness in (SAME, POSSIBLE))


def test_unlike_pairs_are_cheap():
    """Ten microseconds for the usual pair; the limit leaves room for a machine that has other work."""
    sister = replace(LAN, **NAMED_ELSE, **OTHER_ID, **OTHER_BHYT)
    assert min(repeat(lambda: compare(LAN, sister), number=1000, repeat=5)) / 1000 < 50e-6
