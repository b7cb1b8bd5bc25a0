from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from registration.models import Registration
from sessions.models import Appointment, Fact
from sessions.rules.codes import DeskIs, SessionIs
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome, SessionState
from sessions.services.arrivals import add_walk_in, check_in, undo_check_in
from sessions.services.closing import mark_no_shows
from tests.factories import (
    AppointmentFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    StationFactory,
)
from tests.sessions.services.day import codes, counted
from vaxportal.core.errors import NotAllowed, RuleBroken

MOVED_HERE = Override("Người dân đến trực tiếp")


@pytest.fixture
def vax_session(facility):
    vax_session = SessionFactory(open_now=True, facility=facility)
    StationFactory(session=vax_session)
    return vax_session


def test_a_planned_person_is_checked_in_once(vax_session, lan):
    appointment = AppointmentFactory(session=vax_session)
    first = check_in(appointment=appointment, by=lan)
    again = check_in(appointment=appointment, by=lan)
    assert first.checked_in_at == again.checked_in_at and first.checked_in_by == lan
    assert counted(vax_session, Measure.CHECKED_IN) == 1


def test_a_nurse_of_another_facility_cannot_check_in(vax_session, minh):
    with pytest.raises(NotAllowed):
        check_in(appointment=AppointmentFactory(session=vax_session), by=minh)


def test_nobody_is_checked_in_before_the_session_is_open(facility, lan):
    appointment = AppointmentFactory(session=SessionFactory(facility=facility))
    with pytest.raises(RuleBroken) as refused:
        check_in(appointment=appointment, by=lan)
    assert codes(refused) == {DeskIs.SESSION_NOT_OPEN}


def test_somebody_marked_as_absent_who_comes_after_all_is_taken_in(vax_session, lan, lead):
    appointment = AppointmentFactory(session=vax_session)
    assert mark_no_shows(vax_session=vax_session, by=lead, expected=1) == 1
    assert check_in(appointment=appointment, by=lan).outcome == Outcome.NONE
    assert counted(vax_session, Measure.NO_SHOW) == 0


def test_a_check_in_of_the_wrong_person_is_undone(vax_session, lan):
    appointment = check_in(appointment=AppointmentFactory(session=vax_session), by=lan)
    assert undo_check_in(appointment=appointment, by=lan).checked_in_at is None
    assert counted(vax_session, Measure.CHECKED_IN) == 0


def test_a_check_in_stays_once_the_person_was_screened(vax_session, lan):
    with pytest.raises(RuleBroken) as refused:
        undo_check_in(appointment=AppointmentFactory(session=vax_session, cleared=True), by=lan)
    assert codes(refused) == {DeskIs.ALREADY_SCREENED}


def test_somebody_walks_in_and_is_a_subject_at_once(vax_session, lan):
    registration = RegistrationFactory(state=Registration.State.RECEIVED)
    appointment = add_walk_in(vax_session=vax_session, person=registration.person, ref=uuid4(), by=lan)
    registration.refresh_from_db()
    assert appointment.is_walk_in and appointment.checked_in_by == lan
    assert (appointment.registration, registration.state) == (registration, Registration.State.INVITED)
    assert [counted(vax_session, one) for one in (Measure.SUBJECTS, Measure.WALK_INS, Measure.CHECKED_IN)] == [1, 1, 1]


def test_the_same_walk_in_sent_twice_is_one(vax_session, lan):
    person, ref = PersonFactory(), uuid4()
    first = add_walk_in(vax_session=vax_session, person=person, ref=ref, by=lan)
    assert add_walk_in(vax_session=vax_session, person=person, ref=ref, by=lan) == first
    with pytest.raises(RuleBroken) as refused:
        add_walk_in(vax_session=vax_session, person=PersonFactory(), ref=ref, by=lan)
    assert codes(refused) == {DeskIs.REF_TAKEN}


def test_walking_in_where_one_is_planned_checks_in(vax_session, lan):
    planned = AppointmentFactory(session=vax_session)
    arrived = add_walk_in(vax_session=vax_session, person=planned.person, ref=uuid4(), by=lan)
    assert arrived.pk == planned.pk and arrived.checked_in_at and not arrived.is_walk_in


def test_an_open_plan_elsewhere_is_a_warning_and_then_moves(vax_session, lan, other_facility):
    away = {"place": "Nhà văn hóa ấp 3", "commune": other_facility.commune}
    other = SessionFactory(facility=other_facility, day=timezone.localdate() + timedelta(days=1), **away)
    slot = SlotFactory(session=other, taken=1)
    planned = AppointmentFactory(session=other, slot=slot)
    with pytest.raises(RuleBroken) as refused:
        add_walk_in(vax_session=vax_session, person=planned.person, ref=uuid4(), by=lan)
    assert codes(refused) == {DeskIs.PLANNED_ELSEWHERE}
    assert f"Nhà văn hóa ấp 3, {other_facility.commune.name}" in refused.value.told()[0]["message"]
    arrived = add_walk_in(vax_session=vax_session, person=planned.person, ref=uuid4(), by=lan, override=MOVED_HERE)
    planned.refresh_from_db()
    slot.refresh_from_db()
    assert (planned.outcome, slot.taken, arrived.registration) == (Outcome.MOVED, 0, planned.registration)
    assert (counted(other, Measure.SUBJECTS), counted(vax_session, Measure.SUBJECTS)) == (-1, 1)


def test_a_move_needs_a_reason(vax_session, lan, other_facility):
    planned = AppointmentFactory(session=SessionFactory(facility=other_facility))
    with pytest.raises(RuleBroken) as refused:
        add_walk_in(vax_session=vax_session, person=planned.person, ref=uuid4(), by=lan, override=Override(" "))
    assert "override_reason" in {problem.field for problem in refused.value.problems}


def test_a_person_of_a_draft_elsewhere_leaves_no_fact_there(vax_session, lan, other_facility):
    draft = SessionFactory(facility=other_facility, state=SessionState.DRAFT, published_at=None, published_by=None)
    planned = AppointmentFactory(session=draft)
    add_walk_in(vax_session=vax_session, person=planned.person, ref=uuid4(), by=lan, override=MOVED_HERE)
    assert not Fact.objects.filter(facility_id=other_facility.pk).exists()


def test_somebody_who_is_being_received_elsewhere_is_refused_whatever_the_reason(vax_session, lan, other_facility):
    there = AppointmentFactory(session=SessionFactory(facility=other_facility, open_now=True), present=True)
    with pytest.raises(RuleBroken) as refused:
        add_walk_in(vax_session=vax_session, person=there.person, ref=uuid4(), by=lan, override=MOVED_HERE)
    assert codes(refused) == {DeskIs.PRESENT_ELSEWHERE}


def test_somebody_with_an_outcome_here_is_not_taken_in_again(vax_session, lan):
    done = AppointmentFactory(session=vax_session, present=True)
    Appointment.objects.filter(pk=done.pk).update(outcome=Outcome.REFUSED, outcome_at=timezone.now(), outcome_by=lan)
    with pytest.raises(RuleBroken) as refused:
        add_walk_in(vax_session=vax_session, person=done.person, ref=uuid4(), by=lan)
    assert codes(refused) == {SessionIs.ALREADY_IN_SESSION}


def test_more_people_than_usual_is_a_warning(vax_session, lan, settings):
    settings.PEOPLE_PER_STATION = 1
    AppointmentFactory(session=vax_session)
    with pytest.raises(RuleBroken) as refused:
        add_walk_in(vax_session=vax_session, person=PersonFactory(), ref=uuid4(), by=lan)
    assert codes(refused) == {DeskIs.MORE_PEOPLE_THAN_USUAL}
    assert add_walk_in(vax_session=vax_session, person=PersonFactory(), ref=uuid4(), by=lan, override=MOVED_HERE)
