"""Two desks at once at the door: one dose, and one clear message for whoever came second."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from sessions.models import Appointment, DeskAct, Dose
from tests.factories import AppointmentFactory, PersonFactory
from tests.races import in_flight
from tests.sessions.live.conftest import Desk
from tests.sessions.live.test_live_desk import first_dose

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 4


@pytest.fixture
def desks(vax_session, row, lan):
    """As many devices, each with a log-in of its own."""

    def made():
        browser = Client()
        browser.force_login(lan)
        desk = Desk(browser, vax_session)
        desk.takes_pack()
        return desk

    return [made() for _one in range(DESKS)]


@pytest.fixture
def cleared(vax_session):
    return AppointmentFactory(session=vax_session, cleared=True)


def at_once(*acts):
    def one(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_the_same_person_at_four_tables_gets_one_dose_and_three_are_told_so(desks, cleared, row):
    acts = [lambda desk=desk: desk.sends("dose", cleared.ref, **first_dose(row)) for desk in desks]
    answers = at_once(*acts)
    refused = [one for one in answers if one.status_code == 422]
    assert (Dose.objects.count(), len(refused)) == (1, DESKS - 1)
    for answer in refused:
        assert {one["code"] for one in answer.json()["problems"]} & {"outcome_stands", "already_recorded"}
    row.refresh_from_db()
    assert row.doses_recorded == 1


def test_a_click_sent_four_times_at_once_is_one_dose_and_four_successes(desks, cleared, row):
    ref = uuid4()
    answers = at_once(*[lambda: desks[0].sends("dose", cleared.ref, ref=ref, **first_dose(row))] * DESKS)
    assert ([one.status_code for one in answers], Dose.objects.count()) == ([200] * DESKS, 1)


def test_one_ref_for_four_people_is_one_dose_and_three_clear_refusals(desks, vax_session, row):
    people, ref = AppointmentFactory.create_batch(DESKS, session=vax_session, cleared=True), uuid4()
    acts = [
        lambda desk=desk, who=who: desk.sends("dose", who.ref, ref=ref, **first_dose(row))
        for desk, who in zip(desks, people, strict=True)
    ]
    refused = [one.json() for one in at_once(*acts) if one.status_code == 422]
    assert [one["code"] for told in refused for one in told["problems"]] == ["ref_taken"] * (DESKS - 1)
    assert Dose.objects.count() == 1


def test_a_retry_after_a_time_out_meets_the_first_in_flight_and_is_the_same_dose(desks, cleared, row):
    desk, ref, pressed = desks[0], uuid4(), timezone.now() - timedelta(seconds=16)
    first, again = in_flight(
        lambda: desk.sends("dose", cleared.ref, ref=ref, **first_dose(row)),
        lambda: desk.sends_later("dose", cleared.ref, ref=ref, at=pressed, **first_dose(row)),
    )
    assert (first.status_code, again.json()["state"], Dose.objects.count()) == (200, "done", 1)


def test_a_dose_entered_without_a_network_at_four_tables_is_one_dose_and_three_conflicts(desks, cleared, row):
    acts = [lambda desk=desk: desk.sends_later("dose", cleared.ref, **first_dose(row)) for desk in desks]
    assert [one.json()["state"] for one in at_once(*acts)].count("done") == 1
    assert (Dose.objects.count(), DeskAct.objects.filter(state="done").count()) == (1, 1)
    assert DeskAct.objects.filter(state__in=["conflict", "waiting"]).count() == DESKS - 1


def test_one_message_sent_four_times_at_once_is_kept_once(desks, cleared, row):
    ref, at = uuid4(), timezone.now()
    answers = at_once(*[lambda: desks[0].sends_later("dose", cleared.ref, ref=ref, at=at, **first_dose(row))] * DESKS)
    assert {one.json()["state"] for one in answers} == {"done"}
    assert (DeskAct.objects.count(), Dose.objects.count()) == (1, 1)


def test_somebody_who_walks_in_at_four_desks_is_taken_in_once(desks):
    person = PersonFactory()
    acts = [lambda desk=desk: desk.sends("walk_in", uuid4(), person=str(person.ref)) for desk in desks]
    answers = at_once(*acts)
    assert {one.json()["card"]["ref"] for one in answers} == {str(Appointment.objects.get(person=person).ref)}


def test_one_vial_opened_by_four_doses_at_once_is_one_vial(desks, vax_session, row):
    people, vial = AppointmentFactory.create_batch(DESKS, session=vax_session, cleared=True), str(uuid4())
    acts = [
        lambda desk=desk, who=who: desk.sends("dose", who.ref, **first_dose(row, vial=vial))
        for desk, who in zip(desks, people, strict=True)
    ]
    told = [(one.status_code, one.json()) for one in at_once(*acts)]
    assert [status for status, _body in told] == [200] * DESKS, told
    assert row.vials.get().doses.count() == DESKS
