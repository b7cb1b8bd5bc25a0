"""The live board: no names on it, a list behind every number, and the trace of who has read it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.rules.desk import ReactionGiven
from sessions.services.doses import record_dose
from sessions.services.reactions import record_reaction
from tests.factories import (
    AppointmentFactory,
    DeskActFactory,
    DeskDeviceFactory,
    SessionFactory,
    SessionLotFactory,
    SlotFactory,
)
from tests.queries import queries_of_page
from tests.sessions.services.day import entry
from vaxportal.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def vax_session(facility, lead):
    return SessionFactory(open_now=True, facility=facility, created_by=lead)


def board(vax_session):
    return reverse("sessions:session_board", args=[vax_session.ref])


def people(vax_session, **query):
    return reverse("sessions:board_people", args=[vax_session.ref], query=query)


def inject(vax_session, lan, **columns):
    appointment = AppointmentFactory(session=vax_session, cleared=True, **columns)
    lot = vax_session.lots.first() or SessionLotFactory(session=vax_session, doses_issued=100)
    return record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)


def test_the_board_names_nobody_and_each_number_leads_to_its_people(client, vax_session, lan):
    dose = inject(vax_session, lan)
    client.force_login(lan)
    shown = client.get(board(vax_session)).content.decode()
    assert dose.person.full_name not in shown
    for group in ("planned", "arrived", "injected", "to_inject", "no_show"):
        assert f"{people(vax_session)}?group={group}" in shown
    listed = client.get(people(vax_session, group="injected")).content.decode()
    assert dose.person.full_name in listed
    assert Entry.objects.filter(action="session.people_seen", subject_ref=vax_session.ref, actor=lan).count() == 1


def test_a_list_keeps_to_its_group_its_slot_and_its_lot(client, vax_session, lan):
    slot = SlotFactory(session=vax_session)
    here, elsewhere = inject(vax_session, lan, slot=slot), inject(vax_session, lan)
    waiting = AppointmentFactory(session=vax_session, slot=slot)
    client.force_login(lan)

    def listed(**query):
        page = client.get(people(vax_session, **query)).content.decode()
        return [one.person.full_name in page for one in (here, elsewhere, waiting)]

    assert listed(group="injected") == [True, True, False]
    assert listed(group="injected", slot=str(slot.ref)) == [True, False, False]
    assert listed(group="injected", slot="none") == [False, True, False]
    assert listed(group="planned", slot=str(slot.ref)) == [True, False, True]
    assert listed(group="injected", lot=str(here.lot.ref)) == [True, True, False]
    assert listed(group="no such") == [True, True, True]


@pytest.mark.parametrize("name", ["slot", "lot"])
@pytest.mark.parametrize("told", ["x", "0190a5a0-0000-7000-8000-000000000000"])
def test_a_slot_or_lot_of_nowhere_is_not_found(client, vax_session, lan, name, told):
    client.force_login(lan)
    assert client.get(people(vax_session, **{name: told})).status_code == 404


def test_htmx_gets_the_numbers_alone(client, vax_session, lan):
    client.force_login(lan)
    part = client.get(board(vax_session), headers={"HX-Request": "true", "HX-Target": "board"}).content.decode()
    assert "Giờ xong dự kiến" in part and "<html" not in part


def test_another_site_sees_neither_board_nor_people(client, vax_session, minh):
    client.force_login(minh)
    assert client.get(board(vax_session)).status_code == client.get(people(vax_session)).status_code == 404


def test_a_serious_reaction_stands_on_the_board_and_in_the_work_of_the_district(client, vax_session, lan, hoa):
    given = ReactionGiven("anaphylaxis", is_serious=True)
    record_reaction(dose=inject(vax_session, lan), given=given, ref=uuid4(), by=lan)
    client.force_login(hoa)
    assert "1 tai biến nặng sau tiêm" in client.get(board(vax_session)).content.decode()
    assert "Tai biến nặng sau tiêm" in client.get(reverse("today")).content.decode()


def test_the_board_and_its_lists_ask_the_same_for_3_people_and_for_30(client, vax_session, lan):
    client.force_login(lan)

    def come(number):
        for _ in range(number):
            inject(vax_session, lan)

    come(3)
    few = [queries_of_page(client, url) for url in (board(vax_session), people(vax_session, group="injected"))]
    come(27)
    assert [queries_of_page(client, url) for url in (board(vax_session), people(vax_session, group="injected"))] == few


# devices that do not come back


def test_the_lead_declares_a_device_lost_from_the_closing_page_and_the_district_sees_it(client, vax_session, lead, hoa):
    device = DeskDeviceFactory(session=vax_session, name="Máy bàn 2", unsent=3)
    closing = reverse("sessions:session_close", args=[vax_session.ref])
    lost = reverse("sessions:device_lost", args=[vax_session.ref, device.ref])
    client.force_login(lead)
    assert lost in client.get(closing).content.decode()
    refused = client.post(closing, {"override_reason": ""})
    assert refused.status_code == 422 and 'href="#devices"' in refused.content.decode()
    assert client.post(lost, {"reason": ""}).status_code == 422
    assert client.post(lost, {"reason": "Rơi xuống sông"}).url == f"{closing}#devices"
    assert lost not in client.get(closing).content.decode()
    client.force_login(hoa)
    assert "Rơi xuống sông" in client.get(reverse("sessions:lost_device_list")).content.decode()
    assert "Rơi xuống sông" in client.get(reverse("sessions:session_detail", args=[vax_session.ref])).content.decode()
    assert reverse("sessions:lost_device_list") in client.get(reverse("today")).content.decode()


def test_a_device_of_another_session_is_not_found(client, vax_session, lead):
    device = DeskDeviceFactory(session__facility=vax_session.facility)
    client.force_login(lead)
    assert client.post(reverse("sessions:device_lost", args=[vax_session.ref, device.ref])).status_code == 404


def test_undecided_acts_stand_on_the_closing_page(client, vax_session, lead):
    act = DeskActFactory(device=DeskDeviceFactory(session=vax_session, name="Máy bàn 2"))
    client.force_login(lead)
    refused = client.post(reverse("sessions:session_close", args=[vax_session.ref]), {"override_reason": ""})
    shown = refused.content.decode()
    assert refused.status_code == 422 and 'href="#conflicts"' in shown and 'id="conflicts"' in shown
    assert reverse("sessions:act_settle", args=[act.ref]) in shown


def test_the_ways_into_an_open_session(client, vax_session, lead, lan, hoa):
    """Its page leads whoever works there to the live desk, who closes it to its closing; undecided acts are named."""
    DeskActFactory(device=DeskDeviceFactory(session=vax_session))
    ways = {name: reverse(f"sessions:{name}", args=[vax_session.ref]) for name in ("live", "session_close", "act_list")}
    for user, seen in ((lead, {*ways}), (lan, {"live", "act_list"}), (hoa, {"act_list"})):
        client.force_login(user)
        page = client.get(reverse("sessions:session_detail", args=[vax_session.ref])).content.decode()
        assert {name for name, address in ways.items() if f'href="{address}"' in page} == seen
        on_board = client.get(board(vax_session)).content.decode()
        assert {name for name, address in ways.items() if f'href="{address}"' in on_board} == seen - {"session_close"}


def test_before_a_session_is_opened_its_page_leads_to_where_it_is_opened(client, facility, lead):
    published = SessionFactory(facility=facility, created_by=lead)
    client.force_login(lead)
    page = client.get(reverse("sessions:session_detail", args=[published.ref])).content.decode()
    assert f'href="{reverse("sessions:desk", args=[published.ref])}"' in page
    assert reverse("sessions:live", args=[published.ref]) not in page


def test_the_plain_desk_and_the_paper_list_lead_on(client, vax_session, lan):
    client.force_login(lan)
    desk = client.get(reverse("sessions:desk", args=[vax_session.ref])).content.decode()
    assert f'href="{reverse("sessions:live", args=[vax_session.ref])}"' in desk
    paper = client.get(reverse("sessions:session_paper", args=[vax_session.ref])).content.decode()
    assert f'href="{reverse("sessions:paper_entry", args=[vax_session.ref])}"' in paper


def test_a_wrong_lot_without_another_to_choose_leads_to_the_store(client, vax_session, lead, lan):
    dose = inject(vax_session, lan)
    client.force_login(lead)
    page = client.get(reverse("sessions:dose_correct_as", args=[dose.ref, "lot"])).content.decode()
    assert f'href="{reverse("sessions:lot_issue", args=[vax_session.ref])}"' in page and 'name="reason"' not in page
    SessionLotFactory(session=vax_session, lot__number="AZ2110B")
    assert 'name="reason"' in client.get(reverse("sessions:dose_correct_as", args=[dose.ref, "lot"])).content.decode()
