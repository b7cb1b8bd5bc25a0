"""Somebody who is not in the plan stands at the desk."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from registration.models import Person, Registration
from sessions.models import Appointment
from sessions.rules.states import Outcome
from tests.factories import AppointmentFactory, PersonFactory, SessionFactory

pytestmark = pytest.mark.django_db


def url(name, thing):
    return reverse(f"sessions:{name}", args=[thing.ref])


def test_a_known_person_walks_in(as_lan, vax_session):
    someone = PersonFactory()
    response = as_lan.post(url("walk_in_add", vax_session), {"person": someone.ref, "ref": uuid4()})
    assert response.status_code == 303 and Appointment.objects.get().is_walk_in


def test_a_plan_elsewhere_is_asked_about_before_it_moves(as_lan, vax_session, other_facility):
    other = AppointmentFactory(session=SessionFactory(facility=other_facility))
    data = {"person": other.person.ref, "ref": uuid4()}
    response = as_lan.post(url("walk_in_add", vax_session), data)
    assert response.status_code == 422 and "Phú Thọ" in response.content.decode()
    endless = as_lan.post(url("walk_in_add", vax_session), {**data, "override_reason": "x" * 301})
    assert endless.status_code == 422 and "300 ký tự" in endless.content.decode()
    as_lan.post(url("walk_in_add", vax_session), {**data, "override_reason": "Đến trực tiếp"})
    other.refresh_from_db()
    assert other.outcome == Outcome.MOVED


def test_somebody_unknown_is_registered_and_received_in_one_act(as_lan, vax_session):
    card = "087185123456||Đỗ Thị Mới|07031985|Nữ|Ấp 1, Mỹ Thọ|01012021"
    page = as_lan.post(url("walk_in_new", vax_session), {"scan": card}).content.decode()
    assert "Đỗ Thị Mới" in page and "07/03/1985" in page
    group = PersonFactory().priority_group
    data = {
        "full_name": "Đỗ Thị Mới",
        "born_on": "07/03/1985",
        "sex": "F",
        "id_number": "087185123456",
        "phone": "0912345678",
        "commune": vax_session.facility.commune_id,
        "priority_group": group.code,
        "ref": uuid4(),
    }
    response = as_lan.post(url("walk_in_new", vax_session), data)
    assert response.status_code == 303, response.content.decode()
    appointment = Appointment.objects.get()
    assert appointment.person.full_name == "Đỗ Thị Mới" and appointment.checked_in_at
    assert appointment.registration.state == Registration.State.INVITED


def test_a_number_known_under_another_name_leads_to_its_bearer(as_lan, vax_session):
    bearer = PersonFactory(full_name="Đỗ Thị Cũ", id_number="087185123456", commune=vax_session.facility.commune)
    data = {"full_name": "Đỗ Thị Mới", "born_on": "07/03/1985", "sex": "F", "id_number": "087185123456"}
    data |= {"phone": "0912345678", "commune": vax_session.facility.commune_id, "ref": uuid4()}
    data |= {"priority_group": bearer.priority_group.code}
    response = as_lan.post(url("walk_in_new", vax_session), data)
    assert response.status_code == 422 and response.context["form"].known_number == bearer.id_number
    assert "Tìm người mang số này" in response.content.decode() and bearer.full_name not in response.content.decode()
    assert bearer.full_name in as_lan.post(url("desk", vax_session), {"scan": bearer.id_number}).content.decode()


def test_a_walk_in_without_number_and_phone_needs_a_reason(as_lan, vax_session):
    data = {"full_name": "Đỗ Thị Mới", "born_on": "07/03/1985", "sex": "F", "ref": uuid4()}
    data |= {"commune": vax_session.facility.commune_id, "priority_group": PersonFactory().priority_group.code}
    response = as_lan.post(url("walk_in_new", vax_session), data)
    assert response.status_code == 422 and "missing_reason" in response.content.decode()


def test_a_walk_in_hears_of_everything_at_once(as_lan, vax_session):
    response = as_lan.post(url("walk_in_new", vax_session), {"full_name": "Đỗ Thị Mới", "phone": "12", "ref": uuid4()})
    wrong = {"born_on", "sex", "phone", "missing_reason", "commune", "priority_group"}
    assert set(response.context["form"].errors) == wrong


def test_a_minor_walks_in_with_a_guardian(as_lan, vax_session):
    born_on = timezone.localdate() - timedelta(days=14 * 365)
    data = {"full_name": "Đỗ Thị Nhỏ", "born_on": f"{born_on:%d/%m/%Y}", "sex": "F", "ref": uuid4()}
    data |= {"missing_reason": "Chưa có giấy tờ", "priority_group": PersonFactory().priority_group.code}
    data |= {"commune": vax_session.facility.commune_id}
    refused = as_lan.post(url("walk_in_new", vax_session), data)
    assert list(refused.context["form"].errors) == ["guardian_name"]
    as_lan.post(url("walk_in_new", vax_session), data | {"guardian_name": "Đỗ Văn Lớn"})
    assert Person.objects.get(full_name="Đỗ Thị Nhỏ").guardian_name == "Đỗ Văn Lớn"
