"""The register of staff: search, read, take in, accept."""

import pytest
from django.test import Client
from django.urls import reverse

from registration.models import Person, Registration
from registration.services.people import register_people, register_person
from registration.work import work_for
from tests.queries import queries_of_page
from tests.registration.told import told
from vaxportal.audit.models import Entry

CARD = "087190004567|341234567|Nguyễn Thị Minh Khai|28021990|Nữ|Ấp 2, Mỹ Thọ, Cao Lãnh, Đồng Tháp|31122021"
FORM = {
    "full_name": "Nguyễn Thị Minh Khai",
    "born_on": "28/02/1990",
    "sex": "F",
    "id_number": "087190004567",
    "phone": "0912345678",
    "province": "87",
    "district": "873",
    "commune": "30076",
    "priority_group": "9",
}


def url(name, *args):
    return reverse(f"registration:{name}", args=args)


@pytest.fixture
def desk(world, lan):
    client = Client()
    client.force_login(lan)
    return client


@pytest.fixture
def khai(citizen):
    return register_person(told(), source=Registration.Source.PUBLIC, by=citizen)


def found(desk, text):
    response = desk.post(url("person_list"), {"text": text})
    return response.status_code == 303 or "Nguyễn Thị Minh Khai" in response.content.decode()


@pytest.mark.parametrize("text", ["minh khai", "KHAI nguyen", "0912 345 678", "087190004567", CARD])
def test_a_person_is_found_by_name_number_or_phone(desk, khai, text):
    assert found(desk, text)
    assert Entry.objects.filter(action="people.searched").latest("pk").facts["found"] == 1


def test_a_person_is_found_by_the_registration_number_as_it_is_said(desk, khai):
    assert found(desk, khai.registration.spoken_number.lower())


@pytest.mark.parametrize("text", ["hai", "0912345679", "087190004568", "k"])
def test_what_does_not_fit_finds_nobody(desk, khai, text):
    assert not found(desk, text)


def test_who_lives_elsewhere_is_not_found(khai, minh):
    client = Client()
    client.force_login(minh)
    assert not found(client, "087190004567")
    assert client.get(url("person_detail", khai.person.ref)).status_code == 404


def test_numbers_are_shown_for_a_purpose_and_leave_a_trace(desk, khai, lan):
    address = url("person_detail", khai.person.ref)
    assert "087190004567" not in desk.get(address).content.decode()
    assert desk.post(address, {"purpose": ""}).status_code == 422
    assert "087190004567" in desk.post(address, {"purpose": "Gọi hẹn lại"}).content.decode()
    entry = Entry.objects.get(action="person.numbers_revealed")
    assert (entry.actor, entry.subject_ref, entry.purpose) == (lan, khai.person.ref, "Gọi hẹn lại")


def test_a_walk_in_is_registered_from_the_card(desk):
    scanned = desk.post(url("person_new"), {"scan": CARD}).content.decode()
    assert 'value="Nguyễn Thị Minh Khai"' in scanned
    assert 'value="28/02/1990"' in scanned
    assert not Person.objects.exists()
    response = desk.post(url("person_new"), FORM)
    assert response.url == url("person_detail", Person.objects.get().ref)
    assert Registration.objects.get().state == "accepted"


def test_a_card_that_is_none_is_refused(desk):
    assert desk.post(url("person_new"), {"scan": "https://example.org"}).status_code == 422


def test_phone_and_number_may_be_missing_with_a_reason(desk):
    bare = {**FORM, "phone": "", "id_number": ""}
    assert desk.post(url("person_new"), bare).status_code == 422
    assert desk.post(url("person_new"), {**bare, "missing_reason": "Mất giấy tờ"}).status_code == 303


def test_a_number_that_contradicts_is_taken_after_a_look_at_the_paper(desk):
    odd = {**FORM, "sex": "M"}
    response = desk.post(url("person_new"), odd)
    assert response.status_code == 422
    assert "id_confirmed_on_paper" in response.content.decode()
    assert desk.post(url("person_new"), {**odd, "id_confirmed_on_paper": "on"}).status_code == 303
    assert Person.objects.get().id_confirmed_on_paper


def test_a_number_of_somebody_else_is_told_on_its_field(desk, khai):
    response = desk.post(url("person_new"), {**FORM, "full_name": "Trần Thị Khác"})
    assert response.status_code == 422
    assert 'id="id_id_number_error"' in response.content.decode()


def test_who_waits_is_accepted_from_the_list(desk, khai, hoa):
    page = desk.get(url("registration_list")).content.decode()
    assert "Nguyễn Thị Minh Khai" in page
    assert desk.post(url("registrations_accept"), {}).status_code == 422
    assert desk.post(url("registrations_accept"), {"chosen": "nonsense"}).status_code == 422
    response = desk.post(url("registrations_accept"), {"chosen": [str(khai.registration.ref)]})
    assert response.status_code == 303
    assert Registration.objects.get().state == "accepted"
    assert "Nguyễn Thị Minh Khai" not in desk.get(url("registration_list")).content.decode()
    assert "Nguyễn Thị Minh Khai" in desk.get(url("registration_list") + "?state=accepted").content.decode()


def test_nobody_accepts_for_another_district(khai, minh):
    client = Client()
    client.force_login(minh)
    client.post(url("registrations_accept"), {"chosen": [str(khai.registration.ref)]})
    assert Registration.objects.get().state == "received"


def test_filters_and_sorting(desk, khai):
    address = url("registration_list")
    for query in ("?commune=30076", "?group=9", "?source=public", "?sort=-name", "?page=99", "?sort=nonsense"):
        assert "Nguyễn Thị Minh Khai" in desk.get(address + query).content.decode(), query
    assert "Nguyễn Thị Minh Khai" not in desk.get(address + "?group=1").content.decode()


def test_what_needs_a_look_at_papers_has_its_own_list(desk, khai, other_citizen):
    register_person(told(), source=Registration.Source.PUBLIC, by=other_citizen)
    assert "Nguyễn Thị Minh Khai" in desk.get(url("registration_list") + "?state=check").content.decode()


def test_todays_work_counts_who_waits(khai, lan, minh, citizen):
    [item] = work_for(lan)
    assert (item.count, item.url) == (1, url("registration_list") + "?state=received")
    assert work_for(minh) == []
    assert work_for(citizen)[0].url == url("own_people")


def test_queries_of_the_list_do_not_grow(desk, citizen):
    counts = []
    for size in (3, 30):
        rows = [
            told(full_name=f"Lê Thị {'ABCDE'[n % 5]}", id_number=f"0871901{size:02}{n:03}", phone=f"09123{n:05}")
            for n in range(size)
        ]
        register_people(rows, source=Registration.Source.PUBLIC, by=citizen)
        counts.append(queries_of_page(desk, url("registration_list")))
    assert counts[0] == counts[1]
