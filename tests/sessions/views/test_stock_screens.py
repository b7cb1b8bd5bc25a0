"""The screens of transfers, recalls and corrections, as those use them for whom they are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import Dose, Lot, SessionLot, StockBalance, StockTransfer, Vial
from sessions.services.doses import record_dose
from sessions.services.recalls import recall_lot
from tests.conftest import member
from tests.factories import (
    AppointmentFactory,
    FacilityFactory,
    LotFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
)
from tests.sessions.services.day import entry
from vaxportal.accounts.roles import Role
from vaxportal.audit.models import Entry
from vaxportal.geography.models import Facility


@pytest.fixture
def centre(facility):
    return FacilityFactory(
        code="87399", name="TTYT Cao Lãnh", commune=facility.commune, kind=Facility.Kind.DISTRICT_CENTRE
    )


@pytest.fixture
def as_user(client):
    def logged_in(user):
        client.force_login(user)
        return client

    return logged_in


@pytest.fixture
def dose(facility, lot, lan):
    session = SessionFactory(open_now=True, facility=facility, vaccine=lot.vaccine)
    StationFactory(session=session)
    row = SessionLotFactory(session=session, lot=lot)
    appointment = AppointmentFactory(session=session, cleared=True)
    made = record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan)
    return Dose.objects.select_related("session__facility", "appointment", "person").get(pk=made.pk)


@pytest.fixture
def right(dose):
    return SessionLotFactory(session=dose.session, lot=LotFactory(number="AZ2110B"))


def test_a_lot_is_sent_seen_on_the_way_and_counted(facility, centre, lot, lead, as_user):
    keeper = member("keeper", "Hồ Thị Kho", Role.SITE_LEAD, facility=centre)
    sent = as_user(lead).post(
        reverse("sessions:transfer_send", args=[lot.ref]), {"target": centre.pk, "doses": "40", "ref": uuid4()}
    )
    transfer = StockTransfer.objects.get()
    address = reverse("sessions:transfer_detail", args=[transfer.ref])
    assert (sent.status_code, sent.url) == (303, address)
    assert "Lấy lại về kho" in as_user(lead).get(address).content.decode()
    browser = as_user(keeper)
    assert lot.number in browser.get(reverse("sessions:transfer_list")).content.decode()
    assert "Vắc xin đang chuyển đến" in browser.get(reverse("today")).content.decode()
    short = browser.post(address, {"doses_received": "38"})
    assert short.status_code == 422 and "Thiếu 2 liều" in short.content.decode()
    assert browser.post(address, {"doses_received": "38", "missing_reason": "Vỡ"}).status_code == 303
    assert StockBalance.objects.get(facility=centre).doses == 38
    assert "Đã nhận thiếu" in browser.get(address).content.decode()


def test_a_closed_target_or_one_of_another_province_is_no_choice(centre, lot, lead, as_user):
    Facility.objects.filter(pk=centre.pk).update(closed_on=timezone.localdate())
    answer = as_user(lead).post(reverse("sessions:transfer_send", args=[lot.ref]), {"target": centre.pk, "doses": "4"})
    assert answer.status_code == 422 and not StockTransfer.objects.exists()


def test_the_province_recalls_tells_and_lifts_on_one_screen(dose, lot, province_officer, lead, as_user):
    address, browser = reverse("sessions:lot_recall", args=[lot.ref]), as_user(province_officer)
    assert dose.person.full_name in browser.get(address).content.decode()
    assert Entry.objects.filter(action="lot.people_seen", actor=province_officer).count() == 1
    assert browser.post(address, {"reason": ""}).status_code == 422
    assert browser.post(address, {"reason": "Công văn 12"}).status_code == 303
    page = browser.get(address).content.decode()
    assert "Công văn 12" in page and "Gọi" not in page
    assert browser.post(reverse("sessions:lot_tell", args=[lot.ref])).status_code == 303
    seen = as_user(lead).get(address).content.decode()
    assert "Công văn 12" in seen and "Bỏ thu hồi lô này" not in seen
    assert as_user(lead).post(address, {"reason": "Đạt"}).status_code == 404
    assert as_user(province_officer).post(address, {"reason": "Đạt"}).status_code == 303
    assert Lot.objects.get(pk=lot.pk).recalled_at is None


def test_the_calling_list_goes_to_who_calls_and_leaves_a_trace(dose, lot, lead, lan, minh, as_user):
    address = reverse("sessions:lot_people_file", args=[lot.ref])
    assert as_user(lead).get(address).content[:2] == b"PK"
    assert Entry.objects.get(action="lot.people_exported").facts == {"people": 1}
    assert [as_user(user).get(address).status_code for user in (lan, minh)] == [404, 404]


def test_a_recalled_or_expired_lot_is_no_choice_for_a_table(dose, right, lan, province_officer, facility, as_user):
    address = reverse("sessions:desk_station", args=[dose.session.ref])
    choice = {"station": dose.session.stations.get().pk, "injected_by": lan.pk, "body_site": "left_arm"}
    recall_lot(lot=dose.lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    page = as_user(lan).get(address).content.decode()
    assert f"Lô {dose.lot.number} bị thu hồi" in page
    assert as_user(lan).post(address, choice | {"session_lot": dose.session_lot_id}).status_code == 422
    Lot.objects.filter(pk=right.lot_id).update(expires_on=dose.session.day - timedelta(days=1))
    assert as_user(lan).post(address, choice | {"session_lot": right.pk}).status_code == 422


def test_a_table_that_stood_on_the_lot_must_choose_another(dose, right, lan, province_officer, as_user):
    browser = as_user(lan)
    choice = {"station": dose.session.stations.get().pk, "injected_by": lan.pk, "body_site": "left_arm"}
    third = SessionLotFactory(session=dose.session, lot=LotFactory(number="C"))
    browser.post(
        reverse("sessions:desk_station", args=[dose.session.ref]), choice | {"session_lot": dose.session_lot_id}
    )
    recall_lot(lot=dose.lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    coming = AppointmentFactory(session=dose.session, cleared=True)
    answer = browser.get(reverse("sessions:dose_new", args=[coming.ref]))
    assert answer.status_code == 303 and "station" in answer.url and third.doses_left


def test_a_wrong_lot_is_shown_before_and_after_and_then_put_right(dose, right, lead, as_user):
    browser, address = as_user(lead), reverse("sessions:dose_correct_as", args=[dose.ref, "lot"])
    assert "Sai người" in browser.get(reverse("sessions:dose_correct", args=[dose.ref])).content.decode()
    given = {"session_lot": right.pk, "reason": "Chọn nhầm lô", "ref": uuid4()}
    check = browser.post(address, given).content.decode()
    assert "AZ2110B" in check and dose.lot.number in check and 'name="sure"' in check
    assert Dose.objects.get() == dose  # nothing yet
    assert browser.post(address, given | {"sure": "yes"}).status_code == 303
    anew = Dose.objects.not_voided().get()
    assert (anew.lot, anew.corrects_id) == (right.lot, dose.pk)
    card = browser.get(reverse("sessions:appointment_desk", args=[dose.appointment.ref])).content.decode()
    assert "Chọn nhầm lô" in card and "AZ2110B" in card
    assert browser.get(address).status_code == 404  # void by now


@pytest.mark.parametrize("what", ["time", "number", "table", "colour"])
def test_each_mistake_has_its_own_page(dose, lead, as_user, what):
    answer = as_user(lead).get(reverse("sessions:dose_correct_as", args=[dose.ref, what]))
    assert answer.status_code == (404 if what == "colour" else 200)


def test_a_time_before_the_arrival_asks_why(dose, lead, as_user):
    browser, address = as_user(lead), reverse("sessions:dose_correct_as", args=[dose.ref, "time"])
    given = {"given_at": "00:00", "reason": "Ghi nhầm giờ", "ref": uuid4()}
    page = browser.post(address, given)
    assert page.status_code == 422 and 'name="override_reason"' in page.content.decode()
    given |= {"override_reason": "Tiêm trước khi tiếp đón", "sure": "yes"}
    assert browser.post(address, given).status_code == 303


def test_a_dose_goes_over_to_who_was_really_injected(dose, lead, as_user):
    really = AppointmentFactory(session=dose.session, cleared=True)
    away = AppointmentFactory(session=dose.session)
    browser, address = as_user(lead), reverse("sessions:dose_correct_person", args=[dose.ref])
    page = browser.get(address).content.decode()
    assert really.person.full_name in page and away.person.full_name not in page
    given = {"to": really.pk, "dose": "primary-1", "reason": "Nhìn nhầm tên", "ref": uuid4()}
    given |= {"override_reason": "Tiếp đón sau"}
    assert really.person.full_name in browser.post(address, given).content.decode()
    assert browser.post(address, given | {"sure": "yes"}).status_code == 303
    assert Dose.objects.not_voided().get().person == really.person


def test_a_whole_vial_is_put_right_after_its_people_were_shown(dose, right, lead, as_user):
    vial = Vial.objects.create(ref=uuid4(), session_lot=dose.session_lot, holds=10, opened_by=lead)
    Dose.objects.update(vial=vial)
    browser, address = as_user(lead), reverse("sessions:vial_correct", args=[vial.ref])
    assert dose.person.full_name in browser.get(address).content.decode()
    given = {"session_lot": right.pk, "reason": "Đọc nhầm nhãn"}
    assert browser.post(address, given).status_code == 200 and Dose.objects.count() == 1
    assert browser.post(address, given | {"sure": "yes"}).status_code == 303
    assert SessionLot.objects.get(pk=right.pk).doses_recorded == 1


def test_a_closed_session_says_who_reopens_it(dose, lead, as_user):
    dose.session.state = "closed"
    dose.session.save(update_fields=["state"])
    page = as_user(lead).get(reverse("sessions:dose_correct", args=[dose.ref])).content.decode()
    assert "mở lại buổi tiêm" in page and "Sai lô vắc xin" not in page


def test_a_lot_that_is_used_up_is_found_by_its_number(facility, lot, province_officer, as_user):
    StockBalance.objects.update(doses=0)
    browser, address = as_user(province_officer), reverse("sessions:stock_list")
    recall = reverse("sessions:stock_lot", args=[lot.ref])
    assert recall not in browser.get(address).content.decode()
    assert recall in browser.get(address, {"q": lot.number}).content.decode()
