"""The confirmation states recorded, unvoided doses in both languages, for whoever may see the person."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from sessions.models import Dose
from sessions.paper import GREEN, YELLOW
from sessions.services.confirmations import confirm
from sessions.services.finding import find_people
from tests.factories import AppointmentFactory, LotFactory, PersonFactory, SessionFactory, SessionLotFactory
from vaxportal.audit.models import Entry
from vaxportal.core.ids import new_ref


@pytest.fixture
def person(tam, facility):
    return PersonFactory(
        full_name="Đỗ Thị Ngọc Ẩn",
        account=tam,
        id_number="087185000123",
        phone="+84912345678",
        address="Số 7, ấp Mỹ Đông",
        commune=facility.commune,
    )


def dosed(person, facility, number=1, lot="NM0061", **columns):
    vax_session = SessionFactory(facility=facility, open_now=True)
    appointment = AppointmentFactory(
        session=vax_session,
        person=person,
        outcome="injected",
        outcome_at=vax_session.opened_at,
        outcome_by=vax_session.created_by,
        registration=None,
    )
    issued = SessionLotFactory(session=vax_session, lot=LotFactory(number=lot))
    return Dose.objects.create(
        ref=new_ref(),
        person=person,
        session=vax_session,
        appointment=appointment,
        session_lot=issued,
        lot=issued.lot,
        vaccine=issued.lot.vaccine,
        series="primary",
        number=number,
        given_at=datetime(2021, 9, number + 9, 2, tzinfo=UTC),
        injected_by=vax_session.created_by,
        recorded_by=vax_session.created_by,
        **columns,
    )


def url(person):
    return reverse("sessions:confirmation", args=[person.ref])


def text_of(response):
    assert response["Content-Type"] == "application/pdf"
    return "\n".join(one.extract_text() for one in PdfReader(BytesIO(response.content)).pages)


def test_the_citizen_gets_their_doses_in_both_languages(client, tam, person, facility):
    dose = dosed(person, facility)
    client.force_login(tam)
    text = text_of(client.get(url(person)))
    for expected in (
        "GIẤY XÁC NHẬN ĐÃ TIÊM VẮC XIN COVID-19",
        "CONFIRMATION OF COVID-19 VACCINATION",
        "ĐỖ THỊ NGỌC ẨN",
        "07/03/1985",
        "087185000123",
        "0912345678",
        "Số 7, ấp Mỹ Đông, Mỹ Thọ",
        "10/09/2021",
        "NM0061",
        "Vaxzevria",
        "Trạm Y tế Mỹ Thọ",
        "1 dose received",
        str(dose.ref),
    ):
        assert expected in text, expected


def test_one_dose_is_yellow_and_two_are_green(client, tam, person, facility):
    client.force_login(tam)

    def edge():
        content = (
            PdfReader(BytesIO(client.get(url(person)).content)).pages[0].get_contents().get_data().decode("latin-1")
        )
        red, green, blue = (
            round(float(part), 2) for part in re.search(r"([\d.]+) ([\d.]+) ([\d.]+) RG", content).groups()
        )
        return red, green, blue

    dosed(person, facility)
    first = edge()
    dosed(person, facility, number=2)
    assert (first, edge()) == tuple(tuple(round(part / 255, 2) for part in colour) for colour in (YELLOW, GREEN))


def test_a_voided_dose_is_not_confirmed(client, tam, person, facility):
    kept = dosed(person, facility)
    gone = dosed(person, facility, number=2, lot="WRONG9")
    Dose.objects.filter(pk=gone.pk).update(
        voided_at=datetime.now(UTC), voided_by=gone.recorded_by, void_reason="Nhập nhầm"
    )
    client.force_login(tam)
    text = text_of(client.get(url(person)))
    assert "WRONG9" not in text and "1 dose received" in text
    assert confirm(person=person, by=tam).ref == kept.ref


def test_without_a_dose_it_says_so_and_writes_nothing(client, tam, person):
    client.force_login(tam)
    assert "Chưa có mũi tiêm nào được ghi nhận" in client.get(url(person)).content.decode()
    assert not Entry.objects.exists()


def test_who_read_it_is_in_the_audit(client, lan, person, facility):
    dosed(person, facility)
    client.force_login(lan)
    assert client.get(url(person)).status_code == 200
    entry = Entry.objects.get()
    assert (entry.actor, entry.action, entry.subject_ref, entry.facts) == (
        lan,
        "confirmation.made",
        person.ref,
        {"doses": 1},
    )


def test_strangers_and_other_districts_find_nothing(client, stranger, minh, person, facility):
    dosed(person, facility)
    for other in (stranger, minh):
        client.force_login(other)
        assert client.get(url(person)).status_code == 404


def test_the_desk_finds_the_person_by_the_code_of_the_paper(lan, person, facility):
    dose = dosed(person, facility)
    today = SessionFactory(facility=facility, open_now=True)
    assert list(find_people(str(dose.ref), vax_session=today, by=lan).people) == [person]
    assert Entry.objects.filter(action="people.searched", subject_ref=today.ref, facts={"found": 1}).exists()
