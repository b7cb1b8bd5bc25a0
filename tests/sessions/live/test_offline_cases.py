"""Single cases of what comes afterwards: out of order, refused, decided, and in whose name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from sessions.models import Appointment, DeskAct, Dose, VaccinationSession, Vial
from sessions.rules.acts import OPEN, Decision
from sessions.rules.states import Outcome, SessionState
from sessions.services.arrivals import add_walk_in
from sessions.services.devices import GRANT, grant_for
from sessions.services.doses import record_dose
from sessions.services.received import settle_act, try_again
from sessions.services.running import open_session
from tests.conftest import member
from tests.factories import AppointmentFactory, PersonFactory, SessionFactory, SessionLotFactory, StationFactory
from tests.sessions.live.conftest import Desk
from tests.sessions.live.test_live_desk import first_dose, no_to_all
from tests.sessions.services.day import entry
from vaxportal.accounts.models import Membership
from vaxportal.accounts.roles import Role
from vaxportal.audit.models import Entry


@pytest.fixture(autouse=True)
def _with_pack(desk):
    desk.takes_pack()


@pytest.fixture
def cleared(vax_session):
    return AppointmentFactory(session=vax_session, cleared=True)


@pytest.fixture
def ago():
    """`ago(60)`: a minute before the test began."""
    now = timezone.now()
    return lambda seconds: now - timedelta(seconds=seconds)


def states():
    return list(DeskAct.objects.order_by("entered_at").values_list("kind", "state"))


def codes(act):
    return {one["code"] for one in act.problems}


def test_acts_in_any_order_are_done_in_the_order_of_the_hand(desk, planned, row, ago):
    desk.sends_later("leave", planned.ref, at=ago(10), override_reason="Nhà gần")
    desk.sends_later("dose", planned.ref, at=ago(40), **first_dose(row))
    desk.sends_later("screening", planned.ref, at=ago(50), **no_to_all(planned))
    assert not Dose.objects.exists()
    desk.sends_later("check_in", planned.ref, at=ago(60))
    assert {state for _kind, state in states()} == {"done"}
    assert Appointment.objects.get().left_at == ago(10)


@pytest.mark.parametrize("first", ["dose", "undo"])
def test_a_dose_undone_on_the_device_is_not_in_force_whichever_comes_first(desk, cleared, row, ago, first):
    ref = uuid4()
    sent = {
        "dose": lambda: desk.sends_later("dose", cleared.ref, ref=ref, at=ago(30), **first_dose(row)),
        "undo": lambda: desk.sends_later("undo_dose", cleared.ref, at=ago(25), dose=str(ref)),
    }
    sent.pop(first)()
    [other] = sent.values()
    other()
    assert not Dose.objects.not_voided().exists()
    assert not DeskAct.objects.filter(state__in=OPEN).exists()


def test_the_undo_of_a_refused_dose_settles_both_and_what_stood_behind_goes_on(desk, cleared, row, ago):
    wrong, right = uuid4(), uuid4()
    desk.sends_later("dose", cleared.ref, ref=wrong, at=ago(60), **first_dose(row, number=2))
    desk.sends_later("dose", cleared.ref, ref=right, at=ago(30), **first_dose(row))
    assert states() == [("dose", "conflict"), ("dose", "waiting")]
    desk.sends_later("undo_dose", cleared.ref, at=ago(55), dose=str(wrong))
    assert states() == [("dose", "settled"), ("undo_dose", "settled"), ("dose", "done")]
    assert Dose.objects.get().ref == right


def test_an_undo_goes_before_the_decision_about_another_dose_that_its_dose_stands_against(desk, cleared, row, ago):
    first, second = uuid4(), uuid4()
    desk.sends_later("dose", cleared.ref, ref=first, at=ago(60), **first_dose(row))
    desk.sends_later("dose", cleared.ref, ref=second, at=ago(58), **first_dose(row))  # at another table
    desk.sends_later("undo_dose", cleared.ref, at=ago(55), dose=str(first))
    assert Dose.objects.not_voided().get().ref == second
    assert not DeskAct.objects.filter(state__in=OPEN).exists()


def test_nobody_makes_a_refused_dose_vanish_by_an_undo_that_no_rule_would_allow(desk, cleared, row, ago, facility):
    """An hour later, or by somebody else: the injection has happened, and a person decides about it."""
    ref = uuid4()
    desk.sends_later("dose", cleared.ref, ref=ref, at=ago(3000), **first_dose(row, number=2))
    desk.sends_later("undo_dose", cleared.ref, at=ago(30), dose=str(ref))
    mai = Client()
    mai.force_login(member("mai", "Lý Thị Mai", Role.SITE_STAFF, facility=facility))
    hers = Desk(mai, desk.vax_session)
    hers.takes_pack()
    hers.sends_later("undo_dose", cleared.ref, at=ago(2995), dose=str(ref))
    assert DeskAct.objects.get(ref=ref).state == "conflict"


@pytest.fixture
def twice(desk, cleared, row, lan, ago):
    """Injected at another table just now; this device, out of reach, has entered everything about them, too."""
    record_dose(appointment=cleared.ref, entry=entry(row, lan), ref=uuid4(), by=lan)
    refs = {kind: uuid4() for kind in ("screening", "dose", "reaction")}
    desk.sends_later("screening", cleared.ref, ref=refs["screening"], at=ago(30), **no_to_all(cleared))
    desk.sends_later("dose", cleared.ref, ref=refs["dose"], at=ago(20), **first_dose(row))
    told = {"dose": str(refs["dose"]), "reaction": "fever", "note": "", "is_serious": False}
    desk.sends_later("reaction", cleared.ref, ref=refs["reaction"], at=ago(10), **told)
    return refs


@pytest.mark.parametrize("decision", [Decision.SAME, Decision.NOT_DONE])
def test_one_decision_takes_along_what_the_device_entered_behind_it_but_never_a_reaction(twice, lead, decision):
    act = DeskAct.objects.get(ref=twice["screening"])
    settle_act(act=act, decision=decision, reason="Một người, hai máy", by=lead, with_rest=True)
    decided = DeskAct.objects.filter(decision=decision, decided_by=lead, reason="Một người, hai máy")
    assert set(decided.values_list("kind", flat=True)) == {"screening", "dose"}
    assert DeskAct.objects.get(ref=twice["reaction"]).state in OPEN
    assert Entry.objects.filter(action="act.settled").count() == 2
    assert Dose.objects.count() == 1


def test_a_decision_alone_leaves_the_next_to_be_decided(twice, lead):
    act = DeskAct.objects.get(ref=twice["screening"])
    settle_act(act=act, decision=Decision.SAME, reason="Một người, hai máy", by=lead)
    assert DeskAct.objects.get(ref=twice["dose"]).state == "conflict"


def test_another_device_and_another_person_are_decided_by_themselves(desk, twice, vax_session, row, lan, lead, ago):
    act = DeskAct.objects.get(ref=twice["screening"])
    beside = Desk(desk.client, vax_session)
    beside.takes_pack()
    beside.sends_later("dose", act.subject, at=ago(15), **first_dose(row))
    other = AppointmentFactory(session=vax_session)
    desk.sends_later("dose", other.ref, at=ago(15), **first_dose(row))
    settle_act(act=act, decision=Decision.NOT_DONE, reason="Không có", by=lead, with_rest=True)
    assert DeskAct.objects.filter(kind="dose", state__in=OPEN).count() == 2


@pytest.mark.parametrize(("minutes", "state"), [(20, "done"), (5, "conflict")])
def test_a_dose_is_judged_by_when_its_lot_was_recalled(desk, cleared, row, lan, ago, minutes, state):
    row.lot.recalled_at, row.lot.recalled_by = ago(600), lan
    row.lot.save()
    Appointment.objects.update(checked_in_at=ago(3600))
    told = desk.sends_later("dose", cleared.ref, at=ago(minutes * 60), **first_dose(row)).json()
    assert told["state"] == state
    if state == "conflict":
        assert codes(DeskAct.objects.get()) == {"lot_recalled"}


def test_a_dose_out_of_a_recalled_lot_that_was_given_is_recorded_by_who_answers_for_it(desk, cleared, row, lan, lead):
    row.lot.recalled_at, row.lot.recalled_by = timezone.now() - timedelta(hours=1), lan
    row.lot.save()
    desk.sends_later("dose", cleared.ref, **first_dose(row))
    settle_act(act=DeskAct.objects.get(), decision=Decision.RECORD, reason="Đã tiêm thật", by=lead)
    assert Dose.objects.get().overridden == ["lot_recalled"]


def test_what_comes_to_a_closed_session_is_kept_and_done_when_it_is_open_again(desk, cleared, row, lead, vax_session):
    vax_session.state, vax_session.closed_at, vax_session.closed_by = SessionState.CLOSED, timezone.now(), lead
    vax_session.save()
    assert desk.sends_later("dose", cleared.ref, **first_dose(row)).json()["state"] == "conflict"
    assert codes(DeskAct.objects.get()) == {"session_not_open"}
    vax_session.state, vax_session.closed_at, vax_session.closed_by = SessionState.OPEN, None, None
    vax_session.save()
    assert (try_again(vax_session=vax_session, by=lead), Dose.objects.count()) == (0, 1)


def test_who_was_injected_at_another_site_meanwhile_has_one_dose_and_one_conflict(
    desk, row, vax_session, minh, other_facility
):
    person = PersonFactory()
    there = SessionFactory(open_now=True, facility=other_facility)
    StationFactory(session=there)
    taken = add_walk_in(vax_session=there, person=person, ref=uuid4(), by=minh)
    taken.screenings.create(
        ref=uuid4(), answers="{}", vitals="{}", outcome="eligible", screened_at=timezone.now(), screened_by=minh
    )
    given = record_dose(
        appointment=taken.ref, entry=entry(SessionLotFactory(session=there, lot=row.lot), minh), ref=uuid4(), by=minh
    )
    subject = uuid4()
    desk.sends_later("walk_in", subject, person=str(person.ref))
    assert desk.sends_later("screening", subject, **no_to_all(taken)).json()["state"] == "done"
    told = desk.sends_later("dose", subject, **first_dose(row)).json()
    assert (told["state"], Dose.objects.get()) == ("conflict", given)
    assert "already_recorded" in codes(DeskAct.objects.get(kind="dose"))


@pytest.mark.parametrize("case", ["none of ours", "forged", "another session", "another device", "another salt"])
def test_a_proof_that_is_not_ours_is_refused_and_nothing_is_written(desk, planned, lan, vax_session, case):
    elsewhere = SessionFactory(open_now=True, facility=vax_session.facility)
    desk.grant = {
        "none of ours": "x",
        "forged": desk.grant[:-2] + "zz",
        "another session": grant_for(lan, elsewhere, desk.device),
        "another device": grant_for(lan, vax_session, uuid4()),
        "another salt": signing.dumps([str(lan.ref), str(vax_session.ref), desk.device], salt=f"{GRANT}.x"),
    }[case]
    answer = desk.sends_later("check_in", planned.ref)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "act_by_another")
    assert not DeskAct.objects.exists()


def test_what_somebody_entered_who_no_longer_works_here_waits_for_a_decision(desk, planned, lan, lead, client):
    Membership.objects.filter(user=lan).update(ended_at=timezone.now(), ended_by=lead)
    client.force_login(lead)
    assert desk.sends_later("check_in", planned.ref).json()["state"] == "conflict"
    act = DeskAct.objects.get()
    assert (codes(act), act.entered_by) == ({"act_by_another"}, lan)
    settle_act(act=act, decision=Decision.RECORD, reason="Cô Lan đã tiếp đón", by=lead)
    planned.refresh_from_db()
    assert planned.checked_in_at == act.entered_at


def test_a_ref_under_which_something_else_was_kept_is_refused(desk, planned, vax_session):
    ref, other = uuid4(), AppointmentFactory(session=vax_session)
    desk.sends_later("check_in", planned.ref, ref=ref)
    assert desk.sends_later("check_in", planned.ref, ref=ref).status_code == 200
    for kind, subject, content in [
        ("check_in", other.ref, {}), ("leave", planned.ref, {}), ("check_in", planned.ref, {"a": 1}),
    ]:  # fmt: skip
        answer = desk.sends_later(kind, subject, ref=ref, **content)
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "ref_taken")


def test_a_walk_in_who_is_in_the_session_goes_on_under_the_name_that_the_device_gave_them(desk, planned, row):
    subject = uuid4()
    desk.sends_later("walk_in", subject, person=str(planned.person.ref))
    desk.sends_later("screening", subject, **no_to_all(planned))
    assert desk.sends_later("dose", subject, **first_dose(row)).json()["card"]["ref"] == str(planned.ref)
    assert Dose.objects.get().appointment == planned


def test_what_one_device_screened_lets_the_dose_of_another_go_on_under_another_name(desk, planned, row, ago):
    subject = uuid4()
    desk.sends_later("walk_in", subject, at=ago(60), person=str(planned.person.ref))
    desk.sends_later("dose", subject, at=ago(30), **first_dose(row))
    assert DeskAct.objects.get(kind="dose").state == "conflict"
    desk.sends_later("screening", planned.ref, at=ago(45), **no_to_all(planned))
    assert Dose.objects.get().appointment == planned


def test_a_vial_changed_before_its_first_dose_has_come_waits_for_that(desk, cleared, row, ago):
    vial = str(uuid4())
    desk.sends_later("vial", vial, at=ago(10), vial=vial, discarded=4, reason="Hết giờ")
    assert states() == [("vial", "conflict")]
    desk.sends_later("dose", cleared.ref, at=ago(30), **first_dose(row, vial=vial))
    assert (Vial.objects.get().doses_discarded, Vial.objects.get().closed_at) == (4, ago(10))


def test_an_arrival_that_another_desk_has_seen_too_is_no_conflict_when_the_person_has_gone_on(
    desk, cleared, planned, row, ago
):
    """The reception was out of reach while everybody else went on."""
    Appointment.objects.filter(pk=cleared.pk).update(checked_in_at=ago(120))
    desk.sends("dose", cleared.ref, **first_dose(row))
    assert desk.sends_later("check_in", cleared.ref, at=ago(100)).json()["state"] == "done"
    walked_in = {"at": ago(90), "person": str(cleared.person.ref)}
    assert desk.sends_later("walk_in", uuid4(), **walked_in).json()["state"] == "done"
    assert Appointment.objects.get(pk=cleared.pk).outcome == Outcome.INJECTED


def test_who_comes_again_after_they_were_sent_home_is_a_question_for_a_person(desk, planned, ago):
    desk.sends("check_in", planned.ref)
    desk.sends("outcome", planned.ref, outcome="deferred", note="Sốt")
    Appointment.objects.update(outcome_at=ago(60))
    assert desk.sends_later("check_in", planned.ref, at=ago(30)).json()["state"] == "conflict"


def test_what_was_entered_before_the_session_was_opened_is_done_when_it_is(desk, planned, row, ago, vax_session, lead):
    VaccinationSession.objects.filter(pk=vax_session.pk).update(
        state=SessionState.PUBLISHED, opened_at=None, opened_by=None
    )
    desk.sends_later("check_in", planned.ref, at=ago(30))
    desk.sends_later("screening", planned.ref, at=ago(20), **no_to_all(planned))
    desk.sends_later("dose", planned.ref, at=ago(10), **first_dose(row))
    assert [state for _kind, state in states()] == ["conflict", "waiting", "waiting"]
    open_session(vax_session=VaccinationSession.objects.get(pk=vax_session.pk), by=lead)
    assert {state for _kind, state in states()} == {"done"}
    assert Dose.objects.get().appointment == planned
