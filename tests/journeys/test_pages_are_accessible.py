"""axe finds nothing on the pages of each role, on a phone and in the office, and nothing is wider than the screen."""

from datetime import timedelta

import pytest

from tests.journeys.accessibility import faults
from tests.journeys.calendar import DAY
from tests.journeys.days import open_session_with
from vaxportal.demo.accounts import STATION

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = {
    "": ["/", "/help/", "/login/", "/registration/new/", "/registration/follow/", "/registration/organizations/"],
    "phutrach": [
        "/today/",
        "/sessions/",
        "/sessions/plan/",
        "{session}",
        "{session}print/",
        "{session}desk/",
        "{session}close/",
        "{session}sheet/",
        "{session}board/",
        "{session}board/people/",
        "{session}observation/",
        "{session}paper/",
        "{session}paper-entry/",
        "{session}walk-in/new/",
        "/sessions/stock/",
        "/sessions/stock/receive/",
        "/registration/people/",
        "/registration/people/new/",
        "/reports/daily/facility/87229/",
    ],
    "ttyt": [
        "/today/",
        "/registration/organizations/all/",
        "/sessions/facilities/",
        "/sessions/facilities/new/",
        "/sessions/reactions/",
        "/sessions/devices/lost/",
        "/staff/",
        "/staff/new/",
        "/reports/",
        "/reports/daily/district/873/",
        "/reports/completeness/district/873/",
    ],
    "soyte": [
        "/today/",
        "/sessions/rounds/",
        "/sessions/rounds/new/",
        "/reports/daily/province/87/",
        "/reports/period/province/87/",
        "/reports/coverage/province/87/",
        "/reports/lots/province/87/",
    ],
    "thanhtra": ["/today/", "/audit/"],
    "ubnd": ["/today/", "/reports/coverage/district/873/"],
}


def test_pages_are_accessible(visitor, portal):
    opened_at = DAY + timedelta(days=2)
    names = ("Lâm Thị Nhìn", "Lâm Văn Nghe")
    vax_session = open_session_with(*names, station=STATION, lot="AZ-AXE-1", opened_at=opened_at)
    found = []
    for login, addresses in PAGES.items():
        one = visitor(login)
        for address in addresses:
            found += faults(one, address.format(session=f"/sessions/{vax_session.ref}/"))
    assert found == []
