"""The live desk among the applications of a device, and its ways to the pages beside it."""

import json
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from sessions.models import Appointment
from tests.journeys.browsing import DESK, PHONE
from tests.journeys.calendar import DAY
from tests.journeys.days import open_session_with
from tests.journeys.live import LiveDesk, slip_of
from tests.ui.test_in_chromium import OVERFLOW, violations
from vaxportal.demo.accounts import STATION

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Đinh Văn Ổi", "Lý Thị Quýt")
START = "/sessions/live/"


@pytest.fixture
def session(portal, calendar):
    calendar.move_to(DAY)
    return open_session_with(*NAMES, station=STATION, lot="AZ-APP-1", opened_at=DAY).ref


def waits_for_worker(desk):
    desk.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    desk.page.reload()
    expect(desk.page.locator("#scan")).to_be_focused()


def test_the_browser_takes_the_desk_for_an_application(visitor, session):
    nurse = visitor("nhanvien", PHONE)
    desk = LiveDesk(nurse, session)
    waits_for_worker(desk)
    devtools = nurse.context.new_cdp_session(nurse.page)
    told = devtools.send("Page.getAppManifest")
    refused = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert (told["errors"], [one["errorId"] for one in refused if one["errorId"] != "in-incognito"]) == ([], [])
    manifest = json.loads(told["data"])
    assert (manifest["start_url"], manifest["display"]) == (START, "standalone")
    assert str(session) not in told["data"]
    for icon in manifest["icons"]:
        found = nurse.page.request.get(urljoin(nurse.portal, icon["src"]))
        assert found.headers["content-type"] == "image/png"
        width, height = (int.from_bytes(found.body()[at : at + 4]) for at in (16, 20))
        assert icon["sizes"] == f"{width}x{height}"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }


def test_opened_without_a_network_it_is_the_desk_of_the_day(visitor, session):
    nurse = visitor("nhanvien", PHONE)
    desk = LiveDesk(nurse, session)
    waits_for_worker(desk)
    desk.loses_the_line()
    nurse.page.goto(nurse.portal + START)
    nurse.page.wait_for_url(f"**/sessions/{session}/live/")
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees(NAMES[0])

    nurse.page.goto(f"{nurse.portal}/sessions/{session}/board/")
    nurse.reads("Trang này cần mạng")
    nurse.follows("Về bàn tiêm")
    nurse.page.wait_for_url(f"**/sessions/{session}/live/")


def test_opened_on_a_device_that_holds_nothing_it_says_what_to_do(visitor, session):
    nurse = visitor("nhanvien", PHONE)
    desk = LiveDesk(nurse, session)
    waits_for_worker(desk)
    nurse.opens("/today/")
    nurse.page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    nurse.page.wait_for_url(lambda address: "/today/" not in address)
    desk.loses_the_line()
    nurse.page.goto(nurse.portal + START)
    nurse.reads("Chưa có bàn tiêm nào trên máy này")
    assert violations(nurse.page) == []
    assert nurse.page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize(("login", "may_close"), [("nhanvien", False), ("phutrach", True)])
def test_the_desk_leads_by_keyboard_to_the_pages_that_the_role_may_open(visitor, session, login, may_close):
    nurse = visitor(login, DESK)
    desk = LiveDesk(nurse, session)
    desk.presses("F8")
    ways = nurse.page.locator("#more a")
    shown = ways.all_inner_texts()
    assert ("Kết thúc buổi tiêm" in shown) == may_close
    assert {"Bảng theo dõi", "Nhập danh sách giấy"} < set(shown)
    assert violations(nurse.page) == []
    for way in ways.all():
        assert nurse.page.request.get(urljoin(nurse.portal, way.get_attribute("href"))).status == 200
    desk.presses("ArrowDown")
    expect(ways.nth(1)).to_be_focused()
    desk.presses("Escape")
    expect(ways.first).to_be_hidden()
    expect(nurse.page.locator("#scan")).to_be_focused()

    desk.presses("F8")
    desk.nurse.page.keyboard.type(slip_of(session, NAMES[0]))  # a scanner does not know that the menu is open
    desk.presses("Enter")
    desk.sees(NAMES[0])
    expect(ways.first).to_be_hidden()


def test_what_is_unsent_survives_a_look_at_another_page(visitor, session):
    nurse = visitor("nhanvien", DESK)
    desk = LiveDesk(nurse, session, "front")
    nurse.page.route("**/acts/", lambda route: route.abort())  # the line is there, but nothing gets through
    nurse.may_complain += ("net::ERR_", "Failed to fetch")
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears("Đã lưu trên máy")
    desk.presses("F8")
    desk.line("1 việc chưa gửi")
    desk.presses("Enter")
    nurse.page.wait_for_url("**/board/")
    nurse.page.go_back()
    desk.line("1 việc chưa gửi")
    nurse.page.unroute("**/acts/")
    desk.has_sent_all()
    assert Appointment.objects.get(person__full_name=NAMES[0]).checked_in_at
