"""The whole way of a dose: registration, list, plan, the day itself, the report, the citizen's confirmation."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.conf import settings

from reporting.services.fold import fold_facts
from sessions.models import Appointment
from tests.journeys import citizens, desks, employers, planners
from tests.journeys.browsing import DESK as DESK_SIZE
from tests.journeys.browsing import PHONE
from tests.journeys.calendar import DAY
from vaxportal.demo.accounts import STATION
from vaxportal.geography.models import Facility
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = settings.BASE_DIR / "tests" / "data" / "worker_lists"
COMPANY, MANAGER = "Công ty May Sông Tiền (mẫu)", "0912777001"
LOT = "AZ-JOURNEY-1"


@dataclass(frozen=True)
class Who:
    name = "Đỗ Thị Mận"
    born_on = "12/05/1955"
    sex = "F"
    id_number = "087155900101"
    phone = "0912777002"
    district = "Huyện Cao Lãnh"
    commune = "Mỹ Thọ"


MAN = Who()


def test_a_dose_from_the_registration_to_the_report(visitor, calendar):
    citizen = visitor(size=PHONE)
    number = citizens.registers(citizen, MAN)
    assert number

    given_a_list_of_480_workers(visitor)
    lead = visitor("phutrach")
    session = given_a_published_session(lead)
    then_the_citizen_is_told(session)
    then_the_plan_is_seen_by(visitor("ttyt"), session)

    calendar.move_to(DAY)
    lead, staff = visitor("phutrach", DESK_SIZE), visitor("nhanvien", DESK_SIZE)
    away, deferred, refuses = workers_of(session)
    when_the_session_runs(lead, staff, session, deferred, refuses)
    calendar.move_to(DAY + timedelta(minutes=40))
    desks.sends_home(staff, session, MAN.name)
    when_the_session_closes(lead, staff, session, refuses)
    assert Appointment.objects.get(session__ref=session, person__full_name=away).outcome == "no_show"

    fold_facts()
    then_the_report_shows(lead, f"facility/{STATION}", "Không đến")
    then_the_report_shows(visitor("soyte"), "province/87", "Huyện Cao Lãnh")
    then_the_citizen_has_a_confirmation(visitor(size=PHONE))


def given_a_list_of_480_workers(visitor):
    manager = visitor()
    employers.registers_organization(manager, COMPANY, MANAGER)
    employers.approves(visitor("ttyt"), COMPANY)
    employers.uploads(manager, COMPANY, LISTS / "clean_480.xlsx")
    manager.reads("Mọi dòng đã có câu trả lời")
    assert employers.rows_taken(manager) == 480


def given_a_published_session(lead):
    planners.receives(lead, LOT, doses=100)
    session = planners.plans(lead, DAY, LOT, doses=20)
    planners.picks(lead, [MAN.name], group="9.")
    planners.picks(lead, first=3, organization=COMPANY)
    planners.publishes(lead, session)
    return session


def then_the_citizen_is_told(session):
    [told] = [one for one in Message.objects.filter(kind="invitation") if one.to.endswith(MAN.phone[1:])]
    station = Facility.objects.get(code=STATION)
    assert f"{DAY:%d/%m/%Y}" in told.body
    assert station.name in told.body


def then_the_plan_is_seen_by(district, session):
    district.opens("/sessions/")
    assert district.page.locator(f"a[href*='{session}']").count()
    district.opens(f"/sessions/{session}/")
    district.reads("Đã công bố", LOT)


def workers_of(session):
    people = Appointment.objects.filter(session__ref=session).exclude(person__full_name=MAN.name)
    return list(people.order_by("pk").values_list("person__full_name", flat=True))


def when_the_session_runs(lead, staff, session, deferred, refuses):
    desks.opens_session(lead, session)
    for name in (MAN.name, deferred, refuses):
        desks.checks_in(staff, session, name)
    desks.screens(staff, session, MAN.name)
    desks.injects(staff, session, MAN.name)
    desks.notes_reaction(staff, session, MAN.name, "fever")
    desks.screens(staff, session, deferred, "Trì hoãn", "Đang sốt xuất huyết")


def when_the_session_closes(lead, staff, session, refuses):
    desks.tries_to_close(lead, session)
    lead.reads("người chưa có kết quả", refuses)
    desks.does_not_inject(staff, session, refuses, "refused", "Muốn chờ vắc xin khác")
    desks.marks_absent(lead, session, 1)
    desks.closes(lead, session)


def then_the_report_shows(reader, unit, words):
    reader.opens(f"/reports/daily/{unit}/?day={DAY:%d/%m/%Y}")
    reader.reads(words, "Vaxzevria", "Cộng đúng")
    workbook = openpyxl.load_workbook(BytesIO(reader.downloads("Tải .xlsx").read_bytes()))
    told = [cell for row in workbook.active.iter_rows(values_only=True) for cell in row]
    assert any("Vaxzevria" in str(cell) for cell in told)
    assert 4 in told  # subjects: the citizen and three workers


def then_the_citizen_has_a_confirmation(citizen):
    citizens.logs_in_by_phone(citizen, MAN.phone)
    citizens.opens_own_booklet(citizen, MAN)
    citizen.reads("Vaxzevria", LOT)
    assert MAN.name.upper() in citizens.confirmation(citizen).upper()
