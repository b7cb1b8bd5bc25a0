"""A citizen who cannot come says so: the place is free again, and they wait for another day."""

import pytest
from django.urls import reverse

from registration.models import Registration
from sessions.models import VaccinationSession
from sessions.rules.measures import Measure
from sessions.rules.states import Outcome, SessionState
from tests.factories import AppointmentFactory, CommuneFactory, PersonFactory, SessionFactory, SlotFactory
from tests.sessions.services.day import counted
from vaxportal.core import clock
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment(facility, tam):
    vax_session = SessionFactory(facility=facility, state=SessionState.PUBLISHED)
    slot = SlotFactory(session=vax_session, taken=1)
    person = PersonFactory(account=tam)
    return AppointmentFactory(session=vax_session, person=person, slot=slot, invited_at=clock.now())


def address(appointment):
    return reverse("sessions:appointment_decline", args=[appointment.ref])


def test_the_book_leads_there_and_the_place_is_free_again(client, appointment, tam):
    client.force_login(tam)
    book = client.get(reverse("registration:own_person", args=[appointment.person.ref])).content.decode()
    assert address(appointment) in book
    assert client.post(address(appointment), {"confirm": "1"}).status_code == 303
    assert client.post(address(appointment), {"confirm": "1"}).status_code == 303  # a second click
    appointment.refresh_from_db()
    appointment.slot.refresh_from_db()
    assert (appointment.outcome, appointment.outcome_by, appointment.slot.taken) == (Outcome.WITHDRAWN, tam, 0)
    assert Registration.objects.get().state == Registration.State.ACCEPTED
    assert counted(appointment.session, Measure.SUBJECTS) == -1
    assert not Message.objects.exists()  # they know


def test_one_reads_which_place_one_gives_up(client, appointment, tam):
    client.force_login(tam)
    assert appointment.session.facility.name in client.get(address(appointment)).content.decode()
    away = {"place": "Nhà văn hóa ấp 3", "commune": CommuneFactory(code="30088", name="Ba Sao")}
    VaccinationSession.objects.update(**away)
    assert "tại Nhà văn hóa ấp 3, Ba Sao, " in client.get(address(appointment)).content.decode()


def test_not_once_the_session_runs(client, appointment, tam):
    appointment.session.state = SessionState.OPEN
    appointment.session.opened_at, appointment.session.opened_by = clock.now(), appointment.session.created_by
    appointment.session.save()
    client.force_login(tam)
    assert client.post(address(appointment), {"confirm": "1"}).status_code == 422
    appointment.refresh_from_db()
    assert not appointment.outcome


def test_nobody_declines_for_a_stranger(client, appointment, stranger):
    client.force_login(stranger)
    assert client.post(address(appointment), {"confirm": "1"}).status_code == 404
