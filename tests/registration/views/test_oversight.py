"""What a district finds waiting around organizations: approvals, lists, silent ones, people without a date."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registration.models import WorkerList, WorkerListRow
from registration.work_of_organizations import organizations_for
from tests.factories import (
    AppointmentFactory,
    CommuneFactory,
    DistrictFactory,
    MembershipFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    UserFactory,
)
from tests.queries import queries_of_page
from tests.registration.lists import make_organization
from vaxportal.accounts.roles import Role

ADDRESS = reverse("registration:organization_list")
State = WorkerList.State


@pytest.fixture
def district(client, hoa):
    client.force_login(hoa)
    return client


@pytest.fixture
def add(world):
    """`add("Công ty A", state="pending")`: an organization of the commune, unless another is given."""

    def made(name, commune=world, **given):
        organization, _manager = make_organization(commune, username=name, name=name, **given)
        return organization

    return made


def hand_in(organization, state=State.DONE, days_ago=0, **given):
    number = WorkerList.objects.count()
    return WorkerList.objects.create(
        organization=organization,
        file_name=f"danh-sach-{number}.xlsx",
        content=b"",
        digest=str(number),
        state=state,
        uploaded_at=timezone.now() - timedelta(days=days_ago),
        uploaded_by=organization.created_by,
        **given,
    )


def employ(organization, count=1, **registration):
    """So many people of a list of the organization, with a registration each."""
    worker_list = hand_in(organization)
    for number in range(1, count + 1):
        wish = RegistrationFactory(person=PersonFactory(), **{"state": "received", **registration})
        WorkerListRow.objects.create(worker_list=worker_list, number=number, outcome="accepted", person=wish.person)
    return worker_list


def words(client, **query):
    response = client.get(ADDRESS, query)
    assert response.status_code == 200
    return response.content.decode()


def named(client, **query):
    """What stands first in each row of the table, from top to bottom."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', words(client, **query))


def test_who_waits_longest_for_approval_is_on_top(district, add):
    for days, name in ((1, "Công ty Mới"), (9, "Công ty Cũ")):
        add(name, state="pending", created_at=timezone.now() - timedelta(days=days))
    add("Công ty Đã duyệt")
    assert named(district, tab="pending") == ["Công ty Cũ", "Công ty Mới"]


def test_an_organization_is_approved_from_its_line(district, add, hoa):
    pending = add("Công ty Mới", state="pending")
    address = reverse("registration:organization_decide", args=[pending.ref])
    assert address in words(district, tab="pending")
    assert district.post(address, {"decision": "approve"}, follow=True).status_code == 200
    pending.refresh_from_db()
    assert (pending.state, pending.decided_by) == ("approved", hoa)


def test_nobody_else_is_offered_to_approve(client, add, province_officer, lead):
    pending = add("Công ty Mới", state="pending")
    for user in (province_officer, lead):
        client.force_login(user)
        assert named(client, tab="pending") == [pending.name]
        assert reverse("registration:organization_decide", args=[pending.ref]) not in words(client, tab="pending")


def test_lists_that_wait_for_somebody_are_shown_the_oldest_first(district, add):
    hand_in(add("Chưa xác nhận"), State.TO_CONFIRM, days_ago=1)
    hand_in(add("Đang đọc"), State.READING, days_ago=2)
    hand_in(add("Còn dòng hỏng"), days_ago=4, rows_refused=3)
    hand_in(add("Còn dòng ngờ"), days_ago=3, rows_unclear=1)
    hand_in(add("Xong"), days_ago=5)
    hand_in(add("Không đọc được"), State.FAILED)
    hand_in(add("Đã hủy"), State.UNDONE, rows_refused=2)
    assert named(district, tab="lists") == ["Còn dòng hỏng", "Còn dòng ngờ", "Đang đọc", "Chưa xác nhận"]
    assert named(district, tab="lists", state="left") == ["Còn dòng hỏng", "Còn dòng ngờ"]
    assert named(district, tab="lists", sort="-refused")[0] == "Còn dòng hỏng"


def test_rows_that_were_handed_in_again_wait_no_longer_but_a_file_that_failed_settles_nothing(district, add):
    again, failed = add("Nộp lại"), add("Nộp hỏng")
    for organization, state in ((again, State.DONE), (failed, State.FAILED)):
        hand_in(organization, days_ago=5, rows_refused=3)
        hand_in(organization, state)
    assert named(district, tab="lists") == [failed.name]


def test_no_name_of_a_worker_is_on_the_page(district, add):
    worker_list = employ(add("Công ty May"), 2)
    WorkerList.objects.filter(pk=worker_list.pk).update(rows_unclear=2)
    person = worker_list.rows.first().person
    for tab in ("pending", "lists", "silent", "waiting", ""):
        assert person.full_name not in words(district, tab=tab)


def test_approved_organizations_without_a_list_that_stands_are_silent(district, add, hoa):
    decided = {"decided_by": hoa}
    add("Im lặng lâu", decided_at=timezone.now() - timedelta(days=9), **decided)
    add("Im lặng", decided_at=timezone.now(), **decided)
    hand_in(add("Chỉ có tệp hỏng", decided_at=timezone.now() - timedelta(days=3), **decided), State.FAILED)
    hand_in(add("Đã nộp"))
    add("Chưa duyệt", state="pending")
    add("Ban Quản lý", kind="zone_board")
    assert named(district, tab="silent") == ["Im lặng lâu", "Chỉ có tệp hỏng", "Im lặng"]


def test_people_of_an_organization_wait_until_they_have_a_date(client, lead, add):
    many, few, served = add("Nhiều người"), add("Ít người"), add("Đã hẹn hết")
    employ(many, 3)
    employ(few)
    for row in employ(served).rows.all():
        AppointmentFactory(session=SessionFactory(), person=row.person, registration=row.person.registrations.get())
    client.force_login(lead)
    assert named(client, tab="waiting") == [many.name, few.name]
    assert named(client, tab="waiting", sort="waiting") == [few.name, many.name]


def test_filters_narrow_every_tab_and_stay_in_the_address(district, add, world):
    other = CommuneFactory(code="30079", name="Ba Sao", district=world.district)
    add("Công ty Gạo Ba Sao", commune=other, state="pending")
    add("Trường Mỹ Thọ", kind="school", state="pending")
    assert named(district, tab="pending", q="gao") == ["Công ty Gạo Ba Sao"]
    assert named(district, tab="pending", unit="30079") == ["Công ty Gạo Ba Sao"]
    assert named(district, tab="pending", kind="school") == ["Trường Mỹ Thọ"]
    assert "?tab=silent&amp;unit=30079" in words(district, tab="pending", unit="30079")


def test_a_filter_or_tab_that_does_not_exist_filters_nothing(district, add):
    add("Công ty May")
    for wrong in ({"tab": "x"}, {"unit": "1"}, {"state": "x"}, {"sort": "-x"}, {"page": "x"}):
        assert named(district, **wrong) == ["Công ty May"]


def test_a_province_narrows_by_district_and_another_district_sees_nothing(client, add, province_officer, world):
    hand_in(add("Công ty May"), State.TO_CONFIRM)
    elsewhere = CommuneFactory(code="29989", name="Phú Thọ", district=DistrictFactory(code="870", name="Tam Nông"))
    hand_in(add("Công ty Sen", commune=elsewhere), State.TO_CONFIRM)
    client.force_login(province_officer)
    assert sorted(named(client, tab="lists")) == ["Công ty May", "Công ty Sen"]
    assert named(client, tab="lists", unit="870") == ["Công ty Sen"]
    stranger = UserFactory(username="tam-nong")
    MembershipFactory(user=stranger, role=Role.DISTRICT_CENTRE, district=elsewhere.district)
    client.force_login(stranger)
    assert named(client, tab="lists") == ["Công ty Sen"]


def test_today_says_what_waits_and_since_when(add, hoa, province_officer, lead):
    today = timezone.localdate()
    add("Chờ duyệt", state="pending", created_at=timezone.now() - timedelta(days=4))
    hand_in(add("Chờ xác nhận"), State.TO_CONFIRM, days_ago=3)
    add("Im lặng", decided_at=timezone.now() - timedelta(days=2), decided_by=hoa)
    said = {(item.label, item.count, item.oldest_on) for item in organizations_for(hoa)}
    lists = ("Danh sách của đơn vị đang chờ", 1, today - timedelta(days=3))
    silent = ("Đơn vị đã duyệt chưa có danh sách", 1, today - timedelta(days=2))
    assert said == {("Đơn vị chờ duyệt", 1, today - timedelta(days=4)), lists, silent, ("Đơn vị", 3, None)}
    assert {item.label for item in organizations_for(province_officer)} == {lists[0], silent[0], "Đơn vị"}
    assert {item.label for item in organizations_for(lead)} == {"Đơn vị"}


@pytest.mark.parametrize("tab", ["pending", "lists", "silent", "waiting", ""])
def test_a_tab_asks_the_same_number_of_questions_for_few_and_many(client, add, lead, tab):
    client.force_login(lead)

    def more(numbers):
        for number in numbers:
            add(f"Chờ {number}", state="pending")
            add(f"Im {number}")
            hand_in(add(f"Nộp {number}"), State.TO_CONFIRM)
            employ(add(f"Có người {number}"))

    more(range(3))
    few = queries_of_page(client, ADDRESS, {"tab": tab})
    more(range(3, 12))
    assert queries_of_page(client, ADDRESS, {"tab": tab}) == few
