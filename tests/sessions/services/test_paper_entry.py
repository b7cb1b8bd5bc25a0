"""A row of the paper list goes in whole and once, at the time that stands in it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from sessions.models import Appointment, Dose, Screening
from sessions.rules.codes import DeskIs, DoseIs, ScreeningIs
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.screening import Vitals
from sessions.rules.states import Outcome
from sessions.services.paper_entry import PaperRow, enter_row
from tests.factories import AppointmentFactory, PersonFactory, SessionFactory, SessionLotFactory, StationFactory
from tests.sessions.services.day import codes, counted, entry
from vaxportal.core.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon():
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0), tick=False):
        yield timezone.localtime()


@pytest.fixture
def vax_session(noon, facility):
    vax_session = SessionFactory(open_now=True, facility=facility)
    StationFactory(session=vax_session)
    return vax_session


@pytest.fixture
def lot(vax_session):
    return SessionLotFactory(session=vax_session)


@pytest.fixture
def injected(lot, lan, lead, noon):
    def made(**changed):
        at = changed.pop("at", noon - timedelta(hours=2))
        given = {"vitals": Vitals(temperature=36.6), "screened_by": lead, "dose": entry(lot, lan, given_at=at)}
        return PaperRow(outcome=Outcome.INJECTED, at=at, **{**given, **changed})

    return made


def test_one_row_is_arrival_screening_and_dose_at_its_time(vax_session, injected, lan, lead, noon):
    planned = AppointmentFactory(session=vax_session)
    done = enter_row(vax_session=vax_session, person=planned.person, row=injected(), ref=uuid4(), by=lan)
    screening, dose = Screening.objects.get(), Dose.objects.get()
    at = noon - timedelta(hours=2)
    assert (done, done.outcome) == (planned, Outcome.INJECTED)
    assert {done.checked_in_at, screening.screened_at, dose.given_at} == {at}
    assert (screening.screened_by, dose.recorded_by, dose.is_late) == (lead, lan, False)


def test_the_same_row_sent_twice_is_one_dose(vax_session, injected, lan):
    planned, ref = AppointmentFactory(session=vax_session), uuid4()
    for _ in range(2):
        enter_row(vax_session=vax_session, person=planned.person, row=injected(), ref=ref, by=lan)
    assert (Dose.objects.count(), Screening.objects.count(), counted(vax_session, Measure.CHECKED_IN)) == (1, 1, 1)


def test_somebody_who_walked_in_on_paper_is_taken_in(vax_session, injected, lan):
    done = enter_row(vax_session=vax_session, person=PersonFactory(), row=injected(), ref=uuid4(), by=lan)
    assert done.is_walk_in and done.outcome == Outcome.INJECTED


def test_what_the_desk_recorded_before_the_cut_stands(vax_session, injected, lan):
    cleared = AppointmentFactory(session=vax_session, cleared=True)
    row = injected(at=timezone.now())
    enter_row(vax_session=vax_session, person=cleared.person, row=row, ref=uuid4(), by=lan)
    assert Screening.objects.count() == 1 and Dose.objects.count() == 1


def test_a_deviation_is_an_outcome_with_its_reason(vax_session, lan, noon):
    planned = AppointmentFactory(session=vax_session)
    row = PaperRow(outcome=Outcome.DEFERRED, at=noon - timedelta(hours=1), note="Sốt 38,2")
    done = enter_row(vax_session=vax_session, person=planned.person, row=row, ref=uuid4(), by=lan)
    assert (done.outcome, done.outcome_note, done.outcome_at) == (Outcome.DEFERRED, "Sốt 38,2", row.at)
    again = enter_row(vax_session=vax_session, person=planned.person, row=row, ref=uuid4(), by=lan)
    assert again == done and counted(vax_session, Measure.DEFERRED) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"vitals": Vitals()}, {ScreeningIs.TEMPERATURE_MISSING}),
        ({"vitals": Vitals(temperature=66)}, {ScreeningIs.NUMBER_IMPOSSIBLE}),
    ],
)
def test_a_row_that_is_refused_leaves_nothing(vax_session, injected, lan, change, expected):
    planned = AppointmentFactory(session=vax_session)
    with pytest.raises(RuleBroken) as refused:
        enter_row(vax_session=vax_session, person=planned.person, row=injected(**change), ref=uuid4(), by=lan)
    planned.refresh_from_db()
    assert codes(refused) == expected and planned.checked_in_at is None and not Screening.objects.exists()


def test_a_time_ahead_and_a_second_dose_of_the_day_are_refused_whole(vax_session, lot, injected, lan, noon):
    planned = AppointmentFactory(session=vax_session)
    ahead = injected(at=noon + timedelta(hours=1))
    with pytest.raises(RuleBroken) as refused:
        enter_row(vax_session=vax_session, person=planned.person, row=ahead, ref=uuid4(), by=lan)
    assert codes(refused) == {DoseIs.IN_FUTURE} and not Appointment.objects.exclude(checked_in_at=None).exists()
    enter_row(vax_session=vax_session, person=planned.person, row=injected(), ref=uuid4(), by=lan)
    with pytest.raises(RuleBroken) as refused:
        enter_row(vax_session=vax_session, person=planned.person, row=injected(), ref=uuid4(), by=lan)
    assert DeskIs.OUTCOME_STANDS in codes(refused) and Dose.objects.count() == 1


def test_an_earlier_time_than_the_arrival_at_the_desk_needs_a_reason(vax_session, injected, lan):
    cleared = AppointmentFactory(session=vax_session, cleared=True)
    with pytest.raises(RuleBroken) as refused:
        enter_row(vax_session=vax_session, person=cleared.person, row=injected(), ref=uuid4(), by=lan)
    assert codes(refused) == {DeskIs.BEFORE_ARRIVAL}
    why = Override("Tiếp đón lại trên máy sau khi có mạng")
    enter_row(vax_session=vax_session, person=cleared.person, row=injected(), ref=uuid4(), by=lan, override=why)
    assert Dose.objects.get().overridden == ["given_before_arrival"]


def test_a_row_of_an_earlier_day_is_marked_as_late_and_counted(facility, lan, lead):
    yesterday = timezone.localtime() - timedelta(days=1)
    vax_session = SessionFactory(open_now=True, facility=facility, day=yesterday.date())
    StationFactory(session=vax_session)
    lot, planned = SessionLotFactory(session=vax_session), AppointmentFactory(session=vax_session)
    given = entry(lot, lan, given_at=yesterday)
    row = PaperRow(
        outcome=Outcome.INJECTED, at=yesterday, dose=given, vitals=Vitals(temperature=36.6), screened_by=lead
    )
    enter_row(vax_session=vax_session, person=planned.person, row=row, ref=uuid4(), by=lan)
    assert Dose.objects.get().is_late and counted(vax_session, Measure.LATE) == 1


def test_nobody_of_another_site_enters_a_row(vax_session, injected, minh, stranger):
    planned = AppointmentFactory(session=vax_session)
    for who in (minh, stranger):
        with pytest.raises(NotAllowed):
            enter_row(vax_session=vax_session, person=planned.person, row=injected(), ref=uuid4(), by=who)
