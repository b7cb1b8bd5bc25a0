"""Withdrawing: whoever stood behind with a right of their own is called again, nobody else."""

import pytest

from registration.models import Registration
from registration.services.people import register_person
from registration.services.registrations import withdraw_registration
from tests.factories import RegistrationFactory, UserFactory
from tests.registration.told import told
from vaxportal.audit.models import Entry

PUBLIC = Registration.Source.PUBLIC
FOR_A_NEIGHBOUR = {"registrant_name": "Lê Văn Xóm", "relation": "hàng xóm"}


@pytest.fixture
def neighbour_s(other_citizen):
    """A neighbour has registered the citizen, with the citizen's phone."""
    return register_person(told(**FOR_A_NEIGHBOUR), source=PUBLIC, by=other_citizen).registration


@pytest.fixture
def own(neighbour_s, citizen):
    return register_person(told(), source=PUBLIC, by=citizen).registration


def test_the_own_registration_comes_forward_when_a_stranger_withdraws_theirs(neighbour_s, own, other_citizen):
    assert list(Registration.objects.waiting()) == [neighbour_s]
    withdraw_registration(registration=neighbour_s, by=other_citizen)
    assert list(Registration.objects.waiting()) == [own]
    assert Entry.objects.get(action="registration.brought_forward").subject_ref == own.ref
    assert not Registration.objects.to_be_checked().exists()


def test_the_oldest_own_one_comes_forward_and_strangers_stay_to_be_checked(neighbour_s, own, other_citizen):
    again = RegistrationFactory(
        person=own.person, behind=neighbour_s, state="received", registrant_phone=own.registrant_phone
    )
    third = UserFactory(username="third", phone="+84933333333")
    stranger_s = register_person(told(**FOR_A_NEIGHBOUR), source=PUBLIC, by=third).registration
    withdraw_registration(registration=neighbour_s, by=other_citizen)
    assert list(Registration.objects.waiting()) == [own]
    assert set(Registration.objects.to_be_checked()) == {again, stranger_s}


def test_a_stranger_s_does_not_come_forward_when_the_own_one_is_withdrawn(citizen, other_citizen):
    own = register_person(told(), source=PUBLIC, by=citizen).registration
    behind = register_person(told(**FOR_A_NEIGHBOUR), source=PUBLIC, by=other_citizen).registration
    withdraw_registration(registration=own, by=citizen)
    assert not Registration.objects.waiting().exists()
    assert list(Registration.objects.to_be_checked()) == [behind]


def test_withdrawing_what_stands_behind_changes_nothing_in_front(neighbour_s, own, citizen):
    withdraw_registration(registration=own, by=citizen)
    assert list(Registration.objects.waiting()) == [neighbour_s]
