"""All free places filled in one act, in the order the planner chose."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registration.models import Registration
from sessions.models import Appointment
from sessions.services.candidates import Order, Wanted
from sessions.services.filling import fill_places
from sessions.services.planning import LotIssue, plan_session
from tests.factories import PriorityGroupFactory
from vaxportal.core.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(facility, lead, make_plan, lot):
    """Four slots of two."""
    return plan_session(facility=facility, plan=make_plan(slot_capacity=2, lots=(LotIssue(lot, 8),)), by=lead)


@pytest.fixture
def by_group(waiting):
    """Two people of group 12 who have waited for months, one of group 1 who came today."""
    late = waiting(2, person__priority_group=PriorityGroupFactory(code=12))
    Registration.objects.update(created_at=timezone.now() - timedelta(days=90))
    return [*late, *waiting(1, person__priority_group=PriorityGroupFactory(code=1))]


def chosen():
    return [one.registration for one in Appointment.objects.select_related("registration").order_by("pk")]


def test_every_place_is_taken_and_no_more(draft, lead, waiting):
    waiting(20)
    added = fill_places(vax_session=draft, wanted=Wanted(), by=lead)
    assert len(added.appointments) == Appointment.objects.count() == 8
    assert list(draft.slots.values_list("taken", flat=True)) == [2, 2, 2, 2]
    assert not fill_places(vax_session=draft, wanted=Wanted(), by=lead).appointments


def test_fewer_people_than_places_all_come(draft, lead, waiting):
    waiting(3)
    assert len(fill_places(vax_session=draft, wanted=Wanted(), by=lead).appointments) == 3


@pytest.mark.parametrize(
    ("order", "places"), [(Order.GROUP, (2, 0, 1)), (Order.WAITING, (0, 1, 2)), (Order.NEXT_DOSE, (2, 0, 1))]
)
def test_the_order_says_who_comes_first(draft, lead, by_group, order, places):
    fill_places(vax_session=draft, wanted=Wanted(order=order), by=lead)
    assert chosen() == [by_group[place] for place in places]


def test_only_those_wanted_are_taken(draft, lead, by_group):
    fill_places(vax_session=draft, wanted=Wanted(group="1"), by=lead)
    assert chosen() == by_group[2:]


@pytest.mark.parametrize("who", ["lan", "minh", "province_officer", "tam"])
def test_only_who_plans_fills(draft, request, who):
    with pytest.raises(NotAllowed):
        fill_places(vax_session=draft, wanted=Wanted(), by=request.getfixturevalue(who))
