"""A session away from the site: the team goes to a commune of its district, and whoever lives there is meant."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from sessions.models import VaccinationSession
from sessions.rules.codes import PlanIs, SessionIs
from sessions.services.candidates import Wanted, candidates, whom_first
from sessions.services.invitations import place_of
from sessions.services.newcomers import preset_for
from sessions.services.planning import change_plan, plan_session
from sessions.services.publishing import publish_session
from sessions.services.seating import add_people
from sessions.services.series import plan_series
from tests.factories import CommuneFactory
from tests.sessions.services.day import codes
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune(facility):
    return CommuneFactory(code="30088", name="Ba Sao", district=facility.district)


@pytest.fixture
def roving(make_plan, commune):
    return make_plan(place="Nhà văn hóa ấp 3", commune=commune)


@pytest.fixture
def draft(facility, lead, roving):
    return plan_session(facility=facility, plan=roving, by=lead)


def test_people_are_told_the_place_with_its_commune(draft, lead, waiting):
    assert place_of(draft) == "Nhà văn hóa ấp 3, Ba Sao, Trạm Y tế Mỹ Thọ"
    add_people(vax_session=draft, registrations=waiting(1, person__phone="+84912345678"), by=lead)
    publish_session(vax_session=draft, by=lead)
    assert "tại Nhà văn hóa ấp 3, Ba Sao, Trạm Y tế Mỹ Thọ." in Message.objects.get().body


def test_a_session_at_the_site_is_told_with_its_address(facility, lead, make_plan):
    assert place_of(plan_session(facility=facility, plan=make_plan(), by=lead)) == "Trạm Y tế Mỹ Thọ, Ấp 1"


@pytest.mark.parametrize("place", ["", "   "])
def test_a_commune_alone_tells_nobody_where_to_go(facility, draft, lead, roving, place):
    for act in (
        lambda plan: plan_session(facility=facility, plan=plan, by=lead),
        lambda plan: change_plan(vax_session=draft, plan=plan, by=lead),
    ):
        with pytest.raises(RuleBroken) as refused:
            act(replace(roving, place=place))
        assert codes(refused) == {PlanIs.PLACE_MISSING}


def test_not_even_the_database_holds_a_commune_without_a_place(draft):
    with pytest.raises(IntegrityError, match="session_commune_has_place"), transaction.atomic():
        VaccinationSession.objects.filter(pk=draft.pk).update(place="")


@pytest.mark.parametrize("who", ["lead", "hoa"])
def test_a_team_stays_in_its_district(facility, other_facility, draft, roving, request, who):
    far, by = replace(roving, commune=other_facility.commune), request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        plan_session(facility=facility, plan=far, by=by)
    with pytest.raises(NotAllowed):
        change_plan(vax_session=draft, plan=far, by=by)


def test_those_who_live_there_come_first_and_the_others_may_be_taken(draft, lead, waiting, commune):
    there, near = waiting(2, person__commune=commune), waiting()
    assert whom_first(draft) == {"commune": commune.code}
    first = candidates(vax_session=draft, by=lead, wanted=Wanted(**whom_first(draft)))
    assert set(first) == set(there)
    assert set(candidates(vax_session=draft, by=lead)) == {*there, *near}


def test_at_an_organization_its_people_come_first_wherever_they_live(facility, hoa, roving, company):
    held = plan_session(facility=facility, plan=replace(roving, organization=company), by=hoa)
    assert whom_first(held) == {"organization": str(company.ref)}


def test_a_session_at_the_site_begins_with_everybody(facility, lead, make_plan):
    assert whom_first(plan_session(facility=facility, plan=make_plan(), by=lead)) == {}


def test_who_walks_in_there_is_taken_to_live_there(facility, lead, draft, make_plan, commune):
    assert preset_for(draft).commune == commune.code
    assert preset_for(plan_session(facility=facility, plan=make_plan(), by=lead)).commune == facility.commune.code


def test_every_week_it_goes_to_the_same_commune(draft, lead, commune):
    drafts = plan_series(vax_session=draft, times=2, ref=uuid4(), by=lead).drafts
    assert [(one.place, one.commune) for one in drafts] == [("Nhà văn hóa ấp 3", commune)] * 2


def test_a_draft_comes_back_to_the_site(draft, lead, make_plan):
    changed = change_plan(vax_session=draft, plan=make_plan(), by=lead)
    changed.refresh_from_db()
    assert (changed.place, changed.commune) == ("", None)


def test_the_same_plan_sent_twice_for_another_commune_is_not_taken_for_the_first(facility, lead, draft, roving):
    assert plan_session(facility=facility, plan=roving, by=lead, ref=draft.ref) == draft
    with pytest.raises(RuleBroken) as refused:
        plan_session(facility=facility, plan=replace(roving, commune=facility.commune), by=lead, ref=draft.ref)
    assert codes(refused) == {SessionIs.REF_OF_ANOTHER}
