"""Registering a person through REST."""

from uuid import uuid4

import pytest

from registration.models import Person, Registration
from tests.api.day import Desk, codes
from tests.factories import PriorityGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(facility):
    PriorityGroupFactory(code=9)
    person = {
        "full_name": "Nguyễn Thị Minh Khai",
        "born_on": "28/02/1990",
        "sex": "F",
        "phone": "0912 345 678",
        "id_number": "087190004567",
        "commune_code": facility.commune.code,
        "priority_group": 9,
    }
    return {"ref": str(uuid4()), "person": person}


def test_a_person_is_registered(lan, given):
    response = Desk(lan).post("registrations/", **given)
    assert response.status_code == 201, response.content
    assert response.json()["ref"] == given["ref"]
    assert Person.objects.get().phone == "+84912345678"
    assert "087190004567" not in response.content.decode()


def test_the_same_registration_sent_twice_is_one(lan, given):
    Desk(lan).post("registrations/", **given)
    again = Desk(lan).post("registrations/", **given)
    assert (again.status_code, again.json()["ref"]) == (200, given["ref"])
    assert Registration.objects.count() == 1


def test_a_ref_of_somebody_else_is_refused(lan, given):
    Desk(lan).post("registrations/", **given)
    given["person"] |= {"full_name": "Trần Văn Nam", "sex": "M", "id_number": "087090004568"}
    assert ("ref", "registration_ref_taken") in codes(Desk(lan).post("registrations/", **given))
    assert Person.objects.count() == 1


def test_every_problem_is_told_at_once(lan, given):
    given["person"] |= {"born_on": "01/01/2090", "id_number": "08719"}
    fields = {field for field, _code in codes(Desk(lan).post("registrations/", **given))}
    assert {"person.born_on", "person.id_number"} <= fields
    assert Person.objects.count() == 0


def test_a_nationality_that_is_none_is_refused(lan, given):
    given["person"]["nationality"] = "??"
    assert codes(Desk(lan).post("registrations/", **given)) == {("person.nationality", "nationality_unknown")}


def test_a_wished_vaccine_that_is_none_is_refused(lan, given):
    given["wish"] = {"dose": "first", "vaccine": "ZZ"}
    assert codes(Desk(lan).post("registrations/", **given)) == {("wish.vaccine", "wished_vaccine_unknown")}


def test_a_group_that_is_none_is_told_once(lan, given):
    given["person"]["priority_group"] = 17
    answer = Desk(lan).post("registrations/", **given)
    assert [problem["field"] for problem in answer.json()["problems"]] == ["person.priority_group"]


def test_wrong_types_name_their_field(lan, given):
    given["person"] |= {"born_on": "31/02/1990", "sex": "X"}
    found = {field for field, _code in codes(Desk(lan).post("registrations/", **given))}
    assert found == {"person.born_on", "person.sex"}


def test_what_cannot_be_read_and_what_is_wrong_are_told_together_once(lan, given):
    given["person"] |= {"born_on": "31/02/1990", "id_number": "08719", "priority_group": "nhất", "phone": None}
    given |= {
        "ref": "x",
        "wish": {"half_day": "đêm", "earlier": [{"vaccine": "ZZ", "given_on": 7}]},
        "history": {"99": "no"},
    }
    found = [(one["field"], one["code"]) for one in Desk(lan).post("registrations/", **given).json()["problems"]]
    assert sorted(found) == [
        ("history", "question_unknown"),
        ("person.born_on", "no_such_day"),
        ("person.id_number", "id_length"),
        ("person.missing_reason", "missing_reason_missing"),
        ("person.priority_group", "group_unknown"),
        ("ref", "invalid"),
        ("wish.earlier", "earlier_not_asked"),
        ("wish.earlier.0.given_on", "day_unreadable"),
        ("wish.earlier.0.vaccine", "earlier_vaccine_unknown"),
        ("wish.half_day", "half_day_unknown"),
    ]


@pytest.mark.parametrize("person", ["x", None, [], 7])
def test_a_person_that_is_none_is_told_once(lan, given, person):
    found = codes(Desk(lan).post("registrations/", **given | {"person": person}))
    assert {field for field, _code in found} == {"person"}


def test_every_problem_names_what_the_client_sent(lan, given):
    given["person"] |= {"commune_code": "99999"}
    given["wish"] = {"dose": "next", "on": "01/01/2020", "earlier": [{"vaccine": "NONE", "given_on": "01/01/2090"}]}
    given["history"] = {"2": "yes"}
    fields = {field for field, _code in codes(Desk(lan).post("registrations/", **given))}
    assert {"person.commune_code", "wish.on", "wish.earlier.0.vaccine", "history.1"} <= fields, fields
