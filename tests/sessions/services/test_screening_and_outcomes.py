import json
from uuid import uuid4

import pytest

from registration.models import Registration
from sessions.models import Screening
from sessions.rules.codes import DeskIs, ScreeningIs
from sessions.rules.measures import Measure
from sessions.rules.screening import Vitals
from sessions.rules.states import Outcome
from sessions.services.outcomes import set_outcome, undo_outcome
from sessions.services.screening import screen
from tests.factories import AppointmentFactory, SessionFactory
from tests.sessions.services.day import WELL, answered, codes, counted
from vaxportal.core.errors import NotAllowed, RuleBroken


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def present(vax_session):
    return AppointmentFactory(session=vax_session, present=True)


def test_an_eligible_person_stays_open_and_may_be_injected(present, lan):
    screening = screen(appointment=present, given=answered(), ref=uuid4(), by=lan)
    present.refresh_from_db()
    assert (screening.outcome, screening.with_caution, present.outcome) == ("eligible", False, Outcome.NONE)
    assert json.loads(Screening.objects.get().vitals)["temperature"] == WELL.temperature


def test_an_allergy_makes_eligible_with_caution(present, lan):
    assert screen(appointment=present, given=answered(yes=["q7"]), ref=uuid4(), by=lan).with_caution


def test_a_deferral_ends_the_appointment_and_is_counted(present, lan):
    screen(appointment=present, given=answered(yes=["q3"], outcome="deferred"), ref=uuid4(), by=lan)
    present.refresh_from_db()
    assert (present.outcome, counted(present.session, Measure.DEFERRED)) == (Outcome.DEFERRED, 1)


def test_a_screening_sent_twice_is_one(present, lan):
    ref = uuid4()
    first = screen(appointment=present, given=answered(), ref=ref, by=lan)
    assert screen(appointment=present, given=answered(), ref=ref, by=lan) == first
    warmer = Vitals(temperature=37.4, pulse=76, systolic=120, diastolic=80)
    for other in {"yes": ["q3"], "outcome": "deferred"}, {"yes": ["q7"]}, {"vitals": warmer}, {"note": "Hẹn lại"}:
        with pytest.raises(RuleBroken) as refused:
            screen(appointment=present, given=answered(**other), ref=ref, by=lan)
        assert codes(refused) == {DeskIs.REF_TAKEN}


def test_a_second_screening_replaces_the_first_which_stays(present, lan):
    screen(appointment=present, given=answered(), ref=uuid4(), by=lan)
    screen(appointment=present, given=answered(yes=["q7"]), ref=uuid4(), by=lan)
    assert Screening.objects.filter(replaced_at=None).get().with_caution
    assert Screening.objects.count() == 2


def test_an_unanswered_question_is_told(present, lan):
    given = answered()
    del given.answers["q3"]
    with pytest.raises(RuleBroken) as refused:
        screen(appointment=present, given=given, ref=uuid4(), by=lan)
    assert codes(refused) == {ScreeningIs.ANSWER_MISSING}


def test_nobody_is_screened_before_arrival(vax_session, lan):
    with pytest.raises(RuleBroken) as refused:
        screen(appointment=AppointmentFactory(session=vax_session), given=answered(), ref=uuid4(), by=lan)
    assert codes(refused) == {DeskIs.NOT_CHECKED_IN}


def test_a_nurse_of_another_facility_cannot_screen(present, minh):
    with pytest.raises(NotAllowed):
        screen(appointment=present, given=answered(), ref=uuid4(), by=minh)


def test_somebody_may_refuse_at_the_desk_with_the_reason_kept(present, lan):
    refused = set_outcome(appointment=present, outcome=Outcome.REFUSED, note="Muốn hỏi gia đình", by=lan)
    again = set_outcome(appointment=present, outcome=Outcome.REFUSED, note="Muốn hỏi gia đình", by=lan)
    assert (refused.outcome_note, again.outcome_at) == ("Muốn hỏi gia đình", refused.outcome_at)
    assert counted(present.session, Measure.REFUSED) == 1


@pytest.mark.parametrize(
    ("outcome", "note", "code"),
    [
        (Outcome.INJECTED, "nhầm", DeskIs.OUTCOME_UNKNOWN),
        (Outcome.REFERRED, "mạch nhanh", DeskIs.NOT_CHECKED_IN),
    ],
)
def test_an_outcome_that_cannot_be(vax_session, lan, outcome, note, code):
    with pytest.raises(RuleBroken) as refused:
        set_outcome(appointment=AppointmentFactory(session=vax_session), outcome=outcome, note=note, by=lan)
    assert codes(refused) == {code}


def test_an_undone_deferral_needs_a_new_screening(present, lan):
    screen(appointment=present, given=answered(yes=["q3"], outcome="deferred"), ref=uuid4(), by=lan)
    open_again = undo_outcome(appointment=present, by=lan)
    assert open_again.outcome == Outcome.NONE
    assert not open_again.screenings.filter(replaced_at=None).exists()
    assert counted(present.session, Measure.DEFERRED) == 0
    assert open_again.registration.state == Registration.State.INVITED


def test_undoing_twice_changes_nothing_more(present, lan):
    set_outcome(appointment=present, outcome=Outcome.REFUSED, note="", by=lan)
    for _twice in range(2):
        assert undo_outcome(appointment=present, by=lan).outcome == Outcome.NONE
    assert counted(present.session, Measure.REFUSED) == 0
