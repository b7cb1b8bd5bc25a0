"""A session held at an organization: who plans it, for which site, whom it may take."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registration.models import ReportedDose
from sessions.models import StockBalance
from sessions.rules.states import SessionState
from sessions.services.candidates import Wanted, candidates, ready_at, tallied_by_organization
from sessions.services.planning import change_plan, plan_session
from sessions.services.publishing import cancel_session, publish_session
from sessions.services.seating import add_people, remove_person
from sessions.services.stock import issue_to_session
from sessions.work import work_for
from tests.factories import RegistrationFactory
from tests.registration.lists import make_organization
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(facility, hoa, make_plan, company):
    return plan_session(facility=facility, plan=make_plan(organization=company, place=company.name), by=hoa)


def test_the_district_plans_for_a_site_and_the_site_publishes(draft, hoa, lead, lot, waiting, employ):
    assert StockBalance.objects.get(lot=lot).doses == 380
    add_people(vax_session=draft, registrations=employ(waiting(3, person__phone="+84912345678")), by=hoa)
    assert not Message.objects.exists()
    assert {item.label for item in work_for(lead)} >= {"Bản nháp cần công bố"}
    assert {item.label for item in work_for(hoa)} >= {"Kế hoạch chưa công bố"}
    assert publish_session(vax_session=draft, by=lead).invited == 3
    assert all("Công ty May Sa Đéc, Trạm Y tế Mỹ Thọ" in message.body for message in Message.objects.all())


def test_the_district_changes_and_cancels_what_nobody_was_told(draft, hoa, make_plan, company, waiting, employ, lot):
    [one] = add_people(vax_session=draft, registrations=employ(waiting()), by=hoa).appointments
    remove_person(appointment=one, by=hoa)
    change_plan(vax_session=draft, plan=make_plan(organization=company, stations=3), by=hoa)
    assert draft.stations.count() == 3
    assert cancel_session(vax_session=draft, reason="Đơn vị nghỉ", by=hoa).state == SessionState.CANCELLED
    assert StockBalance.objects.get(lot=lot).doses == 500


def test_once_people_know_only_the_site_changes_the_session(draft, hoa, lead, lot, waiting, employ):
    told, later = employ(waiting(2))
    [appointment] = add_people(vax_session=draft, registrations=[told], by=hoa).appointments
    with pytest.raises(NotAllowed):
        publish_session(vax_session=draft, by=hoa)
    published = publish_session(vax_session=draft, by=lead).vax_session
    for act in (
        lambda by: add_people(vax_session=published, registrations=[later], by=by),
        lambda by: remove_person(appointment=appointment, by=by),
        lambda by: issue_to_session(vax_session=published, lot=lot, doses=10, by=by),
        lambda by: cancel_session(vax_session=published, reason="Mưa", by=by),
    ):
        with pytest.raises(NotAllowed):
            act(hoa)
        act(lead)


def test_nobody_plans_for_a_site_of_another_district(other_facility, facility, make_plan, hoa, lead, province_officer):
    for user in (hoa, lead, province_officer):
        with pytest.raises(NotAllowed):
            plan_session(facility=other_facility, plan=make_plan(lots=()), by=user)
    with pytest.raises(NotAllowed):
        plan_session(facility=facility, plan=make_plan(), by=province_officer)


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_no_session_is_held_at_an_organization_that_is_not_approved(facility, hoa, make_plan, company, state):
    type(company).objects.filter(pk=company.pk).update(state=state)
    with pytest.raises(NotAllowed):
        plan_session(facility=facility, plan=make_plan(organization=company), by=hoa)


def test_no_session_is_held_at_an_organization_out_of_sight(facility, other_facility, hoa, make_plan):
    stranger, _manager = make_organization(other_facility.commune)
    with pytest.raises(NotAllowed):
        plan_session(facility=facility, plan=make_plan(organization=stranger), by=hoa)


def test_its_people_are_found_however_they_registered_and_wherever_they_live(
    draft, hoa, lead, waiting, employ, other_facility, company
):
    near, stranger = waiting(), waiting()
    far, foreign = waiting(2, person__commune=other_facility.commune)
    employ([*near, far])
    mine = Wanted(organization=str(company.ref))
    assert set(candidates(vax_session=draft, by=lead, wanted=mine)) == {*near, far}
    assert set(candidates(vax_session=draft, by=hoa)) == {*near, *stranger, far}
    assert tallied_by_organization(candidates(vax_session=draft, by=hoa)) == [(company.ref, 2)]
    assert len(add_people(vax_session=draft, registrations=[far], by=hoa).appointments) == 1
    with pytest.raises(NotAllowed):
        add_people(vax_session=draft, registrations=[foreign], by=hoa)


def test_another_session_takes_nobody_from_afar(facility, lead, make_plan, waiting, employ, other_facility, company):
    [far] = employ(waiting(1, person__commune=other_facility.commune))
    plain = plan_session(facility=facility, plan=make_plan(), by=lead)
    assert not candidates(vax_session=plain, by=lead, wanted=Wanted(organization=str(company.ref))).exists()
    with pytest.raises(NotAllowed):
        add_people(vax_session=plain, registrations=[far], by=lead)


def test_somebody_on_two_lists_counts_once(draft, hoa, waiting, employ, company):
    people = employ(waiting(2))
    employ(people)
    assert tallied_by_organization(candidates(vax_session=draft, by=hoa)) == [(company.ref, 2)]
    assert ready_at(company, vaccine=draft.vaccine, day=draft.day, by=hoa).people == 2


def test_who_is_ready_is_told_by_dose(draft, hoa, employ, waiting, company, facility):
    _first, due, early = employ(waiting(3))
    for one, days in ((due, 200), (early, 2)):
        given = {"person": one.person, "vaccine": draft.vaccine, "number": 1, "source": "self"}
        ReportedDose.objects.create(given_on=draft.day - timedelta(days=days), **given)
    RegistrationFactory(person__commune=facility.commune, state="received")  # of nobody's list
    ready = ready_at(company, vaccine=draft.vaccine, day=draft.day, by=hoa)
    assert (ready.first, ready.next) == (1, 1)


def test_the_same_plan_sent_twice_at_another_organization_is_not_taken_for_the_first(draft, facility, hoa, make_plan):
    again = make_plan(organization=draft.organization, place=draft.place)
    assert plan_session(facility=facility, plan=again, by=hoa, ref=draft.ref) == draft
    with pytest.raises(RuleBroken):
        plan_session(facility=facility, plan=replace(again, organization=None), by=hoa, ref=draft.ref)
