"""Whom the scan box means: nobody outside the scope, everybody in it, in few queries whoever is in the register."""

import pytest

from registration.models import Registration
from sessions.services.arrivals import foreseen
from sessions.services.finding import MOST_SHOWN, find_people
from tests.factories import AppointmentFactory, PersonFactory, RegistrationFactory, SessionFactory, StationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(facility):
    return SessionFactory(open_now=True, facility=facility)


def named(name, **more):
    return PersonFactory(full_name=name, **more)


@pytest.fixture
def names(today, lan):
    """`names("van an")`: whom Lan is shown of the register."""
    return lambda text: [one.full_name for one in find_people(text, vax_session=today, by=lan).people]


@pytest.mark.parametrize("typed", ["nguyen van an", "An Nguyễn", "ngu v a", "NGUYỄN", "van an"])
def test_a_name_is_found_by_the_beginnings_of_its_words_in_any_order(typed, names, facility):
    named("Nguyễn Văn An", commune=facility.commune)
    assert names(typed) == ["Nguyễn Văn An"]


@pytest.mark.parametrize("typed", ["guyen", "an binh", "nguyen an an x", "a"])
def test_what_begins_no_word_finds_nobody(typed, names, facility):
    named("Nguyễn Văn An", commune=facility.commune)
    assert names(typed) == []


def test_a_sign_of_the_pattern_language_is_no_pattern(names, facility):
    named("Nguyễn Văn An", commune=facility.commune)
    assert names("g%n") == names("_guyen") == names("%%") == []


def test_somebody_of_another_district_is_found_only_by_where_they_have_been_or_who_brought_them(
    names, lan, minh, facility, other_facility
):
    far = other_facility.commune
    named("Trần Thị Xa", commune=far)
    visitor, brought, of_minh = (named(f"Trần Thị Xa {word}", commune=far) for word in ("Khách", "Quen", "Lạ"))
    AppointmentFactory(session=SessionFactory(facility=facility), person=visitor)
    for person, by in ((brought, lan), (of_minh, minh)):
        RegistrationFactory(person=person, source=Registration.Source.STAFF, created_by=by)
    assert names("tran xa") == ["Trần Thị Xa Khách", "Trần Thị Xa Quen"]


def test_a_record_that_was_merged_is_not_found(names, facility):
    kept = named("Lê Văn Còn", commune=facility.commune)
    named("Lê Văn Gộp", commune=facility.commune, merged_into=kept)
    assert names("le van") == ["Lê Văn Còn"]


def test_the_first_by_name_are_shown(names, facility):
    for number in range(MOST_SHOWN + 3):
        named(f"Lê Văn {chr(ord('A') + number)}", commune=facility.commune)
    assert names("le van") == [f"Lê Văn {chr(ord('A') + number)}" for number in range(MOST_SHOWN)]


def test_who_is_in_the_session_comes_before_the_register(today, lan, facility):
    here = AppointmentFactory(session=today, person=named("Võ Thị Bông", commune=facility.commune))
    named("Võ Thị Bông", commune=facility.commune)
    for typed in ("bong vo", "vtb", "tb"):
        found = find_people(typed, vax_session=today, by=lan)
        assert (found.appointments, found.people) == ([here], [])


def test_a_registration_number_is_read_however_it_was_written(today, lan, facility):
    person = named("Võ Thị Bông", commune=facility.commune)
    RegistrationFactory(person=person, number="K7Q2M9XWAB")
    for typed in ("K7Q2M9XWAB", "k7q2-m9xw-ab", "k7q2 m9xw ab"):
        assert find_people(typed, vax_session=today, by=lan).people == [person]


def test_a_card_whose_number_is_not_known_finds_by_name_and_birth_date(today, lan, facility):
    person = named("Võ Thị Bông", commune=facility.commune, id_number="", id_kind="", missing_reason="-")
    card = f"087190123456||Võ Thị Bông|{person.born_on:%d%m%Y}|Nữ|Mỹ Thọ|01052021"
    card = card.replace("087190", f"0871{person.born_on:%y}")
    assert find_people(card, vax_session=today, by=lan).people == [person]


def test_many_are_asked_about_in_as_many_queries_as_few(today, facility, django_assert_num_queries):
    StationFactory(session=today)
    people = [named(f"Lê Văn {number}", commune=facility.commune) for number in range(8)]
    waiting = AppointmentFactory(session=SessionFactory(facility=facility), person=people[0])
    for some in (people[:1], people):
        with django_assert_num_queries(4):
            asked = foreseen(today, some)
    assert {key for key, problems in asked.items() if problems} == {waiting.person_id}
