"""The live desk on a phone: nothing but a finger, and the keys that the phone shows for a field."""

from datetime import timedelta

import pytest

from sessions.models import Appointment, Dose
from tests.journeys.browsing import FINGER, PHONE
from tests.journeys.calendar import DAY
from tests.journeys.days import open_session_with
from tests.journeys.live import LiveDesk
from vaxportal.demo.accounts import STATION

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Đinh Văn Ổi", "Lý Thị Quýt")


@pytest.fixture
def session(portal, calendar):
    calendar.move_to(DAY)
    return open_session_with(*NAMES, station=STATION, lot="AZ-TAP-1", opened_at=DAY).ref


def test_a_finger_takes_somebody_from_the_door_to_the_way_home(visitor, session, calendar):
    nurse = visitor("nhanvien", PHONE, hand=FINGER)
    desk = LiveDesk(nurse, session)
    nurse.page.locator("#scan").tap()
    desk.scans_code("quyt")
    desk.sees(NAMES[1])
    nurse.page.get_by_label("Nhiệt độ (°C)").tap()
    nurse.page.keyboard.type("36,8")
    desk.uses("Đã hỏi đủ, tất cả Không")
    desk.hears(f"{NAMES[1]}: đã khám sàng lọc")
    desk.uses("Ghi nhận mũi tiêm")
    desk.hears(f"{NAMES[1]}: đã ghi nhận mũi tiêm")
    desk.uses("Hoàn tác")
    desk.hears("đã hoàn tác mũi tiêm")
    assert not Dose.objects.not_voided().exists()
    desk.uses("Ghi nhận mũi tiêm")
    desk.hears(f"{NAMES[1]}: đã ghi nhận mũi tiêm")
    calendar.shift(timedelta(minutes=31))
    nurse.page.get_by_role("link", name="Theo dõi").tap()
    desk.queues(NAMES[1], "Đủ 30 phút")
    desk.uses("Khỏe, cho về")
    desk.hears(f"{NAMES[1]}: cho về")
    assert Appointment.objects.get(person__full_name=NAMES[1]).left_at
