"""The country, its staff and a served portal; every visitor has a browser of their own."""

from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from sessions.services.rounds import start_round
from tests.journeys.browsing import MOUSE, OFFICE, Visitor
from tests.journeys.calendar import EVE
from tests.ui.conftest import chromium  # noqa: F401  the one browser of all tests
from vaxportal.accounts.models import User
from vaxportal.demo.accounts import PASSWORD, first_administrator, make_accounts
from vaxportal.demo.places import make_facilities
from vaxportal.geography.models import Province


@pytest.fixture
def portal(transactional_db, live_server):
    """Its address."""
    made_country()
    return live_server.url


def made_country():
    call_command("load_reference", stdout=StringIO())
    administrator = first_administrator()
    make_facilities(administrator)
    make_accounts(administrator)
    province, officer = Province.objects.get(code="87"), User.objects.get(username="soyte")
    start_round(province=province, name="Đợt 10", starts_on=EVE.date(), by=officer)


@pytest.fixture
def calendar():
    """The day before the session, at nine; `travel(DAY)` goes on."""
    with time_machine.travel(EVE) as clock:
        yield clock


@pytest.fixture
def visitor(portal, chromium, settings):  # noqa: F811
    """`visitor()` sits down before a new browser; `visitor("phutrach")` logs in as well."""
    settings.DEMO = True
    seated = []

    def sits_down(login="", size=OFFICE, hand=MOUSE):
        one = Visitor(chromium, portal, size, hand)
        seated.append(one)
        if login:
            one.opens("/login/staff/")
            one.fills(login=login, password=PASSWORD)
            one.presses("Đăng nhập")
            one.page.wait_for_url("**/today/")
        return one

    yield sits_down
    for one in seated:
        one.leaves()
