"""A wrong dose put right at the desk, page by page."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.models import Vial
from sessions.services.doses import record_dose
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory, VaccineFactory
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


@pytest.mark.parametrize("is_asked", [True, False])
def test_consent_to_mixing_is_asked_for_where_another_vaccine_can_be_chosen(client, facility, lead, lan, is_asked):
    vax_session = SessionFactory(open_now=True, facility=facility, created_by=lead)
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    row = SessionLotFactory(session=vax_session, doses_issued=100)
    other = {"lot__vaccine": VaccineFactory(code="KHAC")} if is_asked else {"lot__vaccine": row.lot.vaccine}
    SessionLotFactory(session=vax_session, lot__number="KHAC-1", **other)
    given = entry(row, lan, vial=uuid4())
    dose = record_dose(appointment=appointment.ref, entry=given, ref=uuid4(), by=lan)
    client.force_login(lead)
    for name, args in (("dose_correct_as", [dose.ref, "lot"]), ("vial_correct", [Vial.objects.get().ref])):
        page = client.get(reverse(f"sessions:{name}", args=args)).content.decode()
        assert "KHAC-1" in page
        assert ("has_mixing_consent" in page) is is_asked
