"""The day before, through the browser's door: a plan, its people, the messages, the district's look."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import Appointment, StockBalance, VaccinationSession
from sessions.rules.states import SessionState
from sessions.services.planning import plan_session
from sessions.services.publishing import publish_session
from sessions.services.seating import add_people
from sessions.services.stock import return_from_session
from sessions.work import work_for
from tests.factories import FacilityFactory, LotFactory, PriorityGroupFactory, StockBalanceFactory
from tests.queries import queries_of_page
from vaxportal.geography.models import Facility
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def given(lot, campaign, tomorrow):
    return {
        "day": f"{tomorrow:%d/%m/%Y}",
        "starts_at": "7h30",
        "ends_at": "11:30",
        "round": campaign.pk,
        "vaccine": lot.vaccine_id,
        "stations": 2,
        "dose_minutes": 4,
        "slot_minutes": 60,
        "slot_capacity": 30,
        f"lot_{lot.ref.hex}": 120,
    }


@pytest.fixture
def draft(facility, lead, make_plan):
    return plan_session(facility=facility, plan=make_plan(), by=lead)


def url(name, *args):
    return reverse(f"sessions:{name}", args=args)


def test_a_lead_plans_fills_and_publishes_a_session(as_lead, given, waiting, lot):
    people = waiting(5, person__phone="+84912345678")
    response = as_lead.post(url("session_plan"), given)
    vax_session = VaccinationSession.objects.get()
    assert response.url == url("session_people", vax_session.ref)
    assert StockBalance.objects.get(lot=lot).doses == 380
    as_lead.post(response.url, {"how": "ticked", "people": [people[0].ref, people[1].ref]})
    as_lead.post(response.url, {"how": "first", "how_many": 2})
    assert Appointment.objects.count() == 4
    page = as_lead.get(url("session_detail", vax_session.ref)).content.decode()
    assert people[0].person.full_name in page
    as_lead.post(url("session_publish", vax_session.ref))
    vax_session.refresh_from_db()
    assert vax_session.state == SessionState.PUBLISHED
    assert Message.objects.count() == 4


def test_a_wrong_plan_comes_back_with_what_to_do(as_lead, given, lot):
    given |= {"ends_at": "6:00", f"lot_{lot.ref.hex}": 501, "day": "31/02/2021"}
    response = as_lead.post(url("session_plan"), given)
    assert response.status_code == 422
    assert "Không có ngày 31/02/2021" in response.content.decode()
    response = as_lead.post(url("session_plan"), given | {"day": f"{timezone.localdate():%d/%m/%Y}"})
    assert "Giờ kết thúc phải sau 07:30." in response.content.decode()
    assert not VaccinationSession.objects.exists()


def test_the_figures_follow_while_the_plan_is_made(as_lead, given):
    given |= {"break_from": "9:30", "break_to": "10:30"}
    response = as_lead.get(url("session_plan"), given, headers={"HX-Request": "true", "HX-Target": "figures"})
    words = response.content.decode()
    assert "<b>90</b>" in words  # three hours, thirty people each
    assert "<html" not in words
    assert not VaccinationSession.objects.exists()


@pytest.mark.parametrize("wrong", [{"slot_minutes": "0"}, {"stations": "x"}, {"starts_at": "25:99"}, {"ends_at": ""}])
def test_figures_of_a_half_written_plan_are_left_out(as_lead, given, wrong):
    response = as_lead.get(url("session_plan"), given | wrong, headers={"HX-Request": "true", "HX-Target": "figures"})
    assert response.status_code == 200
    assert "<b>" not in response.content.decode()


def test_a_draft_is_changed_on_its_own_page(as_lead, draft, given, lot):
    page = as_lead.get(url("session_change", draft.ref))
    assert 'value="120"' in page.content.decode()
    as_lead.post(url("session_change", draft.ref), given | {"stations": 3, f"lot_{lot.ref.hex}": 500})
    assert draft.stations.count() == 3
    assert StockBalance.objects.get(lot=lot).doses == 0


def test_the_list_of_who_waits_is_narrowed_by_group(as_lead, draft, waiting):
    one = waiting(1, person__priority_group=PriorityGroupFactory(code=12), person__full_name="Lê Thị Ữ")[0]
    waiting(1, person__full_name="Võ Văn Ổn")
    page = as_lead.get(url("session_people", draft.ref), {"group": one.person.priority_group.code}).content.decode()
    assert "Lê Thị Ữ" in page
    assert "Võ Văn Ổn" not in page


def test_a_group_whose_last_person_was_added_filters_nothing_and_is_no_error(as_lead, draft, waiting):
    last = waiting(1, person__priority_group=PriorityGroupFactory(code=12))[0]
    waiting(1, person__full_name="Võ Văn Ổn")
    address = f"{url('session_people', draft.ref)}?group={last.person.priority_group.code}"
    page = as_lead.post(address, {"how": "ticked", "people": [last.ref]}, follow=True)
    assert page.status_code == 200 and "Võ Văn Ổn" in page.content.decode()
    assert not page.context["filter"].errors


def test_nobody_ticked_is_said(as_lead, draft, waiting):
    waiting(1)
    response = as_lead.post(url("session_people", draft.ref), {"how": "ticked"})
    assert response.status_code == 422
    assert "Đánh dấu những người cần thêm" in response.content.decode()


@pytest.mark.parametrize(("written", "told"), [("", "Ghi số người cần thêm."), ("1.5", "Số người: ghi số nguyên")])
def test_how_many_is_asked_for_once(as_lead, draft, waiting, written, told):
    waiting(1)
    response = as_lead.post(url("session_people", draft.ref), {"how": "first", "how_many": written})
    [sentence] = response.context["form"].errors["how_many"]
    assert sentence.startswith(told)


def test_more_than_there_are_places_is_refused(as_lead, draft, waiting):
    waiting(3)
    draft.slots.update(capacity=0)
    response = as_lead.post(url("session_people", draft.ref), {"how": "first", "how_many": 3})
    assert response.status_code == 422
    assert "chỉ còn 0 chỗ" in response.content.decode()


def test_a_person_leaves_a_draft_at_once_and_a_published_session_after_a_word(as_lead, draft, lead, waiting):
    added = add_people(vax_session=draft, registrations=waiting(2), by=lead).appointments
    as_lead.post(url("appointment_remove", added[0].ref))
    assert draft.appointments.subjects().count() == 1
    publish_session(vax_session=draft, by=lead)
    assert "tin hủy lịch" in as_lead.get(url("appointment_remove", added[1].ref)).content.decode()


def test_cancelling_asks_for_the_reason(as_lead, draft):
    assert as_lead.post(url("session_cancel", draft.ref), {"reason": ""}).status_code == 422
    as_lead.post(url("session_cancel", draft.ref), {"reason": "Thiếu vắc xin"})
    draft.refresh_from_db()
    assert draft.state == SessionState.CANCELLED


def test_the_district_reads_plans_and_changes_nothing_that_people_know_of(client, hoa, lead, draft):
    publish_session(vax_session=draft, by=lead)
    client.force_login(hoa)
    assert draft.facility.name in client.get(url("session_list")).content.decode()
    assert client.get(url("session_detail", draft.ref)).status_code == 200
    assert client.get(url("session_list"), {"q": "my tho"}).context["found"].paginator.count == 1
    assert client.get(url("session_list"), {"q": "không có"}).context["found"].paginator.count == 0
    for name in ("session_publish", "session_cancel", "session_people", "lot_issue"):
        assert client.get(url(name, draft.ref)).status_code == 404
        assert client.post(url(name, draft.ref), {"reason": "Mưa"}).status_code == 404


def test_the_district_allows_a_late_publication(client, hoa, facility, lead, make_plan):
    late = plan_session(facility=facility, plan=make_plan(day=timezone.localdate()), by=lead)
    client.force_login(lead)
    assert client.post(url("session_publish", late.ref)).status_code == 422
    client.force_login(hoa)
    client.post(url("session_allow_late", late.ref), {"reason": "Mất điện"})
    client.force_login(lead)
    client.post(url("session_publish", late.ref))
    late.refresh_from_db()
    assert (late.state, late.planned_late) == (SessionState.PUBLISHED, True)


def test_a_delivery_is_received_and_a_broken_vial_discarded(as_lead, facility, lot):
    day = f"{timezone.localdate() + timedelta(days=60):%d/%m/%Y}"
    given = {"vaccine": lot.vaccine_id, "number": "fx1", "expires_on": day, "doses": 50}
    as_lead.post(url("stock_receive"), given)
    balance = StockBalance.objects.get(lot__number="FX1")
    as_lead.post(url("stock_discard", balance.lot.ref), {"doses": 5, "reason": "Vỡ lọ"})
    balance.refresh_from_db()
    assert balance.doses == 45
    assert "Vỡ lọ" in as_lead.get(url("stock_lot", balance.lot.ref)).content.decode()
    response = as_lead.post(url("stock_receive"), given | {"expires_on": "01/01/2020"})
    assert "đã có trong hệ thống với hạn dùng" in response.content.decode()


def test_doses_written_with_a_thousands_sign_are_all_received_and_a_fraction_is_asked_about(as_lead, lot):
    given = {"vaccine": lot.vaccine_id, "number": "fx1", "expires_on": f"{timezone.localdate():%d/%m/%Y}"}
    response = as_lead.post(url("stock_receive"), given | {"doses": "1.00"})
    assert "Số liều nhận: ghi số nguyên, ví dụ 1.000." in response.content.decode()
    as_lead.post(url("stock_receive"), given | {"doses": "1.000"})
    assert StockBalance.objects.get(lot__number="FX1").doses == 1000


def test_more_vaccine_is_issued_to_a_published_session(as_lead, draft, lead, lot):
    publish_session(vax_session=draft, by=lead)
    as_lead.post(url("lot_issue", draft.ref), {"lot": lot.pk, "doses": 30})
    assert draft.lots.get().doses_issued == 150


def test_what_was_issued_is_one_number_also_after_some_came_back(as_lead, draft, lead, lot):
    return_from_session(session_lot=draft.lots.get(), doses=20, by=lead)
    response = as_lead.get(url("session_detail", draft.ref))
    assert (response.context["fill"].issued, response.context["fill"].doses) == (120, 100)
    shown = re.findall(r'vx-stat__value">(\d+)|is-number">(\d+)</td>', response.content.decode())
    assert [tile or cell for tile, cell in shown][2:] == ["120", "2", "120", "20", "100"]  # tiles, then the lot's row


def test_a_cancelled_session_is_issued_nothing_and_the_page_says_so(as_lead, draft, lot):
    as_lead.post(url("session_cancel", draft.ref), {"reason": "Thiếu vắc xin"})
    response = as_lead.post(url("lot_issue", draft.ref), {"lot": lot.pk, "doses": 30})
    assert response.status_code == 422
    assert "không còn ở trạng thái cho phép việc này" in response.content.decode()


def test_the_district_adds_and_closes_a_facility(client, hoa, facility):
    client.force_login(hoa)
    given = {"name": "Trạm Y tế xã Ba Sao", "code": "8731x", "kind": "commune_station", "opened_on": "01/09/2021"}
    assert client.post(url("facility_new"), given | {"code": "87"}).status_code == 422
    assert "Mã cơ sở này đã thuộc về" in client.post(url("facility_new"), given | {"code": "87301"}).content.decode()
    client.post(url("facility_new"), given)
    added = Facility.objects.get(code="8731X")
    assert added.district == hoa.memberships.get().district
    client.post(url("facility_close", added.ref), {"on": "01/10/2021"})
    added.refresh_from_db()
    assert added.closed_on is not None


def test_a_facility_with_plans_is_not_closed(client, hoa, draft, facility):
    client.force_login(hoa)
    response = client.post(url("facility_close", facility.ref), {"on": f"{timezone.localdate():%d/%m/%Y}"})
    assert "còn 1 buổi tiêm" in response.content.decode()


def test_the_province_starts_a_round(client, province_officer):
    client.force_login(province_officer)
    client.post(url("round_new"), {"name": "Đợt 11", "starts_on": "01/10/2021"})
    assert "Đợt 11" in client.get(url("round_list")).content.decode()
    again = client.post(url("round_new"), {"name": "Đợt 11", "starts_on": "01/10/2021"})
    assert "đã có đợt tiêm mang tên này" in again.content.decode()


def test_todays_work_names_drafts_people_and_lots(facility, lead, hoa, draft, waiting, lot):
    waiting(3)
    StockBalanceFactory(facility=facility, lot=LotFactory(number="OLD", expires_on=timezone.localdate()), doses=5)
    assert {item.label: item.count for item in work_for(lead)} == {
        "Bản nháp cần công bố": 1,
        "Người đang chờ lịch tiêm": 3,
        "Lô hết hạn hoặc sắp hết hạn": 1,
    }
    assert [item.label for item in work_for(hoa)] == ["Kế hoạch chưa công bố", "Người đang chờ lịch tiêm"]


@pytest.mark.parametrize("page", ["session_list", "session_detail", "session_people", "session_print", "stock_list"])
def test_pages_ask_the_same_number_of_queries_for_many_rows(as_lead, facility, lead, draft, waiting, page):
    args = [] if page.endswith("list") else [draft.ref]

    def grow(rows):
        people = waiting(rows)
        add_people(vax_session=draft, registrations=people[: rows // 2], by=lead)
        for number in range(rows):
            lot = LotFactory(number=f"{page}{rows}{number}")
            StockBalanceFactory(facility=facility, lot=lot, doses=9)
            twin = {"round": draft.round, "vaccine": draft.vaccine, "created_by": lead, "facility": facility}
            VaccinationSession.objects.create(day=draft.day, starts_at="07:00", ends_at="08:00", **twin)

    grow(4)
    first = queries_of_page(as_lead, url(page, *args))
    grow(40)
    assert queries_of_page(as_lead, url(page, *args)) == first


def test_the_list_of_facilities_asks_the_same_number_of_queries(client, hoa, facility):
    client.force_login(hoa)
    counts = []
    for numbers in (range(3), range(3, 30)):
        for number in numbers:
            FacilityFactory(code=f"9{number:04d}", name=f"Trạm {number}")
        counts.append(queries_of_page(client, url("facility_list")))
    assert counts[0] == counts[1]


@pytest.fixture
def full(facility, lead, make_plan, waiting):
    """Published: four slots of two, all taken by people with a phone."""
    draft = plan_session(facility=facility, plan=make_plan(slot_capacity=2, dose_minutes=60), by=lead)
    people = waiting(8, person__phone="+84912345678")
    add_people(vax_session=draft, registrations=people, by=lead)
    return publish_session(vax_session=draft, by=lead).vax_session


def test_places_follow_from_stations_and_minutes_unless_said_by_hand(as_lead, given):
    def figures(**changed):
        told = {**given, "slot_capacity": "", **changed}
        headers = {"HX-Request": "true", "HX-Target": "figures"}
        return as_lead.get(url("session_plan"), told, headers=headers).content.decode()

    assert "<b>120</b>" in figures() and "<b>30</b>" in figures()
    assert "<b>60</b>" in figures(dose_minutes=8)
    assert "theo nhịp tiêm: 30" in figures(slot_capacity=20)
    assert "12:02" in figures()
    as_lead.post(url("session_plan"), given | {"slot_capacity": "", "dose_minutes": 5})
    made = VaccinationSession.objects.get()
    assert (made.dose_minutes, made.slots.first().capacity) == (5, 24)
    page = as_lead.get(url("session_detail", made.ref)).content.decode()
    assert "2 bàn × 5 phút mỗi mũi" in page


@pytest.mark.parametrize("wrong", [{"dose_minutes": 0}, {"dose_minutes": 61}, {"dose_minutes": ""}])
def test_a_plan_needs_a_pace_that_can_be(as_lead, given, wrong):
    assert as_lead.post(url("session_plan"), given | wrong | {"slot_capacity": ""}).status_code == 422
    assert not VaccinationSession.objects.exists()


def test_a_draft_planned_before_there_was_a_pace_opens_and_keeps_its_places(as_lead, draft):
    form = as_lead.get(url("session_change", draft.ref)).context["form"]
    assert (draft.dose_minutes, form.initial["dose_minutes"]) == (None, 4)
    assert form.initial["slot_capacity"] is None  # 30 is what the usual pace gives


def test_a_plan_is_begun_like_the_last_session(as_lead, draft, lot):
    assert f"?like={draft.ref}" in as_lead.get(url("session_plan")).content.decode()
    form = as_lead.get(url("session_plan"), {"like": draft.ref}).context["form"]
    assert form.initial["day"] == draft.day + timedelta(weeks=1)
    assert [row.on_shelf.wanted for row in form.lot_rows] == [120]
    StockBalance.objects.filter(lot=lot).update(doses=119)
    form = as_lead.get(url("session_plan"), {"like": draft.ref}).context["form"]
    assert [row.on_shelf.wanted for row in form.lot_rows] == [None]


@pytest.mark.parametrize("ref", ["x", "01a21089-dc40-7bfe-9c7f-afaf52577138"])
def test_nothing_is_copied_from_what_is_not_there(as_lead, campaign, lot, ref):
    assert as_lead.get(url("session_plan"), {"like": ref}).status_code == 404


def test_a_session_is_repeated_weekly(as_lead, draft):
    assert as_lead.post(url("session_repeat", draft.ref), {}).status_code == 422
    said = as_lead.post(url("session_repeat", draft.ref), {"times": 2}, follow=True).content.decode()
    assert "Đã lập 2 bản nháp" in said
    said = as_lead.post(url("session_repeat", draft.ref), {"times": 3}, follow=True).content.decode()
    assert "Đã lập 1 bản nháp" in said and "Bỏ qua ngày đã có buổi tiêm" in said
    assert VaccinationSession.objects.count() == 4


def test_all_places_are_filled_by_one_button(as_lead, draft, waiting):
    waiting(5)
    said = as_lead.post(url("session_people", draft.ref), {"how": "fill"}, follow=True).content.decode()
    assert "Đã thêm 5 người." in said and draft.appointments.count() == 5


def test_one_person_is_found_by_name_and_put_into_a_chosen_slot(as_lead, draft, waiting):
    [one] = waiting(1, person__full_name="Lê Thị Ữ")
    waiting(1, person__full_name="Võ Văn Ổn")
    response = as_lead.post(url("session_people", draft.ref), {"how": "find", "q": "u le"})
    words = response.content.decode()
    assert response.status_code == 200 and "Lê Thị Ữ" in words and "Võ Văn Ổn" not in words
    slot = draft.slots.all()[2]
    as_lead.post(url("session_people", draft.ref), {"how": "ticked", "people": [one.ref], "slot": slot.ref})
    assert draft.appointments.get().slot == slot
    assert as_lead.post(url("session_people", draft.ref), {"how": "find", "q": ""}).status_code == 422


def test_the_order_of_the_list_is_a_choice(as_lead, draft, waiting):
    waiting(1)
    assert "Chờ lâu nhất trước" in as_lead.get(url("session_people", draft.ref), {"order": "waiting"}).content.decode()
    assert as_lead.get(url("session_people", draft.ref), {"order": "no"}).status_code == 200


def test_a_person_is_moved_to_another_time(as_lead, draft, lead, waiting):
    [one] = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    slot = draft.slots.all()[2]
    assert str(slot) in as_lead.get(url("appointment_time", one.ref)).content.decode()
    assert as_lead.post(url("appointment_time", one.ref), {"slot": "x"}).status_code == 422
    said = as_lead.post(url("appointment_time", one.ref), {"slot": slot.ref}, follow=True).content.decode()
    assert "sang 09:30" in said
    draft.slots.update(capacity=1, taken=1)
    none_left = as_lead.get(url("appointment_time", one.ref)).content.decode()
    assert "Không còn khung giờ nào trống" in none_left and url("session_capacity", draft.ref) not in none_left
    publish_session(vax_session=draft, by=lead)
    assert url("session_capacity", draft.ref) in as_lead.get(url("appointment_time", one.ref)).content.decode()


def test_who_loses_a_place_is_shown_before_anybody_is_told(as_lead, full):
    address, slots = url("session_capacity", full.ref), list(full.slots.all())
    page = as_lead.get(address, {"stations": 1})
    assert [row.field.initial for row in page.context["form"].rows] == [1, 1, 1, 1]
    assert "4 người mất chỗ" in page.content.decode()
    given = {f"slot_{slot.ref.hex}": 1 for slot in slots} | {"stations": 1, "reason": "Hỏng tủ lạnh"}
    part = as_lead.get(address, given, headers={"HX-Request": "true", "HX-Target": "losses"}).content.decode()
    assert "4 người mất chỗ" in part and "<html" not in part
    assert as_lead.post(address, given | {"expected": 0}).status_code == 422
    assert not Message.objects.filter(kind="invitation_cancelled").exists()
    said = as_lead.post(address, given | {"expected": 4}, follow=True).content.decode()
    assert "4 người được báo hủy hẹn" in said
    assert full.appointments.subjects().count() == 4


def test_places_that_cannot_be_read_change_nothing(as_lead, full):
    given = {f"slot_{slot.ref.hex}": "x" for slot in full.slots.all()} | {"stations": 1, "expected": 0}
    assert as_lead.post(url("session_capacity", full.ref), given).status_code == 422
    assert full.appointments.subjects().count() == 8


def test_a_draft_and_the_session_of_strangers_have_no_such_page(as_lead, draft, full, client, minh, hoa):
    assert as_lead.get(url("session_capacity", draft.ref)).status_code == 404
    for user in (minh, hoa):
        client.force_login(user)
        assert client.get(url("session_capacity", full.ref)).status_code == 404


def test_who_has_no_phone_is_listed_to_be_told_by_hand(as_lead, draft, lead, waiting):
    add_people(vax_session=draft, registrations=waiting(1, person__full_name="Lê Thị Ữ"), by=lead)
    address = url("session_by_hand", draft.ref)
    assert "Lê Thị Ữ" not in as_lead.get(address).content.decode()
    publish_session(vax_session=draft, by=lead)
    invited = as_lead.get(address).content.decode()
    assert "Lê Thị Ữ" in invited and "Mời đến tiêm" in invited
    as_lead.post(url("session_cancel", draft.ref), {"reason": "Thiếu vắc xin"})
    assert address in as_lead.get(url("session_detail", draft.ref)).content.decode()
    cancelled = as_lead.get(address).content.decode()
    assert "Báo đã hủy hẹn" in cancelled and "Lê Thị Ữ" in cancelled and "Mời đến tiêm" not in cancelled


def test_a_full_session_offers_nobody_a_place_but_the_way_to_more(as_lead, full, waiting):
    [one] = waiting(1, person__full_name="Lê Thị Ữ")
    shown = as_lead.get(url("session_people", full.ref)).content.decode()
    assert url("session_capacity", full.ref) in shown
    assert one.person.full_name in shown
    assert 'value="ticked"' not in shown
