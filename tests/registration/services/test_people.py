"""Taking people in: one or many, known or new, never twice, never over what stands."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from registration.models import Person, Registration, ReportedDose
from registration.rules.codes import IdIs, PersonIs, RegistrationIs
from registration.rules.registrations import Answer, EarlierDose, HistoryAnswers, WishedDose, WishGiven
from registration.services.given import Decided, Taken
from registration.services.people import register_people, register_person
from tests.factories import CommuneFactory, DistrictFactory, MembershipFactory, UserFactory
from tests.queries import queries_of
from tests.races import in_flight
from tests.registration.lists import GIVEN
from tests.registration.told import told
from vaxportal.accounts.roles import Role
from vaxportal.audit.models import Entry
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.phones import PhoneIs

PUBLIC, LIST, STAFF = Registration.Source.PUBLIC, Registration.Source.LIST, Registration.Source.STAFF


@pytest.fixture
def manager(world):
    return MembershipFactory(user=UserFactory(username="manager"), role=Role.ORGANIZATION_MANAGER).user


@pytest.fixture
def nurse(world, lan):
    return lan


def codes(result):
    return {(problem.field, problem.code) for problem in result.problems}


def test_a_person_registers_themselves(citizen):
    result = register_person(told(), source=PUBLIC, by=citizen)
    person = Person.objects.get()
    assert (result.taken, result.is_new, person.account) == (Taken.CREATED, True, citizen)
    assert (person.folded_name, person.id_number, person.phone) == (
        "NGUYEN THI MINH KHAI",
        "087190004567",
        "+84912345678",
    )
    registration = Registration.objects.get()
    assert (registration.state, registration.registrant_phone) == ("received", "+84912345678")
    assert json.loads(registration.history)["12"]["answer"] == "no"
    assert registration.consent.version == "2021-09"
    assert len(registration.number) == 10
    assert Entry.objects.filter(action="people.registered").count() == 1


def test_every_problem_is_told_and_nothing_is_written(citizen):
    wrong = told(born_on=date(2090, 1, 1), id_number="08719", phone="12", consent="1999-01")
    with pytest.raises(RuleBroken) as refusal:
        register_person(wrong, source=PUBLIC, by=citizen)
    found = {problem.code for problem in refusal.value.problems}
    assert {PersonIs.BORN_IN_FUTURE, IdIs.LENGTH, PhoneIs.LENGTH, RegistrationIs.CONSENT_OUTDATED} <= found
    assert not Person.objects.exists()
    assert not Registration.objects.exists()


def test_an_unknown_commune_is_refused_in_its_own_row_only(manager):
    good, bad = register_people([told(), told(id_number="087190000001", commune_code="99999")], source=LIST, by=manager)
    assert (good.taken, bad.taken) == (Taken.CREATED, Taken.REFUSED)
    assert codes(bad) == {("commune", PersonIs.COMMUNE_UNKNOWN)}
    assert Person.objects.count() == 1


def test_the_same_person_again_is_linked_and_not_changed(citizen, manager):
    first = register_person(told(address="Ấp 1"), source=PUBLIC, by=citizen)
    [again] = register_people(
        [told(full_name="NGUYỄN THỊ  MINH KHAI", address="Ấp 9", phone="0987654321")], source=LIST, by=manager
    )
    assert (again.taken, again.person, again.registration, again.is_new) == (
        Taken.LINKED,
        first.person,
        first.registration,
        False,
    )
    person = Person.objects.get()
    assert (person.full_name, person.address, person.phone) == ("Nguyễn Thị Minh Khai", "Ấp 1", "+84912345678")


def test_the_same_worker_twice_in_a_list_is_one_person(manager):
    first, second = register_people([told(), told()], source=LIST, by=manager)
    assert (first.taken, second.taken) == (Taken.CREATED, Taken.LINKED)
    assert first.person == second.person
    assert first.registration == second.registration


def test_a_number_that_is_somebody_elses_is_refused_to_clerks_and_staff(manager, nurse):
    register_people([told(bhyt="DN4870123456789")], source=LIST, by=manager)
    stranger = {"full_name": "Trần Thị Khác", "born_on": date(1990, 11, 6)}
    results = register_people([told(**stranger)], source=STAFF, by=nurse)
    assert codes(results[0]) == {("id_number", PersonIs.ID_ALREADY_KNOWN)}
    other = told(**stranger, id_number="087190000001", bhyt="0123456789")
    assert codes(register_people([other], source=LIST, by=manager)[0]) == {("bhyt", PersonIs.BHYT_ALREADY_KNOWN)}


LAN_BHYT = "8712345678"
LAN = {
    "full_name": "Trần Thị Lan",
    "born_on": date(1990, 11, 6),
    "id_number": "087190004568",
    "phone": "0912345679",
    "bhyt": LAN_BHYT,
}


def test_a_known_person_with_the_bhyt_of_another_is_refused_and_the_other_rows_are_taken(manager):
    register_people([told(), told(**LAN)], source=LIST, by=manager)
    wrong, good = register_people([told(bhyt=LAN_BHYT), *rows(1)], source=LIST, by=manager)
    assert (codes(wrong), good.taken) == ({("bhyt", PersonIs.BHYT_ALREADY_KNOWN)}, Taken.CREATED)
    assert list(Person.objects.exclude(bhyt_lookup=None).values_list("full_name", flat=True)) == [LAN["full_name"]]


def test_two_known_people_with_one_bhyt_in_a_list_are_both_linked_and_one_gets_it(manager):
    bare = [told(), told(**LAN | {"bhyt": ""})]
    register_people(bare, source=LIST, by=manager)
    both = [told(bhyt=LAN_BHYT), told(**LAN)]
    results = register_people(both, source=LIST, by=manager)
    assert [result.taken for result in results] == [Taken.LINKED, Taken.LINKED]
    assert sorted(person.bhyt for person in Person.objects.all()) == ["", LAN_BHYT]


def test_a_bhyt_that_another_took_does_not_keep_the_missing_identity_number_out(manager):
    bare = [told(id_number=""), told(**LAN | {"bhyt": ""})]
    register_people(bare, source=LIST, by=manager)
    register_people([told(**LAN), told(bhyt=LAN_BHYT)], source=LIST, by=manager)
    person = Person.objects.get(full_name="Nguyễn Thị Minh Khai")
    assert (person.id_number, person.bhyt) == ("087190004567", "")


def test_the_bhyt_of_another_is_set_aside_for_a_known_person_at_the_public_door(citizen, manager):
    register_people([told(**LAN)], source=LIST, by=manager)
    first = register_person(told(), source=PUBLIC, by=citizen)
    again = register_person(told(bhyt=LAN_BHYT), source=PUBLIC, by=citizen)
    assert (again.taken, again.person, again.registration) == (Taken.LINKED, first.person, first.registration)
    assert Person.objects.get(pk=first.person.pk).bhyt == ""


def test_the_public_is_never_told_that_a_number_is_known(citizen, other_citizen):
    register_person(told(), source=PUBLIC, by=citizen)
    taken = register_person(told(full_name="Trần Thị Khác", phone="0987654321"), source=PUBLIC, by=other_citizen)
    assert (taken.taken, taken.is_new) == (Taken.CREATED, True)
    assert (taken.person.id_number, json.loads(taken.person.disputed)) == ("", {"id_number": "087190004567"})
    again = register_person(told(full_name="Trần Thị Khác", phone="0987654321"), source=PUBLIC, by=other_citizen)
    assert again.registration == taken.registration


def test_a_stranger_who_registers_a_known_person_gets_an_own_number_and_sees_nothing(citizen, other_citizen):
    first = register_person(told(), source=PUBLIC, by=citizen)
    joined = register_person(told(), source=PUBLIC, by=other_citizen)
    assert joined.is_new
    assert joined.registration.number != first.registration.number
    assert joined.registration.behind == first.registration
    assert not Person.objects.visible_to(other_citizen).exists()
    assert list(Registration.objects.visible_to(other_citizen)) == [joined.registration]
    assert list(Registration.objects.waiting()) == [first.registration]
    repeat = register_person(told(), source=PUBLIC, by=other_citizen)
    assert repeat.registration == joined.registration


def test_who_has_proved_the_phone_of_a_listed_person_gets_their_book(manager, citizen):
    [listed] = register_people([told()], source=LIST, by=manager)
    result = register_person(told(), source=PUBLIC, by=citizen)
    assert result.registration == listed.registration
    assert list(Person.objects.visible_to(citizen)) == [listed.person]


def test_without_an_identity_number_name_birth_sex_and_phone_recognise(manager):
    nameless = {"id_number": ""}
    first, second = register_people([told(**nameless), told(**nameless)], source=LIST, by=manager)
    assert first.person == second.person
    [with_number] = register_people([told()], source=LIST, by=manager)
    assert with_number.person == first.person
    assert Person.objects.get().id_number == "087190004567"  # the blank was filled


def test_two_people_without_phone_and_number_stay_two(nurse):
    bare = {"id_number": "", "phone": "", "missing_reason": "Người già neo đơn"}
    register_people([told(**bare)], source=STAFF, by=nurse)
    [asked] = register_people([told(**bare)], source=STAFF, by=nurse)
    assert (asked.taken, codes(asked)) == (Taken.UNCLEAR, {("full_name", PersonIs.POSSIBLY_KNOWN)})
    register_people([told(**bare, decided=Decided(same_as=None))], source=STAFF, by=nurse)
    assert Person.objects.count() == 2


def test_staff_need_a_reason_for_a_missing_number(nurse):
    with pytest.raises(RuleBroken) as refusal:
        register_person(told(id_number=""), source=STAFF, by=nurse)
    assert [problem.code for problem in refusal.value.problems] == [PersonIs.REASON_MISSING]


def test_whoever_staff_register_is_accepted_at_once_and_seen(nurse):
    district = DistrictFactory(code="870", name="Tam Nông")
    CommuneFactory(code="29989", name="Phú Thọ", district=district)
    result = register_person(told(commune_code="29989"), source=STAFF, by=nurse)
    assert result.registration.state == "accepted"
    assert list(Person.objects.visible_to(nurse)) == [result.person]


def test_a_walk_in_from_elsewhere_who_is_registered_becomes_visible_at_the_site(nurse, citizen):
    district = DistrictFactory(code="870", name="Tam Nông")
    CommuneFactory(code="29989", name="Phú Thọ", district=district)
    register_person(told(commune_code="29989"), source=PUBLIC, by=citizen)
    assert not Person.objects.visible_to(nurse).exists()
    result = register_person(told(), source=STAFF, by=nurse)
    assert result.registration.behind is not None
    assert list(Person.objects.visible_to(nurse)) == [result.person]
    entry = Entry.objects.get(action="person.found_out_of_scope")
    assert entry.subject_ref == result.person.ref


def test_earlier_doses_are_kept_as_reported_and_never_overwritten(manager):
    before = timezone.localdate() - timedelta(days=60)
    wish = WishGiven(dose=WishedDose.NEXT, earlier=[EarlierDose("VAXZEVRIA", before, "AZ1", "BV huyện")])
    register_people([told(wish=wish)], source=LIST, by=manager)
    other = WishGiven(dose=WishedDose.NEXT, earlier=[EarlierDose("COMIRNATY", before, "PF1", "")])
    register_people([told(wish=other)], source=LIST, by=manager)
    dose = ReportedDose.objects.get()
    assert (dose.vaccine.code, dose.number, dose.source) == ("VAXZEVRIA", 1, "list")


def test_what_a_stranger_tells_behind_the_own_registration_is_not_believed(citizen, other_citizen):
    own = register_person(told(), source=PUBLIC, by=citizen).registration
    before = timezone.localdate() - timedelta(days=40)
    wish = WishGiven(dose=WishedDose.NEXT, earlier=[EarlierDose("VAXZEVRIA", before)])
    behind = register_person(told(wish=wish), source=PUBLIC, by=other_citizen).registration
    assert behind.behind == own
    assert not ReportedDose.objects.exists()


REF = UUID("018f3c1e-0000-7000-8000-000000000001")
LATER = timezone.localdate() + timedelta(days=9)


def test_the_same_registration_sent_again_is_answered_whatever_has_changed_since(nurse):
    first = register_person(told(ref=REF), source=STAFF, by=nurse)
    Person.objects.update(folded_name="TRAN THI KHAC")  # a name put right at the desk
    again = register_person(told(ref=REF), source=STAFF, by=nurse)
    assert (again.registration, again.taken, again.is_new) == (first.registration, Taken.LINKED, False)


@pytest.mark.parametrize(
    "change",
    [
        {"phone": "0987654321"},
        {"address": "Ấp 9"},
        {"wish": WishGiven(on=LATER)},
        {"history": HistoryAnswers(dict.fromkeys(range(1, 13), Answer.YES))},
        {"relation": "con"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_ref_sent_again_with_other_content_is_refused(nurse, change):
    register_person(told(ref=REF), source=STAFF, by=nurse)
    with pytest.raises(RuleBroken) as refusal:
        register_person(told(ref=REF, **change), source=STAFF, by=nurse)
    assert [(problem.field, problem.code) for problem in refusal.value.problems] == [("ref", RegistrationIs.REF_TAKEN)]


def test_a_ref_from_before_digests_were_kept_stands_for_its_person(nurse):
    first = register_person(told(ref=REF), source=STAFF, by=nurse)
    Registration.objects.update(given_digest=None)
    again = register_person(told(ref=REF, address="Ấp 9"), source=STAFF, by=nurse)
    assert again.registration == first.registration
    with pytest.raises(RuleBroken):
        register_person(told(ref=REF, full_name="Trần Thị Khác"), source=STAFF, by=nurse)


def test_only_those_who_may_bring_people(citizen, manager, nurse, province_officer):
    for source, by in [(LIST, citizen), (STAFF, citizen), (STAFF, manager), (LIST, nurse), (STAFF, province_officer)]:
        with pytest.raises(NotAllowed):
            register_people([told()], source=source, by=by)


def rows(count, first=0):
    return [
        told(
            full_name=f"Lê Thị {GIVEN[n % 12]}",
            born_on=date(1990, n // 28 % 12 + 1, n % 28 + 1),
            id_number=f"0871900{n:05d}",
            phone=f"09{n:08d}",
        )
        for n in range(first, first + count)
    ]


def test_queries_do_not_grow_with_the_rows(manager):
    register_people(rows(1, 30_000), source=LIST, by=manager)
    few, many = (partial(register_people, rows(*new), source=LIST, by=manager) for new in [(3, 10_000), (60, 20_000)])
    assert queries_of(few) == queries_of(many)
    assert Registration.objects.count() == 1 + 3 + 60


def test_rows_of_one_list_wait_in_their_order(manager):
    """Whatever order their people are inserted in."""
    with time_machine.travel(timezone.now(), tick=False):
        results = register_people(rows(30), source=LIST, by=manager)
    waiting = Registration.objects.waiting().order_by("created_at")
    assert [one.pk for one in waiting] == [result.registration.pk for result in results]


@pytest.mark.django_db(transaction=True)
def test_four_doors_at_once_write_one_person_and_one_registration(manager):
    def bring(shift):
        try:
            batch = rows(40)
            return [
                result.person.pk for result in register_people(batch[shift:] + batch[:shift], source=LIST, by=manager)
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(bring, [0, 11, 22, 33]))
    assert Person.objects.count() == 40
    assert Registration.objects.open().count() == 40
    assert len({frozenset(people) for people in found}) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_person_without_a_number_from_four_desks_is_one(nurse):
    def bring(_desk):
        try:
            given = told(id_number="", missing_reason="Mất giấy tờ")
            return register_person(given, source=STAFF, by=nurse).person.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(bring, range(4)))) == 1
    assert Person.objects.count() == Registration.objects.count() == 1


@pytest.fixture
def known(nurse):
    """Somebody whose wish is fulfilled: the next registration is a new one."""
    first = register_person(told(), source=STAFF, by=nurse)
    Registration.objects.update(state=Registration.State.DONE)
    return first.person


@pytest.mark.django_db(transaction=True)
def test_a_ref_sent_again_while_it_is_in_flight_answers_the_number_that_stands(known, nurse):
    def send():
        return register_person(given, source=STAFF, by=nurse)

    given = told(ref=uuid4())
    first, second = in_flight(send, send)
    assert second.registration.number == first.registration.number == Registration.objects.get(ref=given.ref).number
    assert (first.is_new, second.is_new, second.person) == (True, False, known)


@pytest.mark.django_db(transaction=True)
def test_a_ref_in_flight_for_somebody_else_is_refused_and_writes_nobody(known, nurse):
    ref = uuid4()
    other = told(ref=ref, full_name="Trần Thị Khác", id_number="087190000001", phone="0987654321")
    with pytest.raises(RuleBroken) as refusal:
        in_flight(
            lambda: register_person(told(ref=ref), source=STAFF, by=nurse),
            lambda: register_person(other, source=STAFF, by=nurse),
        )
    assert [problem.code for problem in refusal.value.problems] == [RegistrationIs.REF_TAKEN]
    assert Person.objects.get() == known


def test_nobody_but_a_list_says_that_the_rules_have_been_asked(nurse, manager):
    wrong = told(full_name="X1", passed_on=timezone.localdate())
    [result] = register_people([wrong], source=Registration.Source.STAFF, by=nurse)
    assert (result.taken, Person.objects.exists()) == (Taken.REFUSED, False)


def test_a_list_gives_no_number_to_a_stranger_who_only_shares_name_and_phone(nurse, manager):
    """Who knows a neighbour's name, birthday and phone could give them a wrong number, and keep out who bears it."""
    [known] = register_people(
        [told(id_number="", bhyt="", missing_reason="Mất giấy tờ")], source=Registration.Source.STAFF, by=nurse
    )
    [row] = register_people([told(id_number="087190009999")], source=Registration.Source.LIST, by=manager)
    known.person.refresh_from_db()
    assert (row.taken, row.person, row.filled, known.person.id_number) == (Taken.LINKED, known.person, (), "")
