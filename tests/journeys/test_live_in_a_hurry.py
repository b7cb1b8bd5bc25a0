"""Twenty people in a row from a keyboard scanner: no key, no focus and nobody is lost, on a slow line either."""

import pytest
from playwright.sync_api import expect

from sessions.models import Appointment
from tests.journeys.browsing import DESK
from tests.journeys.calendar import DAY
from tests.journeys.days import open_session_with
from tests.journeys.live import LiveDesk, slip_of
from vaxportal.demo.accounts import STATION

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = tuple(f"Lâm Văn {chr(65 + at // 6)}{'aeiouy'[at % 6]}" for at in range(20))
PACE = 30  # milliseconds between the keys of a scanner


@pytest.fixture
def session(portal, calendar):
    calendar.move_to(DAY)
    return open_session_with(*NAMES, station=STATION, lot="AZ-FAST-1", opened_at=DAY).ref


def scans_fast(desk, text):
    desk.page.keyboard.type(text, delay=PACE)
    desk.page.keyboard.press("Enter")


def slow(nurse, milliseconds):
    devtools = nurse.context.new_cdp_session(nurse.page)
    devtools.send("Network.enable")
    line = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    devtools.send("Network.emulateNetworkConditions", line)


def checked_in():
    return Appointment.objects.filter(checked_in_at__isnull=False).count()


def test_a_queue_of_twenty_goes_through_the_door_at_the_pace_of_the_scanner(visitor, session):
    desk = LiveDesk(visitor("nhanvien", DESK), session, "front")
    for name in NAMES:
        scans_fast(desk, slip_of(session, name))
        desk.sees(name)
        desk.presses("Enter")
    desk.hears(f"{NAMES[19]}: đã tiếp đón")
    expect(desk.page.locator("#scan")).to_be_focused()
    assert checked_in() == 20


def test_on_a_slow_line_a_scan_waits_for_its_turn_and_nobody_is_done_unseen(visitor, session):
    nurse = visitor("nhanvien", DESK)
    desk = LiveDesk(nurse, session, "front")
    slow(nurse, 3000)
    for name in NAMES[:3]:
        scans_fast(desk, slip_of(session, name))
    desk.presses("Enter")  # nobody is on the screen yet: nobody is taken in
    expect(desk.page.locator("#scans")).to_contain_text("2 lượt quét đang chờ")
    assert checked_in() == 0
    for name in NAMES[:3]:
        desk.sees(name)
        expect(desk.page.locator("#scan")).to_be_focused()
        desk.presses("Enter")
    desk.hears(f"{NAMES[2]}: đã tiếp đón")
    expect(desk.page.locator("#scans")).to_be_empty()
    assert checked_in() == 3
