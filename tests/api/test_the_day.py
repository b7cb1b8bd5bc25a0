"""The day through REST: the same services, codes and scopes as in the browser."""

from datetime import timedelta
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from sessions.models import Dose
from sessions.rules.states import Outcome, SessionState
from tests.api.day import ANSWERS, Desk, codes
from tests.factories import (
    AppointmentFactory,
    LotFactory,
    PersonFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
)
from tests.queries import queries_of
from vaxportal.audit.models import Entry
from vaxportal.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def lot(vax_session):
    return SessionLotFactory(session=vax_session)


@pytest.fixture
def desk(lan, vax_session):
    return Desk(lan, vax_session)


@pytest.fixture
def expected(vax_session):
    return AppointmentFactory(session=vax_session)


def test_a_planned_person_is_taken_from_check_in_to_leaving(desk, expected, lot):
    assert desk.check_in(expected).json()["checked_in_at"]
    assert desk.screen(expected).status_code == 201
    shown = desk.get(desk.at(f"people/{expected.ref}/")).json()
    assert (shown["screened"], shown["next_dose"]) == ("eligible", {"series": "primary", "number": 1})
    dose = desk.dose(expected, lot)
    assert dose.status_code == 201
    assert dose.json()["vaccine"] == lot.lot.vaccine.code
    expected.refresh_from_db()
    assert expected.outcome == Outcome.INJECTED


def test_the_same_dose_sent_twice_is_one(desk, expected, lot):
    desk.check_in(expected)
    desk.screen(expected)
    ref = str(uuid4())
    first, second = desk.dose(expected, lot, ref=ref), desk.dose(expected, lot, ref=ref)
    assert first.json()["ref"] == second.json()["ref"]
    assert Dose.objects.count() == 1


def test_a_ref_with_other_content_is_refused(desk, expected, lot):
    desk.check_in(expected)
    desk.screen(expected)
    ref = str(uuid4())
    desk.dose(expected, lot, ref=ref)
    assert ("ref", "ref_taken") in codes(desk.dose(expected, lot, ref=ref, number=2))


def test_wrong_input_names_field_and_code(desk, expected, lot):
    found = codes(desk.dose(expected, lot, ref="x", series="first", number="two"))
    assert {field for field, _code in found} == {"ref", "series", "number"}


def test_a_broken_rule_is_told_like_wrong_input(desk, expected, lot):
    response = desk.dose(expected, lot)
    assert response.status_code == 422
    [problem, *_] = response.json()["problems"]
    assert set(problem) == {"field", "code", "message"}
    assert problem["message"] != problem["code"]
    assert Dose.objects.count() == 0


def test_a_deferred_person_ends_at_the_screening(desk, expected):
    desk.check_in(expected)
    desk.screen(expected, outcome="deferred", answers={**ANSWERS, "q3": True}, note="Sốt")
    expected.refresh_from_db()
    assert expected.outcome == Outcome.DEFERRED


def test_who_walks_in_is_added_once(desk, facility, vax_session):
    StationFactory(session=vax_session)
    person = PersonFactory(commune=facility.commune)
    ref = str(uuid4())
    first = desk.post(desk.at("people/"), ref=ref, person=str(person.ref))
    second = desk.post(desk.at("people/"), ref=ref, person=str(person.ref))
    assert first.status_code == 201
    assert first.json()["ref"] == second.json()["ref"] == ref


def test_a_void_needs_a_reason_and_the_lead(desk, expected, lot, lead):
    desk.check_in(expected)
    desk.screen(expected)
    ref = desk.dose(expected, lot).json()["ref"]
    assert desk.post(f"doses/{ref}/void/", reason="Nhầm người").status_code == 404
    assert codes(Desk(lead).post(f"doses/{ref}/void/", reason=""))
    assert Desk(lead).post(f"doses/{ref}/void/", reason="Nhầm người").json()["voided_at"]


def test_closing_refuses_while_anyone_is_open_and_names_them(lead, vax_session, expected, lot):
    desk = Desk(lead, vax_session)
    counted = [{"lot": str(lot.lot.ref), "vials_opened": 0, "doses_discarded": 0}]
    response = desk.post(desk.at("close/"), lots=counted)
    assert codes(response)
    assert expected.person.full_name in response.content.decode()
    assert desk.post(desk.at("no-shows/"), expected=1).json() == {"count": 1}
    assert desk.post(desk.at("close/"), lots=counted).json()["state"] == SessionState.CLOSED


def line(lot, opened=0, discarded=0, **more):
    return {"lot": str(lot), "vials_opened": opened, "doses_discarded": discarded, **more}


def test_closing_takes_one_count_of_each_lot_of_the_session(lead, vax_session, lot):
    desk, ours = Desk(lead, vax_session), lot.lot.ref
    other = SessionLotFactory(session=vax_session, lot=LotFactory(number="AZ2109B")).lot.ref
    cases = [
        ([line(uuid4()), line(ours), line(other)], {("lots.0.lot", "lot_not_in_session")}),
        ([line(ours), line(other), line(ours, 1)], {("lots.2.lot", "plan_lot_twice")}),
        ([line(other), line(ours, 1, 3)], {("lots.1.vials_opened", "vials_unaccounted"),
                                           ("lots.1.discard_reason", "discard_reason_missing")}),
        ([line(ours)], {("lots", "vials_not_counted")}),
    ]  # fmt: skip
    for lots, expected in cases:
        assert codes(desk.post(desk.at("close/"), lots=lots)) == expected


def test_closing_again_is_a_success_only_with_the_same_figures(lead, vax_session, lot):
    desk, ours = Desk(lead, vax_session), lot.lot.ref
    for _sent in range(2):
        assert desk.post(desk.at("close/"), lots=[line(ours)]).json()["state"] == SessionState.CLOSED
    assert codes(desk.post(desk.at("close/"), lots=[line(ours, 1, 10)])) == {("", "session_not_open")}


def test_a_stranger_finds_nothing(minh, vax_session, expected):
    desk = Desk(minh, vax_session)
    assert desk.get("sessions/").json()["results"] == []
    assert desk.get(f"sessions/{vax_session.ref}/").status_code == 404
    assert desk.check_in(expected).status_code == 404


def test_nobody_gets_in_without_a_token(vax_session):
    assert APIClient().get(f"/api/v1/sessions/{vax_session.ref}/").status_code == 401


@pytest.mark.parametrize("path", ["people/", ""])
def test_lists_cost_the_same_number_of_queries_for_3_rows_and_30(desk, vax_session, path):
    AppointmentFactory.create_batch(3, session=vax_session)

    def look():
        assert desk.get(desk.at(path)).status_code == 200

    few = queries_of(look)
    AppointmentFactory.create_batch(27, session=vax_session)
    assert queries_of(look) == few


def test_reading_people_leaves_a_trace(desk, expected):
    desk.get(desk.at("people/"))
    desk.get(desk.at(f"people/{expected.ref}/"))
    desk.get("registrations/")
    seen = set(Entry.objects.values_list("action", flat=True))
    assert {"session.people_seen", "person.read", "registrations.seen"} <= seen


def test_a_dose_for_a_station_or_lot_of_elsewhere_is_refused_with_its_field(desk, vax_session):
    row = SessionLotFactory(session=vax_session)
    other = SessionFactory(open_now=True, facility=vax_session.facility)
    cleared = AppointmentFactory(session=vax_session, cleared=True)
    station = StationFactory(session=other)
    assert codes(desk.dose(cleared, row, station=str(station.ref))) == {("station", "station_not_in_session")}
    assert codes(desk.dose(cleared, SessionLotFactory(session=other, lot=LotFactory(number="OTHER")))) == {
        ("lot", "lot_not_in_session")
    }
    assert not Dose.objects.exists()


def test_a_dose_is_told_to_the_session_of_its_person_only(desk, vax_session, lan):
    row = SessionLotFactory(session=vax_session)
    other = SessionFactory(open_now=True, facility=vax_session.facility)
    cleared = AppointmentFactory(session=vax_session, cleared=True)
    assert codes(Desk(lan, other).dose(cleared, row)) == {("appointment", "unknown")}
    assert desk.dose(cleared, row).status_code == 201


def test_who_leaves_early_leaves_with_a_reason(desk, expected, lot):
    desk.check_in(expected)
    desk.screen(expected)
    desk.dose(expected, lot)
    leave = desk.at(f"people/{expected.ref}/leave/")
    assert ("", "observation_too_short") in codes(desk.post(leave))
    assert desk.post(leave, override_reason="Có việc gấp, người nhà theo dõi").json()["left_at"]


def test_an_outcome_is_taken_back_before_closing(desk, expected):
    desk.check_in(expected)
    desk.post(desk.at(f"people/{expected.ref}/outcome/"), outcome="deferred", note="Sốt")
    undo = desk.at(f"people/{expected.ref}/outcome/undo/")
    assert [desk.post(undo).json()["outcome"] for _twice in range(2)] == ["", ""]
    assert desk.screen(expected).status_code == 201


def test_problems_are_told_at_the_fields_that_were_sent(desk, expected, lot):
    desk.check_in(expected)
    found = codes(desk.screen(expected, answers={"q1": False, "zz": True}))
    assert {("answers.q3", "screening_answer_missing"), ("answers.zz", "screening_answer_unknown")} <= found
    desk.screen(expected)
    tomorrow = clock.now() + timedelta(days=1)
    fields = {field for field, _code in codes(desk.dose(expected, lot, given_at=tomorrow.isoformat()))}
    assert fields == {"given_at"}


def test_who_is_not_there_is_wrong_input_not_a_wrong_address(desk, expected, lot):
    assert codes(desk.dose(AppointmentFactory(), lot)) == {("appointment", "unknown")}
    assert codes(desk.post(desk.at("people/"), ref=str(uuid4()), person=str(uuid4()))) == {("person", "unknown")}
    assert desk.post(f"sessions/{uuid4()}/doses/", **dose_of(expected, lot)).status_code == 404


def dose_of(appointment, lot):
    where = {"appointment": str(appointment.ref), "lot": str(lot.lot.ref)}
    return {"ref": str(uuid4()), "series": "primary", "number": 1, **where}


def test_a_ref_is_text(desk, expected, lot):
    assert ("ref", "invalid") in codes(desk.dose(expected, lot, ref=5))


@pytest.mark.parametrize(
    "moment", ["0001-01-01", "0001-01-01T06:00:00", "0001-01-01T06:00:00+14:00", "9999-12-31T23:59"]
)
def test_a_moment_that_no_calendar_holds_is_wrong_input(desk, expected, lot, moment):
    response = desk.dose(expected, lot, given_at=moment)
    assert response.status_code == 422
    said = [one["message"] for one in response.json()["problems"] if one["field"] == "given_at"]
    assert said and "out of range" not in said[0]


@pytest.mark.parametrize("sign", ["pulse", "systolic", "breaths"])
def test_a_sign_beyond_all_numbers_is_wrong_input(desk, expected, sign):
    desk.check_in(expected)
    response = desk.screen(expected, **{sign: int("1" + "0" * 400)})
    assert response.status_code == 422
    assert sign in {one["field"] for one in response.json()["problems"]}


def test_a_reason_has_an_end_at_every_door(desk, expected, lot):
    desk.check_in(expected)
    desk.screen(expected)
    desk.dose(expected, lot)
    response = desk.post(desk.at(f"people/{expected.ref}/leave/"), override_reason="x" * 301)
    assert (response.status_code, response.json()["problems"][0]["field"]) == (422, "override_reason")


@pytest.mark.parametrize("what", ["recalled", "expired"])
def test_a_recalled_or_expired_lot_is_refused_and_says_so_in_the_list(desk, expected, vax_session, lan, what):
    columns = {"recalled": {"recalled_at": clock.now(), "recalled_by": lan}}
    columns["expired"] = {"expires_on": clock.today() - timedelta(days=1)}
    row = SessionLotFactory(session=vax_session, lot=LotFactory(number="GONE", **columns[what]))
    desk.check_in(expected)
    desk.screen(expected)
    assert codes(desk.dose(expected, row)) == {("lot", f"lot_{what}")}
    [told] = desk.get(desk.at("")).json()["lots"]
    assert bool(told["recalled_at"]) == (what == "recalled")
