"""A wrong dose put right at the desk, page by page."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.services.doses import record_dose
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory
from tests.sessions.services.day import entry

pytestmark = pytest.mark.django_db


def test_back_from_the_check_everything_is_still_filled_in(client, facility, lead, lan):
    vax_session = SessionFactory(open_now=True, facility=facility, created_by=lead)
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    row = SessionLotFactory(session=vax_session, doses_issued=100)
    dose = record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan)
    client.force_login(lead)
    address = reverse("sessions:dose_correct_as", args=[dose.ref, "table"])
    first = client.get(address).context["form"]
    given = {name: first[name].value() or "" for name in first.fields} | {"reason": "Nhìn nhầm tay"}
    given = {**given, "body_site": "right_arm", "injected_by": lan.pk}
    assert 'name="sure"' in client.post(address, given).content.decode()
    again = client.post(address, {**given, "again": "yes"}).content.decode()
    assert 'name="sure"' not in again
    assert "Nhìn nhầm tay" in again
    dose.refresh_from_db()
    assert dose.voided_at is None
