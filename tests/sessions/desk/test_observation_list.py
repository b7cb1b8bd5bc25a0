"""Who waits after the injection: a running time each, and one touch to let them go."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import Dose
from sessions.services.doses import record_dose
from tests.factories import AppointmentFactory
from tests.queries import queries_of_page
from tests.sessions.services.day import entry

pytestmark = pytest.mark.django_db


def observed(vax_session, lot, lan, minutes):
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    dose = record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    Dose.objects.filter(pk=dose.pk).update(given_at=timezone.now() - timedelta(minutes=minutes))
    return appointment


def listed(vax_session):
    return reverse("sessions:observation_list", args=[vax_session.ref])


def test_who_may_leave_stands_first_and_leaves_with_one_touch(as_lan, vax_session, lot, lan):
    waits, may_leave = observed(vax_session, lot, lan, 10), observed(vax_session, lot, lan, 31)
    page = as_lan.get(listed(vax_session)).content.decode()
    assert page.index(may_leave.person.full_name) < page.index(waits.person.full_name)
    assert page.count("Khỏe, cho về") == 1 and "còn 20 phút" in page
    assert all(reverse("sessions:reaction_new", args=[one.doses.get().ref]) in page for one in (waits, may_leave))
    left = as_lan.post(reverse("sessions:observation_end", args=[may_leave.ref]), {"next": listed(vax_session)})
    assert left.url == listed(vax_session)
    assert may_leave.person.full_name not in as_lan.get(listed(vax_session)).content.decode()


def test_the_list_renews_itself_without_the_rest_of_the_page(as_lan, vax_session, lot, lan):
    waits = observed(vax_session, lot, lan, 10)
    part = as_lan.get(listed(vax_session), headers={"HX-Request": "true", "HX-Target": "people"}).content.decode()
    assert waits.person.full_name in part and "<html" not in part


def test_the_list_asks_the_same_for_3_people_and_for_12(as_lan, vax_session, lot, lan):
    for _ in range(3):
        observed(vax_session, lot, lan, 10)
    few = queries_of_page(as_lan, listed(vax_session))
    for _ in range(9):
        observed(vax_session, lot, lan, 31)
    assert queries_of_page(as_lan, listed(vax_session)) == few
