"""axe finds nothing on the pages of each role, on a phone and in the office, and nothing is wider than the screen."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sessions.services.arrivals import check_in
from sessions.services.doses import record_dose
from sessions.services.screening import screen
from sessions.services.stock import issue_to_session, receive_delivery
from sessions.services.transfers import send_transfer
from tests.factories import DeskActFactory, DeskDeviceFactory
from tests.journeys.accessibility import faults
from tests.journeys.calendar import DAY, EXPIRY
from tests.journeys.days import open_session_with, published_session_with
from tests.sessions.services.day import answered, entry
from vaxportal.demo.accounts import STATION
from vaxportal.geography.models import Facility

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
OF_A_DAY = {  # pages of somebody, of a dose, of a lot, of a device: `happened` makes them
    "phutrach": [
        "{session}acts/",
        "{session}devices/{device}/lost/",
        "{session}desk/station/",
        "{session}lots/",
        "{session}by-hand/",
        "{session}repeat/",
        "{coming}",
        "{coming}people/",
        "{coming}capacity/",
        "{coming}cancel/",
        "/sessions/acts/{act}/",
        "/sessions/appointments/{injected}/",
        "/sessions/appointments/{present}/",
        "/sessions/appointments/{present}/screening/",
        "/sessions/appointments/{present}/outcome/",
        "/sessions/appointments/{invited}/time/",
        "/sessions/appointments/{invited}/remove/",
        "/sessions/doses/{dose}/void/",
        "/sessions/doses/{dose}/correct/",
        "/sessions/doses/{dose}/correct/lot/",
        "/sessions/doses/{dose}/correct/time/",
        "/sessions/doses/{dose}/correct/table/",
        "/sessions/doses/{dose}/person/",
        "/sessions/doses/{dose}/reaction/",
        "/sessions/vials/{vial}/lot/",
        "/sessions/stock/lots/{lot}/",
        "/sessions/stock/lots/{lot}/send/",
        "/sessions/stock/lots/{lot}/discard/",
        "/sessions/stock/transfers/",
        "/sessions/stock/transfers/{transfer}/",
    ],
    "soyte": ["/sessions/stock/lots/{lot}/recall/"],
    "": ["/sessions/live/"],
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


def test_pages_of_what_happens_on_a_day_are_accessible(visitor, portal, calendar):
    calendar.move_to(DAY)
    refs = happened()
    found = []
    for login, addresses in OF_A_DAY.items():
        one = visitor(login)
        for address in addresses:
            found += faults(one, address.format(**refs))
    assert found == []


def happened():
    """Somebody is injected out of a vial, somebody waits, somebody is invited for the day after; vaccine is on its way;
    a device entered what was refused."""
    vax_session = open_session_with("Lâm Thị Nhìn", "Lâm Văn Nghe", station=STATION, lot="AZ-AXE-1", opened_at=DAY)
    coming = published_session_with("Lâm Thị Hẹn", station=STATION, lot="AZ-AXE-2", day=DAY + timedelta(days=1))
    lead, row = vax_session.opened_by, vax_session.lots.get()
    first, second = vax_session.appointments.order_by("person__folded_name")
    for one in (first, second):
        check_in(appointment=one, by=lead)
    screen(appointment=first, given=answered(sex=first.person.sex), ref=uuid4(), by=lead)
    dose = record_dose(appointment=first.ref, entry=entry(row, lead, vial=uuid4()), ref=uuid4(), by=lead)
    other = receive_delivery(
        facility=vax_session.facility, vaccine=row.lot.vaccine, number="AZ-AXE-3", expires_on=EXPIRY, doses=40, by=lead
    )
    issue_to_session(vax_session=vax_session, lot=other.lot, doses=10, by=lead)
    centre = Facility.objects.filter(kind="district_centre").exclude(pk=vax_session.facility_id).first()
    sent = send_transfer(source=vax_session.facility, target=centre, lot=other.lot, doses=10, ref=uuid4(), by=lead)
    device = DeskDeviceFactory(session=vax_session, unsent=1)
    act = DeskActFactory(device=device, subject=second.ref, appointment=second, person=second.person)
    DeskActFactory(device=device, subject=second.ref, kind="leave")
    return {
        "session": f"/sessions/{vax_session.ref}/",
        "coming": f"/sessions/{coming.ref}/",
        "injected": first.ref,
        "present": second.ref,
        "invited": coming.appointments.get().ref,
        "dose": dose.ref,
        "vial": dose.session_lot.vials.get().ref,
        "lot": row.lot.ref,
        "transfer": sent.ref,
        "device": device.ref,
        "act": act.ref,
    }
