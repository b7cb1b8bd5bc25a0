"""The pack: who may take it along and when, at what cost; and the vials that stand on the tables."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from registration.models import Vaccine
from sessions.models import Dose, SessionLot, Vial
from sessions.rules.states import SessionState
from sessions.services.kept_problems import keep_problem, tell_problem
from sessions.services.newcomers import LAST_GROUP, preset_for
from tests.factories import (
    AppointmentFactory,
    LotFactory,
    PersonFactory,
    PriorityGroupFactory,
    SessionFactory,
    SessionLotFactory,
)
from tests.queries import queries_of
from tests.sessions.live.conftest import Desk
from tests.sessions.live.test_live_desk import first_dose
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say


def take(desk):
    return desk.posts("pack", device=desk.device, name="Bàn 1")


def test_the_pack_and_a_scan_cost_the_same_for_thirty_people_as_for_three(desk, vax_session):
    costs = []
    for people in (3, 27):
        AppointmentFactory.create_batch(people, session=vax_session, cleared=True)
        desk.takes_pack(), desk.finds("Nguyễn")
        costs.append((queries_of(desk.takes_pack), queries_of(lambda: desk.finds("Nguyễn"))))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("days", "state", "code"),
    [
        (2, SessionState.PUBLISHED, "pack_too_early"),
        (1, SessionState.PUBLISHED, None),
        (0, SessionState.DRAFT, "session_not_in_this_state"),
        (0, SessionState.CANCELLED, "session_not_in_this_state"),
        (0, SessionState.OPEN, None),
    ],
)
def test_the_pack_is_given_out_from_the_day_before_and_of_a_session_that_takes_place(desk, days, state, code):
    desk.vax_session.day, desk.vax_session.state = timezone.localdate() + timedelta(days=days), state
    desk.vax_session.save()
    answer = take(desk)
    assert answer.status_code == (422 if code else 200)
    assert not code or answer.json()["problems"][0]["code"].endswith(code.removeprefix("session_"))
    assert desk.vax_session.devices.exists() == (code is None)


@pytest.mark.parametrize("who", ["minh", "stranger", "tam", "hoa", "nobody"])
@pytest.mark.parametrize("what", ["pack", "find", "acts", "pulse", "release"])
def test_nobody_from_elsewhere_gets_anything_of_the_desk(request, planned, row, vax_session, who, what):
    browser = Client()
    if who != "nobody":
        browser.force_login(request.getfixturevalue(who))
    desk = Desk(browser, vax_session)
    given = {"ref": str(uuid4()), "kind": "check_in", "subject": str(planned.ref)}
    answer = desk.posts(what, device=desk.device, name="Bàn 1", unsent=0, text="Nguyễn", **given)
    assert answer.status_code in {401, 403, 404}
    assert planned.person.full_name not in answer.content.decode()


def test_a_device_that_holds_something_gives_nothing_back_and_one_that_was_lost_is_welcome(desk, lead, vax_session):
    desk.takes_pack()
    assert desk.posts("release", device=desk.device, name="Bàn 1", unsent=2).status_code == 422
    assert desk.posts("release", device=str(uuid4()), name="Bàn 9", unsent=0).status_code == 204
    held = vax_session.devices.get()
    held.lost_at, held.lost_by, held.lost_reason = timezone.now(), lead, "Rơi"
    held.save()
    desk.takes_pack()
    held.refresh_from_db()
    assert (held.lost_at, held.released_at) == (None, None)
    assert desk.posts("release", device=desk.device, name="Bàn 1", unsent=0).status_code == 204


def test_doses_come_out_of_the_open_vial_of_their_table_and_a_new_one_when_it_is_empty(desk, vax_session, row):
    Vaccine.objects.filter(pk=row.lot.vaccine_id).update(doses_per_vial=2)
    station = str(vax_session.stations.get().ref)
    for one in AppointmentFactory.create_batch(3, session=vax_session, cleared=True):
        assert desk.sends("dose", one.ref, **first_dose(row, station=station)).status_code == 200
    first, second = Vial.objects.all()
    assert (first.doses.count(), second.doses.count(), first.station_id) == (2, 1, vax_session.stations.get().pk)
    [told] = desk.posts("pulse", device=desk.device, name="Bàn 1", unsent=0).json()["vials"]
    assert (told["ref"], told["left"]) == (str(second.ref), 1)


def test_a_vial_that_was_opened_of_another_lot_gives_no_dose(desk, vax_session, row):
    other = SessionLotFactory(session=vax_session, lot=LotFactory(number="KHAC"))
    people, vial = AppointmentFactory.create_batch(2, session=vax_session, cleared=True), str(uuid4())
    assert desk.sends("dose", people[0].ref, **first_dose(row, vial=vial)).status_code == 200
    answer = desk.sends("dose", people[1].ref, **first_dose(other, vial=vial))
    assert [one["code"] for one in answer.json()["problems"]] == ["vial_of_another_lot"]
    assert Dose.objects.count() == 1


@pytest.mark.parametrize("afterwards", [False, True])
def test_a_dose_out_of_another_tables_vial_is_the_same_when_it_is_sent_again(desk, vax_session, row, afterwards):
    """Every vial that was issued is open, so the one that this table named is none."""
    desk.takes_pack()
    SessionLot.objects.update(doses_issued=10)
    people, ref = AppointmentFactory.create_batch(2, session=vax_session, cleared=True), uuid4()
    desk.sends("dose", people[0].ref, **first_dose(row, vial=str(uuid4())))
    given = first_dose(row, vial=str(uuid4()))
    assert desk.sends("dose", people[1].ref, ref=ref, **given).status_code == 200
    later = {"at": timezone.now()} if afterwards else {}
    again = (desk.sends_later if afterwards else desk.sends)("dose", people[1].ref, ref=ref, **later, **given)
    assert (again.status_code, again.json()["state"], Dose.objects.count()) == (200, "done", 2)


@pytest.mark.parametrize(
    ("discarded", "reason", "code"),
    [(0, "", None), (9, "Hết giờ", None), (10, "Hết giờ", "vial_more_than_left"), (1, "", "discard_reason_missing")],
)
def test_a_vial_leaves_the_table_with_what_is_left_and_why(desk, vax_session, row, discarded, reason, code):
    cleared, vial = AppointmentFactory(session=vax_session, cleared=True), str(uuid4())
    desk.sends("dose", cleared.ref, **first_dose(row, vial=vial))
    answer = desk.sends("vial", vial, vial=vial, discarded=discarded, reason=reason)
    assert [one["code"] for one in answer.json().get("problems", [])] == ([code] if code else [])
    assert (Vial.objects.get().closed_at is None) == (code is not None)
    if not code:
        again = desk.sends("vial", vial, vial=vial, discarded=0 if discarded else 1, reason="Khác")
        assert "vial_closed" in [one["code"] for one in again.json()["problems"]]


def test_a_vial_of_another_session_is_out_of_reach(desk, vax_session, row):
    elsewhere = SessionLotFactory(session=SessionFactory(open_now=True, facility=vax_session.facility), lot=row.lot)
    theirs = Vial.objects.create(ref=uuid4(), session_lot=elsewhere, holds=10, opened_by=vax_session.created_by)
    assert desk.sends("vial", theirs.ref, vial=str(theirs.ref), discarded=0).status_code == 422


@pytest.mark.parametrize(("seconds", "who", "status"), [(5, "lan", 200), (120, "lan", 422), (5, "lead", 422)])
def test_a_dose_is_undone_by_whoever_recorded_it_and_at_once(desk, request, vax_session, row, seconds, who, status):
    cleared, ref = AppointmentFactory(session=vax_session, cleared=True), uuid4()
    desk.sends("dose", cleared.ref, ref=ref, **first_dose(row))
    earlier = timezone.now() - timedelta(seconds=seconds)
    Dose.objects.update(given_at=earlier, recorded_at=earlier)
    desk.client.force_login(request.getfixturevalue(who))
    assert desk.sends("undo_dose", cleared.ref, dose=str(ref)).status_code == status
    assert (Dose.objects.get().voided_at is not None) == (status == 200)


def test_a_newcomer_is_preset_with_the_commune_of_the_site_and_the_usual_group(vax_session):
    assert (preset_for(vax_session).commune, preset_for(vax_session).group) == ("30076", LAST_GROUP)
    for code, people in ((9, 1), (12, 2)):
        group = PriorityGroupFactory(code=code)
        for _one in range(people):
            AppointmentFactory(session=vax_session, person=PersonFactory(priority_group=group))
    assert preset_for(vax_session).group == 12


def test_a_refusal_is_told_again_as_it_was_said(desk, row):
    from sessions.rules.codes import DeskIs, DoseIs
    from sessions.wording import WORDING

    now = timezone.localtime()
    for problem in (
        Problem(DoseIs.TOO_SOON, "given_on", earliest=now.date()),
        Problem(DeskIs.BEFORE_ARRIVAL, "given_at", time=now),
        Problem(DeskIs.PLANNED_ELSEWHERE, day=now.date(), time=now.time(), place="{Trạm} 1"),
        Problem(DeskIs.MORE_PEOPLE_THAN_USUAL, subjects=3, usual=2),
    ):
        assert tell_problem(keep_problem(problem)) == say(problem, WORDING)
    assert tell_problem({"code": "of_tomorrow", "field": "", "facts": {}}) == "of_tomorrow"
