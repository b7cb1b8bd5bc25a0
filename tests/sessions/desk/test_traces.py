"""What is read about people in a session leaves a trace; what somebody wrote as a reason is sealed."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from sessions.models import Dose
from sessions.services.doses import record_dose
from sessions.services.running import reopen_session
from tests.factories import AppointmentFactory, SessionLotFactory
from tests.queries import queries_of_page
from tests.sessions.services.day import entry
from vaxportal.audit.models import Entry

pytestmark = pytest.mark.django_db


def traced(action):
    return set(Entry.objects.filter(action=action).values_list("subject_ref", flat=True))


def test_opening_a_card_leaves_a_trace(client, vax_session, lan):
    appointment = AppointmentFactory(session=vax_session)
    client.force_login(lan)
    client.get(reverse("sessions:appointment_desk", args=[appointment.ref]))
    assert traced("person.read") == {appointment.person.ref}


def test_a_card_out_of_reach_leaves_none(client, vax_session, minh):
    appointment = AppointmentFactory(session=vax_session)
    client.force_login(minh)
    assert client.get(reverse("sessions:appointment_desk", args=[appointment.ref])).status_code == 404
    assert not traced("person.read")


def test_the_printed_sheet_names_everybody_and_leaves_a_trace(client, vax_session, lead, lan):
    appointment, lot = AppointmentFactory(session=vax_session, cleared=True), SessionLotFactory(session=vax_session)
    record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    client.force_login(lead)
    page = client.get(reverse("sessions:session_sheet", args=[vax_session.ref])).content.decode()
    assert appointment.person.full_name in page and lot.lot.number in page and "Mũi 1" in page
    assert traced("session.sheet_read") == {vax_session.ref}


def test_the_printed_sheet_says_when_and_has_room_to_sign(client, vax_session, lead):
    client.force_login(lead)
    with time_machine.travel(datetime(2021, 9, 21, 9, 5, tzinfo=UTC), tick=False):
        page = client.get(reverse("sessions:session_sheet", args=[vax_session.ref])).content.decode()
    assert "In lúc 16:05 21/09/2021" in page and "vx-print-wide" in page
    signed = page.partition('<div class="vx-signatures')[2]
    assert all(who in signed for who in ("Người ghi nhận", "Người khám sàng lọc", "Phụ trách điểm tiêm"))
    assert "chưa phải bản để ký" in page  # while it runs


def test_the_printed_sheet_adds_up_and_names_who_signs(client, vax_session, lead, lan):
    lot = SessionLotFactory(session=vax_session)
    for appointment in AppointmentFactory.create_batch(2, session=vax_session, cleared=True):
        record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    Dose.objects.filter(appointment=appointment).update(is_late=True)
    AppointmentFactory(session=vax_session)
    client.force_login(lead)
    response = client.get(reverse("sessions:session_sheet", args=[vax_session.ref]))
    numbers = {str(word): people for word, people in response.context["totals"]}
    assert (numbers["Đã tiêm"], numbers["Chưa có kết quả"], sum(numbers.values())) == (2, 1, 3)
    assert (response.context["late"], response.context["screeners"]) == (1, [lead.full_name])
    assert response.content.decode().count("nhập muộn") == 1


def test_the_sheet_asks_the_same_for_3_people_and_for_30(client, vax_session, lead, lan):
    lot, sheet = SessionLotFactory(session=vax_session, doses_issued=100), "sessions:session_sheet"
    client.force_login(lead)

    def come(number):
        for one in AppointmentFactory.create_batch(number, session=vax_session, cleared=True):
            record_dose(appointment=one.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)

    come(3)
    few = queries_of_page(client, reverse(sheet, args=[vax_session.ref]))
    come(27)
    assert queries_of_page(client, reverse(sheet, args=[vax_session.ref])) == few


def test_a_reason_is_read_by_the_auditor_and_by_no_dump(vax_session, hoa):
    vax_session.state = "closed"
    vax_session.closed_at, vax_session.closed_by = vax_session.opened_at, vax_session.opened_by
    vax_session.save()
    reopen_session(vax_session=vax_session, reason="Sót mũi của bà Sáu", by=hoa)
    told = Entry.objects.get(action="session.reopened")
    assert told.reason == "Sót mũi của bà Sáu" and "reason" not in told.facts
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM audit_entry WHERE id = %s", [told.pk])
        assert "bà Sáu".encode() not in bytes(cursor.fetchone()[0])
