"""What devices entered without a network, as a lead reads it and decides."""

import json

import pytest
from django.urls import reverse

from sessions.rules.acts import ActKind, Decision
from sessions.services.received import settle_act
from tests.factories import AppointmentFactory, DeskActFactory, DeskDeviceFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def vax_session(facility, lead):
    return SessionFactory(open_now=True, facility=facility, created_by=lead)


def kept(vax_session, kind, appointment=None, **content):
    subject = {"subject": appointment.ref} if appointment else {}
    device = DeskDeviceFactory(session=vax_session)
    return DeskActFactory(device=device, kind=kind, content=json.dumps(content), **subject)


def read(client, name, ref):
    return client.get(reverse(f"sessions:{name}", args=[ref]), follow=True).content.decode()


@pytest.mark.parametrize(
    ("kind", "code", "word"),
    [
        (ActKind.OUTCOME, "deferred", "Trì hoãn"),
        (ActKind.SCREENING, "eligible", "Đủ điều kiện"),
        (ActKind.SCREENING, "contraindicated", "Chống chỉ định"),
        (ActKind.REACTION, "fever", "Sốt"),
    ],
)
def test_what_the_device_says_is_said_in_words(client, vax_session, lead, kind, code, word):
    name = "reaction" if kind == ActKind.REACTION else "outcome"
    act = kept(vax_session, kind, AppointmentFactory(session=vax_session), **{name: code})
    client.force_login(lead)
    for shown in (read(client, "act_settle", act.ref), read(client, "act_list", vax_session.ref)):
        assert word in shown
        assert f">{code}<" not in shown
        assert f": {code}" not in shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [({"born_on": "1990-05-04"}, "04/05/1990"), ({"born_on": "năm 90"}, "năm 90"), ({}, "Trần Văn Mới")],
)
def test_somebody_unknown_is_named_as_the_device_named_them(client, vax_session, lead, told, shown):
    act = kept(vax_session, ActKind.WALK_IN, full_name="Trần Văn Mới", **told)
    client.force_login(lead)
    for page in (read(client, "act_settle", act.ref), read(client, "act_list", vax_session.ref)):
        assert "Trần Văn Mới" in page
        assert shown in page


def test_a_decided_act_tells_its_decision_and_leads_back(client, vax_session, lead):
    act = kept(vax_session, ActKind.CHECK_IN, AppointmentFactory(session=vax_session))
    settle_act(act=act, decision=Decision.NOT_DONE, reason="Không ai đến", by=lead)
    client.force_login(lead)
    shown = read(client, "act_settle", act.ref)
    assert "Không ai đến" in shown
    assert reverse("sessions:act_list", args=[vax_session.ref]) in shown


def test_what_else_the_device_entered_is_shown_and_decided_along(client, vax_session, lead):
    appointment = AppointmentFactory(session=vax_session)
    first = kept(vax_session, ActKind.SCREENING, appointment, outcome="eligible", temperature=36.8)
    behind = {"device": first.device, "subject": appointment.ref, "entered_at": first.entered_at}
    second = DeskActFactory(kind=ActKind.OUTCOME, content=json.dumps({"outcome": "deferred"}), **behind)
    client.force_login(lead)
    page = read(client, "act_settle", first.ref)
    assert "36,8" in page
    assert "Trì hoãn" in page
    assert 'name="with_rest"' in page
    given = {"decision": "not_done", "reason": "Nhầm người", "with_rest": "on"}
    client.post(reverse("sessions:act_settle", args=[first.ref]), given)
    second.refresh_from_db()
    assert (second.decision, second.reason, second.decided_by) == (Decision.NOT_DONE, "Nhầm người", lead)
    assert 'name="with_rest"' not in read(client, "act_settle", kept(vax_session, ActKind.LEAVE, appointment).ref)


def test_trying_again_says_what_is_left(client, vax_session, lead):
    client.force_login(lead)
    address = reverse("sessions:act_list", args=[vax_session.ref])
    assert "Mọi việc đã được ghi" in client.post(address, follow=True).content.decode()
    kept(vax_session, ActKind.LEAVE, AppointmentFactory(session=vax_session))
    assert "Còn 1 việc chưa ghi được" in client.post(address, follow=True).content.decode()


def test_closing_names_whose_entry_waits_for_a_decision(client, vax_session, lead):
    appointment = AppointmentFactory(session=vax_session, person__full_name="Đỗ Thị Mận")
    kept(vax_session, ActKind.LEAVE, appointment)
    client.force_login(lead)
    shown = read(client, "session_close", vax_session.ref)
    assert "Đỗ Thị Mận" in shown.split('id="conflicts"')[1].split("</form>")[0]


def test_the_board_leads_to_the_decision_who_may_decide_and_others_to_the_list(client, vax_session, lead, lan):
    act = kept(vax_session, ActKind.LEAVE, AppointmentFactory(session=vax_session))
    decision = reverse("sessions:act_settle", args=[act.ref])
    for user, is_led in ((lead, True), (lan, False)):
        client.force_login(user)
        assert (decision in read(client, "session_board", vax_session.ref)) is is_led
