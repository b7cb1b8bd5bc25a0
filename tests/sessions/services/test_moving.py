"""A time that is chosen: people put into a slot, moved to another, told their own minute."""

from datetime import time, timedelta

import pytest
import time_machine
from django.utils import timezone

from sessions.models import Appointment
from sessions.rules.codes import SessionIs
from sessions.services.moving import change_time
from sessions.services.planning import change_plan, plan_session
from sessions.services.publishing import publish_session
from sessions.services.seating import add_people, remove_person
from tests.factories import AppointmentFactory, SlotFactory
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(facility, lead, make_plan):
    return plan_session(facility=facility, plan=make_plan(slot_capacity=4), by=lead)


@pytest.fixture
def slots(draft):
    return list(draft.slots.all())


def codes(refused):
    return {problem.code for problem in refused.value.problems}


def times(appointments):
    rows = Appointment.objects.filter(pk__in=[one.pk for one in appointments])
    return [f"{one.come_at:%H:%M}" for one in rows.order_by("come_at", "pk")]


def test_people_of_a_slot_come_one_after_the_other(draft, lead, waiting):
    added = add_people(vax_session=draft, registrations=waiting(6), by=lead).appointments
    assert times(added) == ["07:30", "07:45", "08:00", "08:15", "08:30", "08:45"]


def test_who_takes_a_freed_place_takes_its_time(draft, lead, waiting):
    first, second, _third = add_people(vax_session=draft, registrations=waiting(3), by=lead).appointments
    remove_person(appointment=second, by=lead)
    late = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    assert times(late) == ["07:45"]
    assert times([first]) == ["07:30"]


def test_people_are_put_into_the_slot_that_was_chosen(draft, slots, lead, waiting):
    added = add_people(vax_session=draft, registrations=waiting(2), slot=slots[2], by=lead).appointments
    assert {one.slot_id for one in added} == {slots[2].pk}
    assert times(added) == ["09:30", "09:45"]


def test_a_slot_takes_no_more_than_its_places_and_then_nobody(draft, slots, lead, waiting):
    with pytest.raises(RuleBroken) as refused:
        add_people(vax_session=draft, registrations=waiting(5), slot=slots[2], by=lead)
    assert codes(refused) == {SessionIs.SLOT_FULL}
    assert not Appointment.objects.exists()


def test_a_slot_of_another_session_is_none_to_choose(draft, lead, waiting, facility):
    foreign = SlotFactory()
    [one] = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    for act in (
        lambda: add_people(vax_session=draft, registrations=waiting(1), slot=foreign, by=lead),
        lambda: change_time(appointment=one, slot=foreign, by=lead),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_moved_person_frees_the_old_place_and_is_told_once(draft, slots, lead, waiting):
    people = waiting(2, person__phone="+84912345678")
    moved, _other = add_people(vax_session=draft, registrations=people, by=lead).appointments
    publish_session(vax_session=draft, by=lead)
    change_time(appointment=moved, slot=slots[3], by=lead)
    change_time(appointment=moved, slot=slots[3], by=lead)
    assert times([moved]) == ["10:30"]
    assert list(draft.slots.values_list("taken", flat=True)) == [1, 0, 0, 1]
    assert "lúc 10:30 ngày" in Message.objects.get(kind="invitation_changed").body
    change_time(appointment=moved, slot=slots[0], by=lead)
    change_time(appointment=moved, slot=slots[3], by=lead)
    assert Message.objects.filter(kind="invitation_changed").count() == 3


def test_in_a_draft_nobody_hears_of_a_move(draft, slots, lead, waiting):
    [one] = add_people(vax_session=draft, registrations=waiting(1, person__phone="+84912345678"), by=lead).appointments
    change_time(appointment=one, slot=slots[1], by=lead)
    assert not Message.objects.exists()


@pytest.mark.parametrize("case", ["full", "passed", "taken out", "open"])
def test_nobody_is_moved_where_it_cannot_be(draft, slots, lead, waiting, case):
    [one] = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    target, now = slots[1], timezone.now()
    if case == "full":
        add_people(vax_session=draft, registrations=waiting(4), slot=target, by=lead)
    if case == "passed":
        publish_session(vax_session=draft, by=lead)
        now = timezone.make_aware(timezone.datetime.combine(draft.day, time(9, 31)))
    if case == "taken out":
        remove_person(appointment=one, by=lead)
    if case == "open":
        type(draft).objects.filter(pk=draft.pk).update(state="open", opened_at=now, opened_by=lead)
    with time_machine.travel(now), pytest.raises(RuleBroken) as refused:
        change_time(appointment=one, slot=target, by=lead)
    full = {SessionIs.SLOT_FULL}
    assert codes(refused) == (full if case in ("full", "passed") else {SessionIs.NOT_IN_THIS_STATE})


@pytest.mark.parametrize("who", ["lan", "minh", "province_officer", "tam"])
def test_only_who_plans_moves_people(draft, slots, waiting, lead, request, who):
    [one] = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    with pytest.raises(NotAllowed):
        change_time(appointment=one, slot=slots[1], by=request.getfixturevalue(who))


def test_once_people_know_the_district_moves_nobody(draft, slots, waiting, lead, hoa):
    [one] = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    change_time(appointment=one, slot=slots[1], by=hoa)
    publish_session(vax_session=draft, by=lead)
    with pytest.raises(NotAllowed):
        change_time(appointment=one, slot=slots[2], by=hoa)


def test_who_is_added_on_the_day_is_not_asked_to_come_earlier(draft, slots, lead, waiting):
    publish_session(vax_session=draft, by=lead)
    moment = timezone.make_aware(timezone.datetime.combine(draft.day, time(8, 40)))
    with time_machine.travel(moment):
        added = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    assert times(added) == ["08:45"]


def test_who_was_chosen_before_there_were_minutes_gets_one_when_invited(draft, slots, lead, waiting):
    added = add_people(vax_session=draft, registrations=waiting(2), by=lead).appointments
    Appointment.objects.update(come_at=None)
    assert added[0].due_at == time(7, 30)
    publish_session(vax_session=draft, by=lead)
    assert times(added) == ["07:30", "07:45"]


def test_who_walked_in_has_no_time():
    assert AppointmentFactory(slot=None).due_at is None


def test_a_draft_planned_for_another_day_seats_people_anew(draft, lead, waiting, make_plan, tomorrow):
    added = add_people(vax_session=draft, registrations=waiting(2), by=lead).appointments
    plan = make_plan(day=tomorrow + timedelta(1), slot_capacity=2)
    change_plan(vax_session=draft, plan=plan, by=lead)
    assert times(added) == ["07:30", "08:00"]
