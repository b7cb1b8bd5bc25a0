"""Doubtful people leave the list of work once somebody has seen their papers."""

import json

import pytest
from django.urls import reverse

from registration.models import Registration
from registration.services.settling import settle_papers
from registration.work import work_for
from tests.factories import PersonFactory, RegistrationFactory
from vaxportal.audit.models import Entry
from vaxportal.core.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db
FINDING = "Đã xem CCCD gốc, số đúng là của bà Tư"


@pytest.fixture
def person(facility):
    return PersonFactory(commune=facility.commune, disputed=json.dumps({"id_number": "087190004567"}))


@pytest.fixture
def stranger_s(person):
    standing = RegistrationFactory(person=person)
    return RegistrationFactory(person=person, behind=standing, state="received")


def waits(user) -> bool:
    return any(item.url.endswith("?state=check") for item in work_for(user))


def test_what_a_stranger_registered_is_withdrawn_and_the_own_one_stays(person, stranger_s, lan):
    assert waits(lan)
    settle_papers(person=person, finding=FINDING, by=lan)
    person.refresh_from_db()
    stranger_s.refresh_from_db()
    assert (person.disputed, stranger_s.state) == ("", Registration.State.WITHDRAWN)
    assert Registration.objects.open().get().person == person
    assert not waits(lan)
    told = Entry.objects.get(action="person.papers_checked")
    assert (told.reason, told.facts) == (FINDING, {"withdrawn": 1})


def test_a_second_click_changes_nothing_more(person, lan):
    for _click in range(2):
        settle_papers(person=person, finding=FINDING, by=lan)
    assert Entry.objects.filter(action="person.papers_checked").count() == 1


def test_without_a_finding_nothing_is_settled(person, lan):
    with pytest.raises(RuleBroken):
        settle_papers(person=person, finding="  ", by=lan)


def test_nobody_settles_people_of_elsewhere(person, minh):
    with pytest.raises(NotAllowed):
        settle_papers(person=person, finding=FINDING, by=minh)


def test_on_the_page_the_numbers_of_others_are_masked(client, person, stranger_s, lan):
    client.force_login(lan)
    address = reverse("registration:person_papers", args=[person.ref])
    assert address in client.get(reverse("registration:person_detail", args=[person.ref])).content.decode()
    page = client.get(address).content.decode()
    assert "•••567" in page and "087190004567" not in page and stranger_s.spoken_number in page
    assert client.post(address, {"finding": ""}).status_code == 422
    assert client.post(address, {"finding": FINDING}).status_code == 303
    assert "Không còn điều gì chưa rõ" in client.get(address).content.decode()


def test_what_the_person_registered_is_not_withdrawn_with_what_strangers_did(person, stranger_s, lan):
    person.phone = "+84912345678"
    person.save()
    own = RegistrationFactory(person=person, behind=stranger_s.behind, state="received", registrant_phone=person.phone)
    Registration.objects.filter(pk=stranger_s.behind_id).update(state=Registration.State.WITHDRAWN)
    settle_papers(person=person, finding=FINDING, by=lan)
    assert Registration.objects.open().get() == own
    assert list(Registration.objects.waiting()) == [own]
    stranger_s.refresh_from_db()
    assert stranger_s.state == Registration.State.WITHDRAWN
