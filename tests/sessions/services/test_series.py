"""A session repeated every week: drafts without vaccine, each once, none where the site is busy."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sessions.models import StockBalance, VaccinationSession
from sessions.rules.codes import PlanIs, SessionIs
from sessions.rules.states import SessionState
from sessions.services.overview import home_at, latest
from sessions.services.planning import LotIssue, change_plan, plan_session
from sessions.services.publishing import cancel_session, publish_session
from sessions.services.seating import add_people
from sessions.services.series import plan_series
from vaxportal.core.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


@pytest.fixture
def first(facility, lead, make_plan):
    return plan_session(facility=facility, plan=make_plan(dose_minutes=4, place="Nhà văn hóa"), by=lead)


def codes(refused):
    return {problem.code for problem in refused.value.problems}


def test_every_week_is_a_draft_like_the_first_without_people_or_vaccine(first, lead, lot, waiting):
    add_people(vax_session=first, registrations=waiting(2), by=lead)
    drafts = plan_series(vax_session=first, times=3, ref=uuid4(), by=lead).drafts
    assert [one.day for one in drafts] == [first.day + WEEK * n for n in (1, 2, 3)]
    for one in drafts:
        assert (one.state, one.place, one.dose_minutes) == (SessionState.DRAFT, "Nhà văn hóa", 4)
        assert [str(slot) for slot in one.slots.all()] == [str(slot) for slot in first.slots.all()]
        assert not one.lots.exists() and not one.appointments.exists()
    assert StockBalance.objects.get(lot=lot).doses == 380


def test_a_draft_of_the_series_is_published_once_it_has_vaccine(first, lead, lot, make_plan):
    [draft] = plan_series(vax_session=first, times=1, ref=uuid4(), by=lead).drafts
    with pytest.raises(RuleBroken) as refused:
        publish_session(vax_session=draft, by=lead)
    assert codes(refused) == {PlanIs.NO_LOT}
    change_plan(vax_session=draft, plan=make_plan(day=draft.day, lots=(LotIssue(lot, 120),)), by=lead)
    publish_session(vax_session=draft, by=lead)


def test_the_same_series_sent_twice_is_one(first, lead, make_plan):
    ref = uuid4()
    made = plan_series(vax_session=first, times=2, ref=ref, by=lead)
    change_plan(vax_session=made.drafts[0], plan=make_plan(day=made.drafts[0].day, stations=3), by=lead)
    again = plan_series(vax_session=first, times=2, ref=ref, by=lead)
    assert [one.pk for one in again.drafts] == [one.pk for one in made.drafts] and not again.skipped
    assert VaccinationSession.objects.count() == 3


def test_a_day_with_a_session_at_these_hours_is_passed_over_and_said(first, facility, lead, make_plan):
    plan_session(facility=facility, plan=make_plan(day=first.day + WEEK), by=lead)
    gone = plan_session(facility=facility, plan=make_plan(day=first.day + WEEK * 2), by=lead)
    cancel_session(vax_session=gone, reason="Mưa", by=lead)
    made = plan_series(vax_session=first, until=first.day + WEEK * 2, ref=uuid4(), by=lead)
    assert made.skipped == [first.day + WEEK]
    assert [one.day for one in made.drafts] == [first.day + WEEK * 2]


def test_a_series_beyond_the_round_plans_nothing(first, lead, campaign):
    campaign.ends_on = first.day + WEEK
    campaign.save()
    with pytest.raises(RuleBroken) as refused:
        plan_series(vax_session=first, times=3, ref=uuid4(), by=lead)
    assert codes(refused) == {PlanIs.ROUND_NOT_ON_DAY}
    assert VaccinationSession.objects.count() == 1


def test_the_ref_of_another_site_is_refused(first, lead, other_facility):
    ref = uuid4()
    [made] = plan_series(vax_session=first, times=1, ref=ref, by=lead).drafts
    VaccinationSession.objects.filter(pk=made.pk).update(facility=other_facility)
    with pytest.raises(RuleBroken) as refused:
        plan_series(vax_session=first, times=1, ref=ref, by=lead)
    assert codes(refused) == {SessionIs.REF_OF_ANOTHER}


@pytest.mark.parametrize("who", ["lan", "minh", "province_officer", "tam"])
def test_only_who_plans_repeats_a_session(first, request, who):
    with pytest.raises(NotAllowed):
        plan_series(vax_session=first, times=1, ref=uuid4(), by=request.getfixturevalue(who))


def test_the_latest_session_is_the_one_to_copy(first, facility, lead, make_plan, hoa, minh):
    assert latest(facility, lead) == first
    gone = plan_session(facility=facility, plan=make_plan(day=first.day + WEEK), by=lead)
    cancel_session(vax_session=gone, reason="Mưa", by=lead)
    assert latest(facility, hoa) == first
    assert latest(facility, minh) is None


def test_the_planned_end_follows_the_people_who_are_called(first, lead, waiting):
    assert f"{home_at(first, stations=2):%H:%M}" == "12:02"  # every place is taken
    add_people(vax_session=first, registrations=waiting(1), by=lead)
    assert f"{home_at(first, stations=2):%H:%M}" == "08:04"
    first.dose_minutes = None
    assert home_at(first, stations=2) is None
