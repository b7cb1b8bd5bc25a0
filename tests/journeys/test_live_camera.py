"""The phone's camera as the scanner of the live desk: a slip before it, or a camera that may not be used."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import PHONE, Visitor
from tests.journeys.calendar import DAY
from tests.journeys.days import open_session_with
from tests.journeys.live import LiveDesk, slip_of
from tests.journeys.pictures import film_of
from tests.ui.conftest import launched
from vaxportal.demo.accounts import PASSWORD, STATION

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Đinh Văn Ổi", "Lý Thị Quýt")
NO_READER = "delete window.BarcodeDetector"
OWN_READER = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return [{ rawValue: "quyt" }]; }
};"""  # as phones have it; what it reads is its maker's affair


@pytest.fixture
def session(portal, calendar):
    calendar.move_to(DAY)
    return open_session_with(*NAMES, station=STATION, lot="AZ-CAM-1", opened_at=DAY).ref


@pytest.fixture
def phone(chromium, portal, session, settings, tmp_path):
    """A nurse with a browser whose camera sees the first person's slip."""
    settings.DEMO = True
    film = film_of(slip_of(session, NAMES[0]), tmp_path / "slip.y4m")
    camera = "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"
    browser = launched(chromium.browser_type, *camera)
    nurse = Visitor(browser, portal, PHONE)
    nurse.opens("/login/staff/")
    nurse.fills(login="nhanvien", password=PASSWORD)
    nurse.presses("Đăng nhập")
    nurse.page.wait_for_url("**/today/")
    yield nurse
    nurse.leaves()
    browser.close()


@pytest.mark.parametrize(("reader", "seen"), [(NO_READER, NAMES[0]), (OWN_READER, NAMES[1])], ids=["ours", "its own"])
def test_a_slip_before_the_camera_shows_the_person(phone, session, reader, seen):
    phone.context.grant_permissions(["camera"])
    phone.page.add_init_script(reader)
    desk = LiveDesk(phone, session)
    phone.page.get_by_role("button", name="Máy ảnh").click()
    desk.sees(seen)
    expect(phone.page.locator("#camera")).to_be_hidden()
    expect(phone.page.locator("#scan")).to_be_focused()
    assert phone.page.evaluate("document.getElementById('camera').srcObject") is None


def test_a_camera_that_may_not_be_used_is_said_and_the_scan_box_keeps_the_focus(phone, session):
    desk = LiveDesk(phone, session)
    phone.page.get_by_role("button", name="Máy ảnh").click()
    desk.hears("Không mở được máy ảnh. Cho phép trang này dùng máy ảnh rồi thử lại.")
    expect(phone.page.locator("#scan")).to_be_focused()
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees(NAMES[0])


def test_the_camera_goes_off_again_without_a_code(phone, session):
    phone.context.grant_permissions(["camera"])
    phone.page.add_init_script(OWN_READER.replace('[{ rawValue: "quyt" }]', "[]"))
    LiveDesk(phone, session)
    phone.page.get_by_role("button", name="Máy ảnh").dblclick()  # the second press while it is still being opened
    expect(phone.page.locator("#camera")).to_be_hidden()
    phone.page.get_by_role("button", name="Máy ảnh").click()
    expect(phone.page.locator("#camera")).to_be_visible()
    phone.page.keyboard.press("Escape")
    expect(phone.page.locator("#camera")).to_be_hidden()
    expect(phone.page.locator("#scan")).to_be_focused()
