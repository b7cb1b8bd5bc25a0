"""Closing while others act, on real connections."""

from functools import partial

import pytest

from sessions.models import DeskAct, DeskDevice
from sessions.rules.acts import ActState
from sessions.rules.states import SessionState
from sessions.services.closing import VialsCounted, close_session
from sessions.services.locks import hold_session
from sessions.services.lost_devices import declare_lost
from tests.factories import (
    DeskActFactory,
    DeskDeviceFactory,
    SessionFactory,
    SessionLotFactory,
    StockBalanceFactory,
    VialFactory,
)
from tests.races import in_flight
from vaxportal.audit.models import Entry
from vaxportal.core.errors import RuleBroken

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


def refused(act):
    try:
        return act()
    except RuleBroken as refusal:
        return refusal


def test_two_leads_who_close_at_once_close_once(vax_session, lead):
    lot = SessionLotFactory(session=vax_session, doses_issued=20)
    StockBalanceFactory(facility=vax_session.facility, lot=lot.lot, doses=0)
    VialFactory(session_lot=lot)
    closing = partial(close_session, vax_session=vax_session, counted={lot.pk: VialsCounted(1, 10, "Hết giờ")}, by=lead)
    first, second = in_flight(closing, closing)
    assert first.closed_at == second.closed_at
    lot.refresh_from_db()
    assert (lot.doses_discarded, lot.doses_returned) == (10, 10)
    assert Entry.objects.filter(action="session.closed").count() == 1


def test_closing_waits_for_what_a_device_is_just_sending_and_then_refuses(vax_session, lead):
    device = DeskDeviceFactory(session=vax_session)

    def sends():
        hold_session(vax_session.pk)
        DeskActFactory(device=device, state=ActState.CONFLICT)

    _sent, answer = in_flight(
        sends, lambda: refused(lambda: close_session(vax_session=vax_session, counted={}, by=lead))
    )
    vax_session.refresh_from_db()
    assert isinstance(answer, RuleBroken) and vax_session.is_open and DeskAct.objects.count() == 1


def test_a_device_that_tells_of_unsent_entries_while_the_session_closes_is_heard_first(vax_session, lead):
    device = DeskDeviceFactory(session=vax_session)
    tells = partial(DeskDevice.objects.filter(pk=device.pk).update, unsent=3)
    _told, answer = in_flight(
        tells, lambda: refused(lambda: close_session(vax_session=vax_session, counted={}, by=lead))
    )
    vax_session.refresh_from_db()
    assert isinstance(answer, RuleBroken) and vax_session.is_open


def test_a_session_that_waits_for_a_device_to_be_declared_lost_closes(vax_session, lead):
    device = DeskDeviceFactory(session=vax_session, unsent=3)
    lost = partial(declare_lost, device=device, reason="Rơi xuống sông", by=lead)
    _lost, closed = in_flight(lost, partial(close_session, vax_session=vax_session, counted={}, by=lead))
    assert closed.state == SessionState.CLOSED
