from dataclasses import replace
from datetime import date

import pytest
from django.core.mail.message import sanitize_address
from hypothesis import given
from hypothesis import strategies as st

from registration.forms.countries import COUNTRIES
from registration.rules.codes import BhytIs, IdIs, NameIs, PersonIs
from registration.rules.identity import IdKind, Sex
from registration.rules.people import NATIONALITIES, Door, PersonGiven, id_kind, person_hints, person_problems, settled
from registration.rules.phone import PhoneIs

TODAY = date(2021, 9, 14)
LAN = PersonGiven(
    full_name="Trần Thị Lan",
    born_on=date(1990, 2, 28),
    sex=Sex.FEMALE,
    phone="0912345678",
    id_number="087190004567",
    commune_code="29869",
    priority_group=13,
)


def codes(person, door=Door.PUBLIC):
    return {problem.code for problem in person_problems(person, today=TODAY, door=door)}


@pytest.mark.parametrize("door", Door)
def test_a_complete_person_is_taken_at_every_door(door):
    assert not codes(LAN, door)


@pytest.mark.parametrize(
    ("door", "missing"),
    [
        (Door.PUBLIC, {PhoneIs.MISSING, IdIs.MISSING}),
        (Door.LIST, {PhoneIs.MISSING}),
        (Door.STAFF, {PersonIs.REASON_MISSING}),
    ],
)
def test_what_must_be_told_differs_by_door(door, missing):
    assert codes(replace(LAN, phone="", id_number=""), door) == missing


def test_staff_leave_out_phone_and_number_with_a_reason():
    assert not codes(replace(LAN, phone="", id_number="", missing_reason="Người già neo đơn"), Door.STAFF)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"full_name": ""}, NameIs.MISSING),
        ({"full_name": "=1+1"}, NameIs.FORMULA),
        ({"born_on": None}, PersonIs.BORN_MISSING),
        ({"born_on": date(2090, 1, 1), "id_number": "341234567"}, PersonIs.BORN_IN_FUTURE),
        ({"born_on": date(1890, 1, 1), "id_number": "341234567"}, PersonIs.BORN_TOO_LONG_AGO),
        ({"born_on": date(1991, 1, 1)}, IdIs.WRONG_YEAR),
        ({"sex": None}, PersonIs.SEX_MISSING),
        ({"sex": Sex.MALE}, IdIs.WRONG_SEX),
        ({"phone": "12345"}, PhoneIs.LENGTH),
        ({"id_number": "08719"}, IdIs.LENGTH),
        ({"bhyt": "123"}, BhytIs.LENGTH),
        ({"nationality": "??"}, PersonIs.NATIONALITY_UNKNOWN),
        ({"nationality": ""}, PersonIs.NATIONALITY_UNKNOWN),
        ({"commune_code": ""}, PersonIs.COMMUNE_MISSING),
        ({"priority_group": None}, PersonIs.GROUP_MISSING),
        ({"priority_group": 99}, PersonIs.GROUP_UNKNOWN),
        ({"born_on": date(2005, 2, 28), "id_number": "341234567"}, PersonIs.GUARDIAN_MISSING),
        ({"guardian_name": "An 2"}, NameIs.DIGITS),
        ({"address": "<script>"}, PersonIs.TEXT_MARKUP),
        ({"workplace": "x" * 151}, PersonIs.TEXT_TOO_LONG),
    ],
)
def test_one_thing_wrong_is_one_problem(change, code):
    assert codes(replace(LAN, **change)) == {code}


GOOD = [
    "lan@x.vn",
    "Lan.Tran+tiem_chung@mail.soyte.dongthap.gov.vn",
    "o'brien@vi-du.com",
    "1990@123.com",
    "lan@tênmiền.vn",  # sent as xn--…
    "lan@xn--tnmin-hsa0954c.vn",
    " lan@x.vn ",
    f"{'a' * 64}@{'b' * 63}.vn",
]
BAD = [
    "lan",
    "lan@vidu",
    "@x.vn",
    "lan@",
    "lan@x..vn",
    "lan@.vn.com",
    "lan@x.vn.",
    "lan@x.vn:",
    "lan@x.v",
    "lan@x.1990",
    "lan@-x.vn",
    "lan@x-.vn",
    "lan@x_y.vn",
    "lan@[127.0.0.1]",
    "[lan@x.vn",
    "lan(a@x.vn",
    "lan@b@x.vn",
    "lan tran@x.vn",
    "lan\n@x.vn",
    "lan@x.vn\nbcc: tam@x.vn",
    "Lan <lan@x.vn>",
    "lan@x.vn,tam@x.vn",
    ".lan@x.vn",
    "lan.@x.vn",
    "lan..tran@x.vn",
    "lân@x.vn",  # no mail server here takes it
    f"{'a' * 65}@x.vn",
    f"lan@{'b' * 64}.vn",
    f"lan@{'ă' * 60}.vn",  # longer than a label once it is sent as xn--…
]


@pytest.mark.parametrize(
    ("email", "found"), [*((good, set()) for good in GOOD), *((bad, {PersonIs.EMAIL_UNREADABLE}) for bad in BAD)]
)
def test_an_email_is_an_address_to_which_a_letter_can_go(email, found):
    assert codes(replace(LAN, email=email)) - {PersonIs.TEXT_MARKUP} == found


@given(st.from_regex(r"[^@]{1,20}@[^@]{1,20}\.[a-z]{2}", fullmatch=True) | st.emails())
def test_every_email_taken_can_be_addressed(email):
    if not codes(replace(LAN, email=email)):
        assert sanitize_address(email.strip(), "utf-8")


def test_everything_wrong_is_told_at_once():
    assert codes(PersonGiven()) == {
        NameIs.MISSING,
        PersonIs.BORN_MISSING,
        PersonIs.SEX_MISSING,
        PhoneIs.MISSING,
        IdIs.MISSING,
        PersonIs.COMMUNE_MISSING,
        PersonIs.GROUP_MISSING,
    }


def test_a_child_without_a_card_yet_needs_a_guardian_only():
    child = replace(LAN, born_on=date(2010, 1, 1), id_number="")
    assert codes(child) == {PersonIs.GUARDIAN_MISSING}
    assert not codes(replace(child, guardian_name="Trần Văn Bình"))


def test_staff_confirm_a_contradiction_against_the_paper_and_nobody_else():
    wrong = replace(LAN, sex=Sex.MALE, id_confirmed_on_paper=True)
    assert not codes(wrong, Door.STAFF)
    assert codes(wrong, Door.PUBLIC) == {IdIs.WRONG_SEX}


def test_a_person_is_stored_in_one_form():
    stored = settled(
        replace(
            LAN,
            full_name=" Trần  Thị Lan ",
            phone="+84 912.345.678",
            id_number="087 190 004 567",
            bhyt="DN4870123456789",
        ),
        today=TODAY,
    )
    assert (stored.full_name, stored.phone) == ("Trần Thị Lan", "+84912345678")
    assert (stored.id_number, stored.bhyt) == ("087190004567", "0123456789")
    assert settled(stored, today=TODAY) == stored
    assert id_kind(stored, today=TODAY) == IdKind.CCCD


def test_a_hint_is_no_problem():
    assert [hint.code for hint in person_hints(replace(LAN, full_name="Lan"))] == [NameIs.ONE_WORD]
    assert not codes(replace(LAN, full_name="Lan"))


@given(
    st.builds(PersonGiven, full_name=st.text(), phone=st.text(), id_number=st.text(), bhyt=st.text(), email=st.text()),
    st.sampled_from(Door),
)
def test_any_text_gives_problems_and_never_an_error(person, door):
    assert all(
        problem.field in PersonGiven.__slots__ or problem.field == "commune"
        for problem in person_problems(person, today=TODAY, door=door)
    )
    settled(person, today=TODAY)


@pytest.mark.parametrize("code", NATIONALITIES)
def test_every_nationality_of_the_form_is_taken_and_has_a_name(code):
    assert not codes(replace(LAN, nationality=code), Door.STAFF)
    assert dict(COUNTRIES)[code]
