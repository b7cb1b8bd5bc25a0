"""A desk with its session, a table and a lot, and Lan before it."""

import pytest

from tests.factories import SessionFactory, SessionLotFactory, StationFactory, StockBalanceFactory


@pytest.fixture
def vax_session(facility, lead):
    vax_session = SessionFactory(open_now=True, facility=facility, created_by=lead)
    StationFactory(session=vax_session)
    return vax_session


@pytest.fixture
def lot(vax_session):
    lot = SessionLotFactory(session=vax_session)
    StockBalanceFactory(facility=vax_session.facility, lot=lot.lot)
    return lot


@pytest.fixture
def as_lan(client, lan, lot):
    client.force_login(lan)
    return client
