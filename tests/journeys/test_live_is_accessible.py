"""axe and a ruler before every state of the live desk: small phone, office, large letters, the browser's zoom."""

import pytest
from playwright.sync_api import expect

from tests.journeys.browsing import OFFICE
from tests.journeys.calendar import DAY
from tests.journeys.days import open_session_with
from tests.journeys.live import LiveDesk, card_of, slip_of
from tests.ui.test_in_chromium import OVERFLOW, violations
from vaxportal.demo.accounts import STATION

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Nguyễn Thị Phương Uyên Trường Giang", "Lý Thị Quýt", "Tô Văn Sầu Riêng")
NEW = card_of("087085123456", "Đặng Thị Mít", "07/03/1985", "Nam", "Ấp 3, Mỹ Thọ, Cao Lãnh, Đồng Tháp")
SMALL_PHONE, ZOOMED = (360, 640), (683, 384)  # the second: an office screen at 200 %
LOOKS = [(SMALL_PHONE, "usual"), (SMALL_PHONE, "large"), (ZOOMED, "usual"), (OFFICE, "large")]


@pytest.fixture
def session(portal, calendar):
    calendar.move_to(DAY)
    return open_session_with(*NAMES, station=STATION, lot="AZ-AXE-2", opened_at=DAY).ref


@pytest.mark.parametrize(("size", "letters"), LOOKS)
def test_every_state_of_the_live_desk_fits_and_is_accessible(visitor, session, size, letters):
    nurse = visitor("nhanvien", size)
    desk = LiveDesk(nurse, session)
    if letters == "large":
        desk.page.locator("[data-do=contrast]").press("Enter")
        desk.presses("Escape")
    found = []
    for state, reach in STATES.items():
        reach(desk, session)
        found += [(state, "too wide")] if desk.page.evaluate(OVERFLOW) > 0 else []
        found += [(state, violation) for violation in violations(desk.page)]
    assert found == []


def nobody_yet(desk, session):
    expect(desk.page.locator("#queue")).to_contain_text("Không có ai")


def a_screening_card(desk, session):
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees(NAMES[0], "Đã hỏi đủ các câu")


def a_refusal(desk, session):
    desk.presses("Enter")
    desk.hears("Gõ nhiệt độ")


def somebody_to_inject(desk, session):
    desk.presses("c", "7", "Space", "3", "6", "8", "Enter")
    desk.sees("Mũi 1")


def reasons_not_to_inject(desk, session):
    desk.page.get_by_role("button", name="Không tiêm…").press("Enter")
    desk.sees("Chống chỉ định")


def a_queue(desk, session):
    desk.page.locator("#scan").focus()
    desk.presses("Escape")
    desk.queues(NAMES[0])


def the_station(desk, session):
    desk.presses("F9")
    expect(desk.page.locator("dialog[open]")).to_be_visible()


def somebody_new(desk, session):
    desk.page.locator("dialog").get_by_role("button", name="Dùng cho các mũi tiếp theo").press("Enter")
    desk.scans_code(NEW)
    desk.sees("Đặng Thị Mít", "Số điện thoại")


def several_people(desk, session):
    desk.presses("Escape")
    desk.scans_code("thi")
    desk.sees(NAMES[0], NAMES[1])


def nobody_of_that_name(desk, session):
    desk.presses("Escape")
    desk.scans_code("không ai cả")
    desk.sees("Không tìm thấy không ai cả")


def an_injection(desk, session):
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears("đã ghi nhận mũi tiêm")


def people_observed(desk, session):
    desk.page.evaluate("location.hash = 'observation'")
    desk.queues(NAMES[0], "Còn 30 phút")


def a_reaction(desk, session):
    desk.page.get_by_role("button", name="Phản ứng", exact=True).press("Enter")
    desk.sees("Phản vệ (nặng)")


def an_alarm(desk, session):
    desk.page.get_by_role("button", name="Phản vệ (nặng)").press("Enter")
    expect(desk.page.locator("#alarm")).to_contain_text("phản ứng nặng")


def without_a_network(desk, session):
    desk.page.evaluate("location.hash = 'all'")
    desk.loses_the_line()
    desk.scans_code("087085999888")
    desk.sees("Chưa kiểm tra")
    desk.line("Mất mạng")


def something_unsent(desk, session):
    desk.presses("Escape")
    desk.scans_code(slip_of(session, NAMES[1]))
    desk.sees(NAMES[1])
    desk.presses("6", "8", "Enter")
    desk.hears("Đã lưu trên máy")
    desk.line("việc chưa gửi")


REACHED = (
    nobody_yet,
    a_screening_card,
    a_refusal,
    somebody_to_inject,
    reasons_not_to_inject,
    a_queue,
    the_station,
    somebody_new,
    several_people,
    nobody_of_that_name,
    an_injection,
    people_observed,
    a_reaction,
    an_alarm,
    without_a_network,
    something_unsent,
)
STATES = {reach.__name__.replace("_", " "): reach for reach in REACHED}
