"""Who waits for a session, in which order."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from registration.models import ReportedDose
from sessions.models import DoseRule
from sessions.services import reference
from sessions.services.candidates import Wanted, candidates, tallied
from sessions.services.planning import plan_session
from sessions.services.seating import add_people
from tests.factories import CommuneFactory, DistrictFactory, PriorityGroupFactory, VaccineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(facility, lead, make_plan):
    reference.load()
    return plan_session(facility=facility, plan=make_plan(), by=lead)


def had(registration, days_ago, vaccine=None, number=1):
    return ReportedDose.objects.create(
        person=registration.person,
        vaccine=vaccine or VaccineFactory(),
        number=number,
        given_on=timezone.localdate() - timedelta(days=days_ago),
        source="self",
    )


def test_first_groups_first_then_who_waits_longest(draft, lead, waiting):
    young = waiting(1, person__priority_group=PriorityGroupFactory(code=12))[0]
    late = waiting(1)[0]
    early = waiting(1, created_at=timezone.now() - timedelta(days=9))[0]
    assert list(candidates(vax_session=draft, by=lead)) == [early, late, young]


def test_who_has_an_appointment_is_no_candidate(draft, lead, waiting):
    first, second = waiting(2)
    add_people(vax_session=draft, registrations=[first], by=lead)
    assert list(candidates(vax_session=draft, by=lead)) == [second]


def test_people_of_another_district_are_not_shown(draft, lead, waiting):
    waiting(1, person__commune=CommuneFactory(code="29989", district=DistrictFactory(code="870", name="Tam Nông")))
    assert not candidates(vax_session=draft, by=lead).exists()


def test_withdrawn_and_invited_registrations_do_not_wait(draft, lead, waiting):
    waiting(1, state="withdrawn")
    waiting(1, state="invited")
    assert not candidates(vax_session=draft, by=lead).exists()


def test_a_next_dose_counts_from_the_day_it_is_due(draft, lead, waiting):
    too_soon, due = waiting(1)[0], waiting(1)[0]
    had(too_soon, 26)  # 27 days on the day of the session, 28 are needed
    had(due, 27)
    found = candidates(vax_session=draft, by=lead).get()
    assert (found, found.doses_had, found.due_on) == (due, 1, draft.day)


def test_mixing_follows_the_rule_of_the_named_product(draft, lead, waiting):
    assert DoseRule.objects.filter(previous="VAXZEVRIA", next="COMIRNATY", min_days=56).exists()
    had(waiting(1)[0], 200, vaccine=VaccineFactory(code="COMIRNATY", name="Comirnaty"))
    assert not candidates(vax_session=draft, by=lead).exists()  # no rule leads from Comirnaty to Vaxzevria


def test_the_course_goes_on_without_a_new_registration(draft, lead, waiting):
    halfway, complete = waiting(2, state="done")
    had(halfway, 60)
    had(complete, 90)
    had(complete, 60, number=2)
    assert list(candidates(vax_session=draft, by=lead)) == [halfway]


def test_who_registered_anew_is_there_once(draft, lead, waiting):
    done = waiting(1, state="done")[0]
    had(done, 60)
    new = waiting(1, person=done.person)[0]
    assert list(candidates(vax_session=draft, by=lead)) == [new]


def test_who_is_too_young_for_the_vaccine_is_left_out(draft, lead, waiting):
    eighteen = draft.day.replace(year=draft.day.year - 18)
    waiting(1, person__born_on=eighteen + timedelta(days=1))
    grown = waiting(1, person__born_on=eighteen)[0]
    assert list(candidates(vax_session=draft, by=lead)) == [grown]


def test_filters_narrow_by_group_commune_and_dose(draft, lead, waiting, facility):
    group, commune = PriorityGroupFactory(code=12), CommuneFactory(code="30077", name="Mỹ Hội")
    one = waiting(1, person__priority_group=group, person__commune=commune)[0]
    other = waiting(1, half_day="morning")[0]
    had(other, 60)

    def found(**wanted):
        return list(candidates(vax_session=draft, by=lead, wanted=Wanted(**wanted)))

    assert found(group="12") == found(commune="30077") == found(dose="first") == [one]
    assert found(dose="next") == [other]
    assert found(half_day="afternoon") == [one]
    assert tallied(candidates(vax_session=draft, by=lead), "person__commune__name") == [("Mỹ Hội", 1), ("Mỹ Thọ", 1)]


def test_rules_are_loaded_once():
    assert reference.load() == {"dose_rules": 24}
    assert reference.load() == {"dose_rules": 0}
    assert DoseRule.objects.get(previous="*", next="COMIRNATY", number=1, valid_to=date(2021, 12, 16)).min_days == 180
