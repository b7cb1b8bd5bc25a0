"""The live desk in a real browser: scan and Enter, five screens, no network, two desks. By keyboard only."""

import json
import os
import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sessions.models import AdverseEvent, Appointment, DeskAct, Dose, Screening, VaccinationSession
from sessions.rules.acts import OPEN
from tests.journeys import desks
from tests.journeys.browsing import DESK, KEYS, PHONE
from tests.journeys.calendar import DAY
from tests.journeys.days import open_session_with
from tests.journeys.live import LiveDesk, card_of, slip_of
from tests.journeys.served import served
from tests.ui.test_in_chromium import violations
from vaxportal.demo.accounts import STATION
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Đinh Văn Ổi", "Lý Thị Quýt", "Tô Văn Sầu Riêng", "Hồ Thị Vải", "Mạc Văn Nhãn")
NEW = card_of("087085123456", "Đặng Thị Mít", "07/03/1985", "Nam", "Ấp 3, Mỹ Thọ, Cao Lãnh, Đồng Tháp")


@pytest.fixture
def visitor(visitor):
    return partial(visitor, hand=KEYS)


@pytest.fixture
def session(portal, calendar):
    calendar.move_to(DAY)
    return open_session_with(*NAMES, station=STATION, lot="AZ-LIVE-1", opened_at=DAY).ref


def tells(counted):
    """The table of acts per dose; in full for the benchmark that asks for it."""
    rows = [{"name": f"acts_{what}", "scans": scans, "keys": keys} for what, (scans, keys) in counted.items()]
    print("\n".join(f"{row['name']:<16} {row['scans']} scan  {row['keys']} keys" for row in rows))
    if file := os.environ.get("ACTS_COUNTED"):
        Path(file).write_text(json.dumps(rows))


def doses():
    return list(Dose.objects.not_voided().order_by("given_at").values_list("person__full_name", flat=True))


def test_one_scan_and_one_key_for_a_planned_person_four_for_somebody_new(visitor, session):
    desk = LiveDesk(visitor("nhanvien", DESK), session)
    given_somebody_screened(desk, session, NAMES[0])
    desk.counts()

    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees(NAMES[0], "Mũi 1")
    desk.presses("Enter")
    desk.hears(f"{NAMES[0]}: đã ghi nhận mũi tiêm")
    planned = desk.counts()

    desk.presses("Control+z")
    desk.hears("đã hoàn tác mũi tiêm")
    correction = desk.counts()
    assert doses() == []
    desk.presses("Enter")
    desk.hears(f"{NAMES[0]}: đã ghi nhận mũi tiêm")
    desk.counts()

    desk.scans_code(NEW)
    desk.sees("Đặng Thị Mít", "07/03/1985")
    desk.presses("6", "8", "Enter")
    desk.hears("Đặng Thị Mít: đã khám sàng lọc")
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears("Đặng Thị Mít: đã ghi nhận mũi tiêm")
    walk_in = desk.counts()

    assert doses() == [NAMES[0], "Đặng Thị Mít"]
    assert (planned, walk_in) == ((1, 1), (1, 4)) and correction == (0, 1)
    tells({"planned": planned, "walk_in": walk_in, "correction": correction})
    assert violations(desk.page) == []


def given_somebody_screened(desk, session, name):
    desk.scans_code(slip_of(session, name))
    desk.sees(name)
    desk.presses("6", "8", "Enter")
    desk.hears(f"{name}: đã khám sàng lọc")
    desk.presses("Escape")


def test_people_are_found_without_marks_in_any_order_by_initials_and_number(visitor, session):
    desk = LiveDesk(visitor("nhanvien", DESK), session, "front")
    number = Appointment.objects.get(person__full_name=NAMES[0]).registration.number
    for typed in ("oi dinh", "ĐINH VĂN ỔI", "dvo", number):
        desk.scans_code(typed)
        desk.sees(NAMES[0])
        desk.presses("Escape")
    desk.scans_code("van")
    expect(desk.page.locator("#card .vx-live-line")).to_have_count(3)
    desk.presses("ArrowDown", "ArrowDown", "Enter")
    desk.sees("Ngày sinh")
    desk.presses("Escape")
    desk.scans_code("không ai cả")
    desk.sees("Không tìm thấy không ai cả")


def test_four_people_at_four_screens_hand_somebody_on(visitor, session):
    front, doctor = (LiveDesk(visitor("nhanvien", DESK), session, screen) for screen in ("front", "screening"))
    nurse, watcher = (LiveDesk(visitor("nhanvien", DESK), session, screen) for screen in ("injection", "observation"))
    name = NAMES[1]
    front.scans_code(slip_of(session, name))
    front.sees(name, "Mũi 1")
    front.presses("Enter")
    front.hears(f"{name}: đã tiếp đón")

    doctor.queues(name)
    doctor.scans_code("quyt")
    doctor.sees(name)
    doctor.presses("c", "7", "Space", "3", "6", "8", "Enter")
    doctor.hears(f"{name}: đã khám sàng lọc")
    screening = Screening.objects.get()
    assert (screening.outcome, screening.with_caution, json.loads(screening.answers)["q7"]) == ("eligible", True, True)

    nurse.queues(name, "Thận trọng")
    nurse.scans_code(name)
    nurse.sees("Tiền sử dị ứng", "Mũi 1")
    nurse.presses("Enter")
    nurse.hears(f"{name}: đã ghi nhận mũi tiêm")

    watcher.queues(name, "Còn 30 phút")
    a_serious_reaction_alarms(watcher, name)
    for desk in (front, doctor, nurse, watcher):
        assert violations(desk.page) == []


def a_serious_reaction_alarms(watcher, name):
    watcher.uses("Phản ứng")
    watcher.uses("Phản vệ (nặng)")
    expect(watcher.page.locator("#alarm")).to_contain_text(f"{name}: phản ứng nặng")
    assert AdverseEvent.objects.get().is_serious
    assert Message.objects.filter(kind="serious_reaction").count() >= 2


def test_a_screened_person_with_a_stop_hears_why_and_when(visitor, session):
    desk = LiveDesk(visitor("nhanvien", DESK), session)
    desk.scans_code(slip_of(session, NAMES[2]))
    desk.sees(NAMES[2])
    desk.presses("Enter")
    desk.hears("Gõ nhiệt độ")
    desk.presses("c", "3", "Space", "6", "8", "Enter")
    desk.hears(f"{NAMES[2]}: đã khám sàng lọc")
    assert Appointment.objects.get(person__full_name=NAMES[2]).outcome == "deferred"
    desk.scans_code(slip_of(session, NAMES[2]))
    desk.sees("Trì hoãn")


def test_without_a_network_the_desk_goes_on_and_everything_arrives_once(visitor, session, calendar):
    nurse = visitor("nhanvien", DESK)
    desk = LiveDesk(nurse, session)
    wait_for_worker(desk)
    desk.loses_the_line()
    does_all(desk, session, NAMES[0])
    desk.line("Mất mạng")
    desk.line("3 việc chưa gửi")
    tries_somebody_not_in_the_pack(desk)
    assert doses() == []
    readable = desk.has_stored_in_clear(NAMES[0], "Sầu Riêng", "Đặng Thị Mít", "087085123456", "extractable=true")
    assert readable == []

    desk.page.close()  # the tab goes before anything was sent
    reopened = reopen(nurse, session)
    reopened.line("chưa gửi")
    calendar.shift(timedelta(minutes=2))
    then_the_session_does_not_close(visitor, session)

    nurse.context.set_offline(False)
    reopened.line("Đang nối mạng")
    reopened.has_sent_all()
    assert sorted(doses()) == sorted([NAMES[0], "Đặng Thị Mít"])
    assert set(DeskAct.objects.values_list("state", flat=True)) == {"done"}


def wait_for_worker(desk):
    desk.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    desk.page.reload()
    expect(desk.page.locator("#scan")).to_be_focused()
    assert desk.page.evaluate("navigator.serviceWorker.controller !== null")


def does_all(desk, session, name, *, kept=True):
    desk.scans_code(slip_of(session, name))
    desk.sees(name)
    desk.presses("6", "8", "Enter")
    desk.hears("Đã lưu trên máy" if kept else f"{name}: đã khám sàng lọc")
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears(f"{name}: đã ghi nhận mũi tiêm")


def tries_somebody_not_in_the_pack(desk):
    desk.scans_code(NEW)
    desk.sees("Đặng Thị Mít", "Chưa kiểm tra")
    desk.presses("6", "8", "Enter")
    desk.hears("Đặng Thị Mít: đã khám sàng lọc")
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears("Đặng Thị Mít: đã ghi nhận mũi tiêm")


def reopen(nurse, session):
    nurse.page = nurse.context.new_page()
    nurse.page.goto(f"{nurse.portal}/sessions/{session}/live/#all")
    desk = object.__new__(LiveDesk)
    desk.nurse, desk.page, desk.session, desk.scans, desk.keys = nurse, nurse.page, session, 0, 0
    expect(desk.page.locator("#scan")).to_be_focused()
    return desk


def then_the_session_does_not_close(visitor, session):
    lead = visitor("phutrach", DESK)
    desks.tries_to_close(lead, session)
    lead.reads("Còn thiết bị có thể giữ dữ liệu chưa gửi")


def test_a_server_that_dies_and_comes_back_has_every_dose_once(visitor, session):
    nurse = visitor("nhanvien", DESK)
    with served() as server:
        nurse.portal = server.address
        desk = LiveDesk(nurse, session)
        desk.loses_the_line(server.dies)
        does_all(desk, session, NAMES[3])
        desk.line("chưa gửi")
        server.starts()
        desk.has_sent_all()
        assert doses() == [NAMES[3]]


def test_the_same_person_at_two_stations_is_one_dose_and_one_clear_message(visitor, session):
    first = LiveDesk(visitor("nhanvien", DESK), session)
    second = LiveDesk(visitor("nhanvien", DESK), session)
    given_somebody_screened(first, session, NAMES[4])
    for desk in (first, second):
        desk.scans_code(slip_of(session, NAMES[4]))
        desk.sees("Mũi 1")
    first.presses("Enter", "Enter")  # a double press
    first.hears("đã ghi nhận mũi tiêm")
    second.presses("Enter")
    second.hears("Người này đã có kết quả trong buổi tiêm")
    assert doses() == [NAMES[4]]


def test_what_was_injected_twice_without_a_network_waits_for_a_person(visitor, session, calendar):
    away, here = visitor("nhanvien", DESK), visitor("nhanvien", DESK)
    lost, desk = LiveDesk(away, session), LiveDesk(here, session)
    lost.loses_the_line()
    does_all(lost, session, NAMES[0])
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees(NAMES[0])
    desk.presses("6", "8", "Enter")
    desk.hears("đã khám sàng lọc")
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears("đã ghi nhận mũi tiêm")
    away.context.set_offline(False)
    expect(lost.page.locator("#conflicts")).to_be_visible()
    assert doses() == [NAMES[0]]

    lead = visitor("phutrach", DESK)
    lead.opens(f"/sessions/{session}/acts/")
    lead.follows("Xem và quyết định")
    lead.reads("Thiết bị ghi", "Hệ thống đang có", "Thiết bị còn ghi sau đó")
    lead.ticks(decision="same")
    lead.checks("with_rest")
    lead.fills(reason="Cùng một mũi, ghi ở hai máy")
    lead.presses("Ghi quyết định")
    lead.page.wait_for_url("**/acts/")
    assert not DeskAct.objects.filter(state__in=OPEN).exists()
    assert doses() == [NAMES[0]]


def test_logging_out_waits_for_what_is_unsent_and_takes_the_people_away(visitor, session):
    nurse = visitor("nhanvien", PHONE)
    desk = LiveDesk(nurse, session)
    given_somebody_screened(desk, session, NAMES[0])
    desk.loses_the_line()
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears("Đã lưu trên máy")
    nurse.context.set_offline(False)
    nurse.page.route("**/acts/", lambda route: route.abort())  # the line is there, but nothing gets through
    nurse.opens("/today/")
    nurse.page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    expect(nurse.page.locator("[data-waits]")).to_contain_text("Máy này còn 1 việc chưa gửi")
    assert desk.has_stored_in_clear(NAMES[1]) == []
    assert nurse.page.evaluate("indexedDB.databases().then((all) => all.length)") == 1
    nurse.page.unroute("**/acts/")
    back = reopen(nurse, session)
    back.has_sent_all()
    assert doses() == [NAMES[0]]


def test_after_thirty_minutes_somebody_leaves_with_one_press(visitor, session, calendar):
    desk = LiveDesk(visitor("nhanvien", DESK), session)
    desk.scans_code(slip_of(session, NAMES[0]))
    desk.sees(NAMES[0])
    desk.presses("6", "8", "Enter")
    desk.hears("đã khám sàng lọc")
    desk.sees("Mũi 1")
    desk.presses("Enter")
    desk.hears("đã ghi nhận mũi tiêm")
    calendar.shift(timedelta(minutes=31))
    desk.page.evaluate("location.hash = 'observation'")
    desk.queues(NAMES[0], "Đủ 30 phút")
    desk.uses("Khỏe, cho về")
    desk.hears(f"{NAMES[0]}: cho về")
    assert Appointment.objects.get(person__full_name=NAMES[0]).left_at


def test_a_session_ends_only_when_everything_is_explained_and_then_the_pack_is_gone(visitor, session, calendar):
    desk = LiveDesk(visitor("nhanvien", DESK), session)
    does_all(desk, session, NAMES[0], kept=False)
    desk.presses("F2")  # a new vial, while the old one still holds doses
    desk.hears("Lọ cũ còn 9 liều")
    calendar.shift(timedelta(minutes=31))
    lead = visitor("phutrach", DESK)
    desks.tries_to_close(lead, session)
    lead.reads("Còn người chưa đến")
    desks.marks_absent(lead, session, len(NAMES) - 1)
    desk.presses("F9")
    desk.uses("Hủy 9 liều")
    desk.uses("Dùng cho các mũi tiếp theo")
    expect(desk.page.locator("dialog[open]")).to_have_count(0)
    desk.is_heard()
    lead.opens(f"/sessions/{session}/close/")
    lead.presses("Kết thúc buổi tiêm")
    lead.page.wait_for_url(f"**/sessions/{session}/desk/")
    expect(desk.page.locator("#alarm")).to_contain_text("Buổi tiêm đã kết thúc")
    closed = VaccinationSession.objects.get()
    assert (closed.state, closed.lots.get().vials_opened, closed.lots.get().doses_discarded) == ("closed", 1, 9)
    assert set(Appointment.objects.exclude(outcome="injected").values_list("outcome", flat=True)) == {"no_show"}
    lead.opens(f"/sessions/{session}/sheet/")
    lead.reads(NAMES[0], "AZ-LIVE-1")


def test_rows_of_paper_go_in_with_a_scan_and_a_time(visitor, session, calendar):
    lead = visitor("phutrach", DESK)
    lead.opens(f"/sessions/{session}/paper/")
    expect(lead.page.locator("main svg").first).to_be_visible()
    nurse = visitor("nhanvien", DESK)
    calendar.shift(timedelta(hours=2))
    nurse.opens(f"/sessions/{session}/paper-entry/")
    for name, at in ((NAMES[0], "0800"), (NAMES[1], "0812")):
        expect(nurse.page.locator("#id_scan")).to_be_focused()
        nurse.page.keyboard.type(slip_of(session, name))
        nurse.page.keyboard.press("Enter")
        nurse.reads(name)
        expect(nurse.page.locator("[name=temperature]")).to_be_focused()
        if name == NAMES[0]:  # who signed on the paper is said once
            nurse.selects(screened_by="Nguyễn Thị Lan")
            nurse.page.locator("[name=temperature]").focus()
        for key in ("3", "6", "6", "Tab", *at, "Enter"):
            nurse.page.keyboard.press(key)
        nurse.page.wait_for_url(re.compile(r"/paper-entry/(\?.*)?$"))
    assert [f"{timezone.localtime(dose.given_at):%H%M}" for dose in Dose.objects.order_by("given_at")] == [
        "0800",
        "0812",
    ]
    assert violations(nurse.page) == []
