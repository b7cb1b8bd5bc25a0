"""The queues of the database and the stage of one person say the same."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sessions.models import Appointment, Screening
from sessions.rules.stages import Stage
from sessions.rules.states import Outcome
from sessions.services import board
from sessions.services.doses import record_dose
from sessions.services.screening import screen
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory
from tests.sessions.services.day import answered, entry


@pytest.fixture
def crowd(facility, lan):
    """At least one person of every kind."""
    vax_session = SessionFactory(open_now=True, facility=facility)
    lot = SessionLotFactory(session=vax_session)
    AppointmentFactory(session=vax_session)
    _present, deferred = AppointmentFactory.create_batch(2, session=vax_session, present=True)
    screen(appointment=deferred, given=answered(yes=["q3"], outcome="deferred"), ref=uuid4(), by=lan)
    AppointmentFactory(session=vax_session, cleared=True)
    for one in AppointmentFactory.create_batch(2, session=vax_session, cleared=True):
        record_dose(appointment=one.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)
    Appointment.objects.filter(pk=one.pk).update(left_at=timezone.now(), left_by=lan)
    gone = AppointmentFactory(session=vax_session)
    Appointment.objects.filter(pk=gone.pk).update(
        outcome=Outcome.MOVED, outcome_at=timezone.now() - timedelta(hours=1), outcome_by=lan
    )
    return vax_session


def test_everybody_stands_in_exactly_one_queue_and_it_is_that_of_their_stage(crowd):
    standing = {stage: list(board.queue(crowd, stage)) for stage in Stage}
    assert {stage: {one.stage for one in people} for stage, people in standing.items()} == {
        stage: {stage} for stage in Stage
    }
    assert sum(map(len, standing.values())) == crowd.appointments.subjects().count() == 6
    assert board.counts(crowd) == {stage: len(people) for stage, people in standing.items()}


def test_a_replaced_screening_shows_nobody_twice(crowd, lan):
    cleared = board.queue(crowd, Stage.ELIGIBLE).get()
    screen(appointment=cleared, given=answered(yes=["q7"]), ref=uuid4(), by=lan)
    assert Screening.objects.filter(appointment=cleared).count() == 2
    [again] = board.queue(crowd, Stage.ELIGIBLE)
    assert again.with_caution
