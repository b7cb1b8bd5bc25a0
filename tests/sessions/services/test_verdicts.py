"""The verdict that a device takes along says what the dose page and the service say of the same person."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registration.models import ReportedDose, Vaccine
from registration.services import reference as people_reference
from sessions.services import reference
from sessions.services.dose_desk import desk_of
from sessions.services.dose_preview import usual_dose
from sessions.services.doses import entry_problems
from sessions.services.pack import judge_for
from tests.factories import AppointmentFactory, LotFactory, SessionFactory, SessionLotFactory, StationFactory
from tests.queries import queries_of
from tests.sessions.services.day import entry

HISTORIES = {
    "nothing yet": [],
    "one, long ago": [("VAXZEVRIA", 1, 100)],
    "one, last week": [("VAXZEVRIA", 1, 7)],
    "one, today": [("VAXZEVRIA", 1, 0)],
    "one of another maker": [("COMIRNATY", 1, 60)],
    "a full course": [("VAXZEVRIA", 1, 200), ("VAXZEVRIA", 2, 120)],
    "a full course of another maker, just now": [("COMIRNATY", 1, 40), ("COMIRNATY", 2, 10)],
    "the second without the first": [("VAXZEVRIA", 2, 50)],
}
BORN = {"adult": date(1985, 3, 7), "of fourteen": timezone.localdate() - timedelta(days=14 * 366)}
VACCINES = ["VAXZEVRIA", "COMIRNATY", "SPIKEVAX", "VERO_CELL"]


@pytest.fixture
def vax_session(facility):
    people_reference.load()
    reference.load()
    vax_session = SessionFactory(open_now=True, facility=facility)
    StationFactory(session=vax_session)
    for vaccine in Vaccine.objects.filter(code__in=VACCINES):
        SessionLotFactory(session=vax_session, lot=LotFactory(vaccine=vaccine, number=f"LO-{vaccine.pk}"))
    return vax_session


def told(person, doses):
    """What they say they have been given: by vaccine, number and days ago."""
    for code, number, days in doses:
        given_on = timezone.localdate() - timedelta(days=days)
        vaccine = Vaccine.objects.get(code=code)
        ReportedDose.objects.create(person=person, vaccine=vaccine, number=number, given_on=given_on, source="self")


@pytest.mark.parametrize("born_on", BORN.values(), ids=BORN)
@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_the_verdict_is_what_the_service_would_say(vax_session, lan, history, born_on):
    here = AppointmentFactory(session=vax_session, cleared=True, person__born_on=born_on)
    told(here.person, history)
    rows = list(vax_session.lots.select_related("lot__vaccine"))
    verdicts = judge_for(vax_session, rows).judge([here.person])[here.person_id].verdicts
    assert len(rows) > 1
    for row in rows:
        verdict, usual = verdicts[row.lot.vaccine.code], usual_dose(here, row)
        assert (verdict.series, verdict.number) == (usual.series, usual.number)
        given = entry(row, lan, series=usual.series, number=usual.number)
        problems = entry_problems(desk_of(appointment=here.ref, lot=row.lot.ref), given)
        assert list(verdict.problems) == problems
        is_free = not problems
        assert (verdict.tone == "green") == is_free
        assert verdict.needs_reason == any(one.overridable for one in problems)


def test_thirty_people_are_judged_in_the_queries_of_three(vax_session):
    people = [one.person for one in AppointmentFactory.create_batch(30, session=vax_session)]
    for one in people:
        told(one, HISTORIES["one, long ago"])
    judge = judge_for(vax_session, list(vax_session.lots.select_related("lot__vaccine")))
    assert queries_of(lambda: judge.judge(people[:3])) == queries_of(lambda: judge.judge(people)) == 1
