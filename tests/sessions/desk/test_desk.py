"""The day through the browser's door: scan, one next act, and back to the scan box."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from registration.models import ReportedDose
from sessions.models import AdverseEvent, Appointment, Dose, Screening
from sessions.rules.screening import ASKED
from sessions.rules.stages import Stage
from sessions.rules.states import Outcome, SessionState
from sessions.services.doses import record_dose
from sessions.work import work_for
from tests.factories import (
    AppointmentFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
    StockBalanceFactory,
)
from tests.queries import queries_of_page
from tests.sessions.services.day import entry

pytestmark = pytest.mark.django_db
ALL_NO = dict.fromkeys(ASKED, "no")


def url(name, thing):
    return reverse(f"sessions:{name}", args=[thing.ref])


def person(**given):
    return PersonFactory(**given)


def planned(vax_session, **given):
    return AppointmentFactory(session=vax_session, **given)


def scan(client, vax_session, text):
    return client.post(url("desk", vax_session), {"scan": text})


def dose_data(lot, nurse, **more):
    return {
        "ref": uuid4(),
        "dose": "primary-1",
        "session_lot": lot.pk,
        "injected_by": nurse.pk,
        "body_site": "left_arm",
        **more,
    }


# the scan box


def test_a_slip_opens_its_person(as_lan, vax_session):
    appointment = planned(vax_session)
    for text in (str(appointment.ref), f"https://tiem.example/a/{str(appointment.ref).upper()}"):
        response = scan(as_lan, vax_session, text)
        assert (response.status_code, response.url) == (303, url("appointment_desk", appointment))


def test_an_identity_card_its_number_the_registration_and_the_name_open_the_same_person(as_lan, vax_session):
    someone = person(full_name="Đỗ Thị Ngọc Ẩn", id_number="087185123456")
    appointment = planned(vax_session, person=someone)
    card = "087185123456||Đỗ Thị Ngọc Ẩn|07031985|Nữ|Ấp 1, Mỹ Thọ|01012021"
    number = appointment.registration.number
    for text in (card, "087 185 123 456", number, number.lower(), "do thi ngoc an", "ngoc AN"):
        assert scan(as_lan, vax_session, text).url == url("appointment_desk", appointment), text


def test_the_scan_opens_the_next_act(as_lan, vax_session):
    waits_for_screening = planned(vax_session, present=True)
    waits_for_injection = planned(vax_session, cleared=True)
    assert scan(as_lan, vax_session, str(waits_for_screening.ref)).url == url("screening_new", waits_for_screening)
    assert scan(as_lan, vax_session, str(waits_for_injection.ref)).url == url("dose_new", waits_for_injection)


def test_several_people_of_one_name_are_a_short_list_and_no_name_stands_in_an_address(as_lan, vax_session):
    for born in (1970, 1990):
        planned(vax_session, person=person(full_name="Lê Văn Út", born_on=f"{born}-01-01"))
    response = scan(as_lan, vax_session, "le van ut")
    page = response.content.decode()
    assert response.status_code == 422
    assert "01/01/1970" in page and "01/01/1990" in page
    assert "Út" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]


def test_somebody_not_planned_is_offered_as_a_walk_in(as_lan, vax_session):
    RegistrationFactory(person=person(full_name="Võ Thị Chưa Hẹn"), state="received")
    page = scan(as_lan, vax_session, "vo thi chua hen").content.decode()
    assert "Võ Thị Chưa Hẹn" in page and url("walk_in_add", vax_session) in page


def test_people_of_another_district_are_not_offered(as_lan, vax_session, other_facility):
    person(full_name="Võ Thị Xa Lạ", commune=other_facility.commune)
    assert "Võ Thị Xa Lạ" not in scan(as_lan, vax_session, "xa la").content.decode()


def test_a_damaged_card_is_told_in_a_sentence_and_not_echoed(as_lan, vax_session):
    page = scan(as_lan, vax_session, "087185123456||Đỗ Thị|07031985|Nam|Ấp 1|01012021").content.decode()
    assert "id_wrong" not in page and "087185123456|" not in page.replace('name="scan" value=', "")[:4000]


def test_the_desk_of_a_closed_or_foreign_session(as_lan, vax_session, minh, client):
    vax_session.state, vax_session.closed_at, vax_session.closed_by = SessionState.CLOSED, timezone.now(), minh
    vax_session.save()
    assert "đã kết thúc" in as_lan.get(url("desk", vax_session)).content.decode()
    client.force_login(minh)
    assert client.get(url("desk", vax_session)).status_code == 404


@pytest.mark.parametrize("stage", list(Stage))
def test_the_desk_takes_the_same_queries_for_3_people_and_for_30(as_lan, vax_session, lot, lan, stage):
    def come(number):
        planned(vax_session), planned(vax_session, present=True)
        for one in AppointmentFactory.create_batch(number, session=vax_session, cleared=True)[1:]:
            record_dose(appointment=one.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)

    come(2)
    few = queries_of_page(as_lan, url("desk", vax_session), {"stage": stage})
    come(8)
    assert queries_of_page(as_lan, url("desk", vax_session), {"stage": stage}) == few


def test_htmx_gets_the_counts_alone(as_lan, vax_session):
    planned(vax_session)
    response = as_lan.get(url("desk", vax_session), headers={"HX-Request": "true", "HX-Target": "counts"})
    page = response.content.decode()
    assert "Chưa đến" in page and "<html" not in page and "scan" not in page


# the way of one person


def test_a_person_goes_from_arrival_to_leaving_with_one_act_each(as_lan, vax_session, lot, lan):
    appointment = planned(vax_session)
    desk = f"{url('desk', vax_session)}?done={appointment.ref}"
    assert as_lan.post(url("appointment_check_in", appointment)).url == desk
    given = {**ALL_NO, "temperature": "36,6", "outcome": "eligible", "ref": uuid4()}
    assert as_lan.post(url("screening_new", appointment), given).url == desk
    assert as_lan.post(url("dose_new", appointment), dose_data(lot, lan)).url == desk
    page = as_lan.get(desk).content.decode()
    assert appointment.person.full_name in page and "đã ghi nhận mũi tiêm" in page
    Dose.objects.update(given_at=timezone.now() - timedelta(minutes=31))
    assert as_lan.post(url("observation_end", appointment)).url == desk
    appointment.refresh_from_db()
    assert (appointment.outcome, appointment.left_by) == (Outcome.INJECTED, lan)


def test_an_act_that_is_no_longer_possible_comes_back_with_its_reason(as_lan, vax_session, lan):
    appointment = planned(vax_session)
    Appointment.objects.update(outcome=Outcome.REFUSED, outcome_at=timezone.now(), outcome_by=lan)
    response = as_lan.post(url("appointment_check_in", appointment))
    assert response.status_code == 422 and "đã có kết quả" in response.content.decode()


def test_the_screening_form_tells_what_is_unanswered_and_keeps_the_rest(as_lan, vax_session):
    appointment = planned(vax_session, present=True)
    given = {**ALL_NO, "q3": "", "temperature": "nóng", "outcome": "eligible", "ref": uuid4()}
    response = as_lan.post(url("screening_new", appointment), given)
    page = response.content.decode()
    assert response.status_code == 422 and "ví dụ 36,6" in page
    assert set(response.context["form"].errors) == {"q3", "temperature"}  # both at once
    assert not Screening.objects.exists()


def test_eligible_against_the_suggestion_needs_a_note(as_lan, vax_session):
    appointment = planned(vax_session, present=True)
    given = {**ALL_NO, "q3": "yes", "temperature": "36.6", "outcome": "eligible", "ref": uuid4()}
    response = as_lan.post(url("screening_new", appointment), given)
    assert response.status_code == 422 and "trì hoãn" in response.content.decode()
    assert as_lan.post(url("screening_new", appointment), {**given, "note": "Bác sĩ Nam khám lại"}).status_code == 303


def test_the_preview_suggests_without_writing(as_lan, vax_session):
    appointment = planned(vax_session, present=True)
    response = as_lan.post(url("screening_new", appointment), {**ALL_NO, "q1": "yes", "preview": "1"})
    page = response.content.decode()
    assert response.status_code == 200 and "chống chỉ định" in page and "<html" not in page
    assert not Screening.objects.exists()


def test_caution_says_why_while_screening_and_again_before_the_dose(as_lan, vax_session, lot):
    appointment = planned(vax_session, present=True)
    given = {**ALL_NO, "q7": "yes", "temperature": "38,6", "pulse": "80", "systolic": "150", "diastolic": "85"}
    why = ["Tiền sử dị ứng", "Nhiệt độ 38,6 °C", "Huyết áp 150/85"]
    page = as_lan.post(url("screening_new", appointment), {**given, "preview": "1"}).content.decode()
    assert all(f">{reason}</span>" in page for reason in why) and "Mạch 80" not in page
    as_lan.post(url("screening_new", appointment), {**given, "outcome": "eligible", "ref": uuid4()})
    assert "; ".join(why) in as_lan.get(url("dose_new", appointment)).content.decode()


def test_one_link_answers_all_questions_without_javascript(as_lan, vax_session):
    appointment = planned(vax_session, present=True)
    page = as_lan.get(url("screening_new", appointment), {"all": "no"}).content.decode()
    assert page.count("checked") == len(ALL_NO)


def test_a_dose_sent_twice_is_one(as_lan, vax_session, lot, lan):
    appointment, data = planned(vax_session, cleared=True), dose_data(lot, lan)
    for _ in range(2):
        assert as_lan.post(url("dose_new", appointment), data).status_code == 303
    assert Dose.objects.count() == 1


def test_a_warning_asks_for_the_reason_and_takes_it(as_lan, vax_session, lot, lan):
    appointment = planned(vax_session, cleared=True)
    appointment.person.reported_doses.create(
        vaccine=lot.lot.vaccine, number=1, given_on=timezone.localdate() - timedelta(days=90), source="staff"
    )
    page = as_lan.get(url("dose_new", appointment)).content.decode()
    assert "Cần xem lại" in page and "override_reason" in page
    data = dose_data(lot, lan, dose="primary-2")
    assert as_lan.post(url("dose_new", appointment), data).status_code == 422
    assert as_lan.post(url("dose_new", appointment), {**data, "override_reason": "Bác sĩ Nam"}).status_code == 303
    assert Dose.objects.get().override_reason == "Bác sĩ Nam"


def test_a_late_session_asks_for_the_hour(as_lan, vax_session, lot, lan):
    vax_session.day -= timedelta(days=1)
    vax_session.save()
    appointment = planned(vax_session, cleared=True)
    assert as_lan.get(url("dose_new", appointment)).status_code == 200
    assert as_lan.post(url("dose_new", appointment), dose_data(lot, lan)).status_code == 422
    assert as_lan.post(url("dose_new", appointment), dose_data(lot, lan, given_at="8h30")).status_code == 303
    assert Dose.objects.get().is_late


def test_the_station_is_chosen_once(as_lan, vax_session, lot, lan):
    second = SessionLotFactory(session=vax_session, lot__number="SECOND")
    data = {
        "station": vax_session.stations.get().pk,
        "session_lot": second.pk,
        "injected_by": lan.pk,
        "body_site": "right_arm",
    }
    assert as_lan.post(url("desk_station", vax_session), data).status_code == 303
    page = as_lan.get(url("dose_new", planned(vax_session, cleared=True))).content.decode()
    assert "Lô SECOND · Tay phải" in page


def test_a_dose_that_was_only_told_asks_for_the_reason_and_is_recorded_with_it(as_lan, vax_session, lot, lan):
    appointment = planned(vax_session, cleared=True)
    told_on = timezone.localdate() - timedelta(days=40)
    ReportedDose.objects.create(
        person=appointment.person, vaccine=lot.lot.vaccine, number=1, given_on=told_on, source="self"
    )
    response = as_lan.post(url("dose_new", appointment), dose_data(lot, lan))
    page = response.content.decode()
    assert response.status_code == 422 and f"{told_on:%d/%m/%Y}" in page and "override_reason" in page
    given = dose_data(lot, lan, override_reason="Đã xem giấy, chưa tiêm mũi nào")
    assert as_lan.post(url("dose_new", appointment), given).status_code == 303
    assert Dose.objects.get().number == 1


def test_without_a_lot_the_dose_page_asks_for_the_table_first(as_lan, vax_session, lot):
    SessionLotFactory(session=vax_session, lot__number="SECOND")
    appointment = planned(vax_session, cleared=True)
    response = as_lan.get(url("dose_new", appointment))
    assert response.status_code == 303 and response.url.startswith(url("desk_station", vax_session))


def test_undo_takes_back_an_outcome_and_then_the_arrival(as_lan, vax_session):
    appointment = planned(vax_session, present=True)
    as_lan.post(url("appointment_outcome", appointment), {"outcome": "refused", "note": "Về quê"})
    as_lan.post(url("appointment_undo", appointment))
    appointment.refresh_from_db()
    assert (appointment.outcome, appointment.checked_in_at is not None) == (Outcome.NONE, True)
    as_lan.post(url("appointment_undo", appointment))
    appointment.refresh_from_db()
    assert appointment.checked_in_at is None


def test_leaving_early_asks_why(as_lan, vax_session, lot, lan):
    appointment = planned(vax_session, cleared=True)
    record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    assert as_lan.post(url("observation_end", appointment)).status_code in {200, 422}
    assert as_lan.post(url("observation_end", appointment), {"override_reason": "Có việc gấp"}).status_code == 303


def test_a_serious_reaction_waits_on_the_pages_of_lead_and_district(as_lan, client, vax_session, lot, lan, lead, hoa):
    appointment = planned(vax_session, cleared=True)
    dose = record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    now = timezone.localtime()
    data = {"reaction": "anaphylaxis", "began_on": f"{now:%d/%m/%Y}", "began_at": f"{now:%H:%M}", "ref": uuid4()}
    assert as_lan.post(url("reaction_new", dose), data).status_code == 303
    assert AdverseEvent.objects.get().is_serious
    for user in (lead, hoa):
        assert any(item.url == reverse("sessions:reaction_list") for item in work_for(user))
        client.force_login(user)
        assert "Phản vệ" in client.get(reverse("sessions:reaction_list")).content.decode()


@pytest.mark.parametrize(("reaction", "is_told"), [("anaphylaxis", True), ("pain", False)])
def test_whoever_records_a_serious_reaction_reads_who_was_told(as_lan, vax_session, lot, lan, hoa, reaction, is_told):
    hoa.email = "hoa@example.vn"
    hoa.save()
    dose = record_dose(appointment=planned(vax_session, cleared=True).ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    now = timezone.localtime()
    data = {"reaction": reaction, "began_on": f"{now:%d/%m/%Y}", "began_at": f"{now:%H:%M}", "ref": uuid4()}
    page = as_lan.post(url("reaction_new", dose), data, follow=True).content.decode()
    assert ("báo cho: trung tâm y tế huyện." in page) is is_told
    assert ("Chưa báo được cho: phụ trách điểm tiêm, sở y tế tỉnh." in page) is is_told


# opening and closing


def test_the_lead_opens_closes_and_the_district_reopens(client, facility, lead, hoa):
    vax_session = SessionFactory(facility=facility, created_by=lead)
    StationFactory(session=vax_session)
    lot = SessionLotFactory(session=vax_session)
    StockBalanceFactory(facility=facility, lot=lot.lot)
    absent = planned(vax_session)
    client.force_login(lead)
    assert client.post(url("session_open", vax_session)).url == url("desk", vax_session)
    counts = {f"lot-{lot.pk}": "0", f"discarded-{lot.pk}": "0"}
    refused = client.post(url("session_close", vax_session), counts)
    page = refused.content.decode()
    assert refused.status_code == 422 and absent.person.full_name in page
    assert '<a href="#absent">' in page and 'id="absent"' in page and '<details class="vx-details" open>' in page
    for unread in ("", "x", "9" * 5000):
        assert client.post(url("session_no_shows", vax_session), {"expected": unread}).status_code == 422
    client.post(url("session_no_shows", vax_session), {"expected": "1"})
    assert client.post(url("session_close", vax_session), counts).status_code == 303
    vax_session.refresh_from_db()
    assert vax_session.state == SessionState.CLOSED
    client.force_login(hoa)
    assert client.post(url("session_reopen", vax_session), {"reason": "Thiếu một người"}).status_code == 303
    vax_session.refresh_from_db()
    assert vax_session.is_open


def test_vials_that_do_not_add_up_are_told_on_their_lot(client, vax_session, lot, lead):
    client.force_login(lead)
    response = client.post(url("session_close", vax_session), {f"lot-{lot.pk}": "1", f"discarded-{lot.pk}": "3"})
    page = response.content.decode()
    assert response.status_code == 422 and "mở 1 lọ × 10 = 10 liều" in page


def test_a_wrong_dose_is_voided_and_recorded_anew(client, vax_session, lot, lan, lead):
    appointment = planned(vax_session, cleared=True)
    dose = record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    client.force_login(lan)
    assert client.get(url("dose_void", dose)).status_code == 404
    client.force_login(lead)
    assert client.post(url("dose_void", dose), {"reason": ""}).status_code == 422
    assert client.post(url("dose_void", dose), {"reason": "Chọn nhầm lô"}).status_code == 303
    assert client.post(url("dose_new", appointment), dose_data(lot, lan)).status_code == 303
    assert Dose.objects.not_voided().count() == 1


def test_what_was_declared_at_registration_stands_before_the_screening(as_lan, vax_session):
    appointment = planned(vax_session, present=True)
    appointment.registration.history = '{"1": {"answer": "yes", "detail": "tôm cua"}, "2": {"answer": "no"}}'
    appointment.registration.save()
    page = as_lan.get(url("screening_new", appointment)).content.decode()
    assert "Phản vệ từ độ 2 trở lên: tôm cua" in page and "Mắc COVID-19 trong 6 tháng<" not in page
