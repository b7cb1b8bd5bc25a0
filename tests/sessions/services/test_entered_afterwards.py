"""What was done without the portal keeps its own time; one that cannot be true is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from sessions.rules.codes import DeskIs, DoseIs
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome
from sessions.services.arrivals import add_walk_in, check_in
from sessions.services.doses import record_dose
from sessions.services.observation import end_observation
from sessions.services.outcomes import set_outcome
from sessions.services.screening import screen
from tests.factories import AppointmentFactory, PersonFactory, SessionFactory, SessionLotFactory, StationFactory
from tests.sessions.services.day import answered, codes, entry
from vaxportal.core.errors import RuleBroken

YESTERDAY, AHEAD = timedelta(days=-1), timedelta(minutes=5)


@pytest.fixture
def noon():
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0), tick=False):
        yield timezone.localtime()


@pytest.fixture
def vax_session(noon, facility):
    vax_session = SessionFactory(open_now=True, facility=facility)
    StationFactory(session=vax_session)
    return vax_session


def arrives(vax_session, by, at):
    return check_in(appointment=AppointmentFactory(session=vax_session), by=by, at=at).checked_in_at


def walks_in(vax_session, by, at):
    person = PersonFactory()
    return add_walk_in(vax_session=vax_session, person=person, ref=uuid4(), by=by, at=at).checked_in_at


def is_screened(vax_session, by, at):
    appointment = AppointmentFactory(session=vax_session, present=True)
    return screen(
        appointment=appointment, given=answered(sex=appointment.person.sex), ref=uuid4(), by=by, at=at
    ).screened_at


def refuses(vax_session, by, at):
    appointment = AppointmentFactory(session=vax_session, present=True)
    return set_outcome(appointment=appointment, outcome=Outcome.REFUSED, note="", by=by, at=at).outcome_at


def goes_home(vax_session, by, at):
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    given = entry(SessionLotFactory(session=vax_session), by)
    record_dose(appointment=appointment.ref, entry=given, ref=uuid4(), by=by)
    return end_observation(appointment=appointment, by=by, at=at, override=Override("Về sớm")).left_at


ACTS = [arrives, walks_in, is_screened, refuses, goes_home]


@pytest.mark.parametrize("act", ACTS)
def test_it_keeps_the_time_at_which_it_was_done(act, vax_session, lan, noon):
    at = noon - timedelta(hours=2)
    assert act(vax_session, lan, at) == at


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("shift", "code"), [(YESTERDAY, DeskIs.NOT_ON_SESSION_DAY), (AHEAD, DoseIs.IN_FUTURE)])
def test_a_time_that_cannot_be_true_is_refused(act, shift, code, vax_session, lan, noon):
    with pytest.raises(RuleBroken) as refused:
        act(vax_session, lan, noon + shift)
    assert codes(refused) == {code}
