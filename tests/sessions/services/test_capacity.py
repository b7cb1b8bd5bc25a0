"""Fewer places in a published session, or more: who keeps a place, who is told what."""

import pytest

from registration.models import Registration
from sessions.models import Appointment, Fact
from sessions.rules.codes import PlanIs, SessionIs
from sessions.rules.states import Outcome
from sessions.services.capacity import change_capacity, foreseen, suggested
from sessions.services.planning import plan_session
from sessions.services.publishing import publish_session
from sessions.services.seating import add_people
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(facility, lead, make_plan, waiting):
    """Published, four slots of three people, all taken; each has a phone."""
    draft = plan_session(facility=facility, plan=make_plan(slot_capacity=3, dose_minutes=40), by=lead)
    people = waiting(12)
    for number, registration in enumerate(people):
        registration.person.phone = f"+84912345{number:03}"
        registration.person.save()
    add_people(vax_session=draft, registrations=people, by=lead)
    return publish_session(vax_session=draft, by=lead).vax_session


def sizes(vax_session, *capacities):
    return dict(zip([slot.ref for slot in vax_session.slots.all()], capacities, strict=True))


def subjects():
    return sum(Fact.objects.filter(measure="subjects").values_list("delta", flat=True))


def told(kind):
    return Message.objects.filter(kind=kind).count()


def taken(vax_session):
    return list(vax_session.slots.values_list("taken", "capacity"))


def test_the_last_invited_lose_their_place_and_wait_again(full, lead):
    order = list(full.appointments.order_by("pk"))
    change = change_capacity(
        vax_session=full, places=sizes(full, 3, 3, 3, 0), stations=1, reason="Hỏng tủ lạnh", by=lead
    )
    assert change.lose == order[9:] and not change.move
    assert taken(full) == [(3, 3), (3, 3), (3, 3), (0, 0)]
    assert {one.outcome for one in full.appointments.filter(pk__in=[one.pk for one in order[9:]])} == {"withdrawn"}
    waiting = Registration.objects.filter(person__in=[one.person_id for one in order[9:]])
    assert {one.state for one in waiting} == {"accepted"}
    assert (told("invitation_cancelled"), told("invitation_changed"), subjects()) == (3, 0, 9)
    assert "Hỏng tủ lạnh" in Message.objects.filter(kind="invitation_cancelled").first().body
    assert full.stations.count() == 1


def test_a_first_invited_person_of_a_shut_slot_is_moved_and_told(full, lead):
    order = list(full.appointments.order_by("pk"))
    change = change_capacity(vax_session=full, places=sizes(full, 0, 3, 3, 3), stations=2, reason="Mưa", by=lead)
    assert (change.move, change.lose) == (order[:3], order[9:])
    assert taken(full) == [(0, 0), (3, 3), (3, 3), (3, 3)]
    assert (told("invitation_cancelled"), told("invitation_changed")) == (3, 3)
    moved = Appointment.objects.get(pk=order[0].pk)
    assert f"{moved.come_at:%H:%M}" == "10:30"


def test_who_was_invited_later_goes_before_who_was_invited_first(full, lead, waiting):
    change_capacity(vax_session=full, places=sizes(full, 4, 3, 3, 3), stations=2, by=lead)
    [late] = add_people(vax_session=full, registrations=waiting(1), by=lead).appointments
    change = change_capacity(vax_session=full, places=sizes(full, 3, 3, 3, 3), stations=2, reason="Mưa", by=lead)
    assert change.lose == [late]


def test_the_same_change_twice_tells_nobody_twice(full, lead):
    for _time in range(2):
        change_capacity(vax_session=full, places=sizes(full, 2, 2, 2, 2), stations=1, reason="Mưa", by=lead)
    assert (told("invitation_cancelled"), subjects()) == (4, 8)


def test_more_places_tell_nobody_and_take_more_people(full, lead, waiting):
    change = change_capacity(vax_session=full, places=sizes(full, 5, 5, 5, 5), stations=4, by=lead)
    assert not change.move and not change.lose and full.stations.count() == 4
    assert len(add_people(vax_session=full, registrations=waiting(8), by=lead).appointments) == 8


@pytest.mark.parametrize(
    ("capacities", "given", "code"),
    [
        ((0, 0, 0, 0), {}, SessionIs.NO_PLACE_LEFT),
        ((2, 2, 2, 2), {"reason": " "}, PlanIs.REASON_MISSING),
        ((2, 2, 2, 2), {"expected": 3}, SessionIs.MORE_LOSE_NOW),
        ((2, 2, 2, 2), {"stations": 0}, PlanIs.STATIONS_OUT_OF_RANGE),
    ],
)
def test_a_refused_change_leaves_everything(full, lead, capacities, given, code):
    given = {"stations": 1, "reason": "Mưa", **given}
    with pytest.raises(RuleBroken) as refused:
        change_capacity(vax_session=full, places=sizes(full, *capacities), by=lead, **given)
    assert {problem.code for problem in refused.value.problems} == {code}
    assert taken(full) == [(3, 3)] * 4 and full.stations.count() == 2 and not told("invitation_cancelled")


def test_what_is_foreseen_is_what_happens_and_writes_nothing(full, lead):
    places = sizes(full, 2, 0, 3, 2)
    seen = foreseen(vax_session=full, places=places)
    assert taken(full) == [(3, 3)] * 4
    done = change_capacity(vax_session=full, places=places, stations=2, reason="Mưa", by=lead)
    assert (seen.move, seen.lose) == (done.move, done.lose)


def test_a_draft_is_changed_by_its_plan(facility, lead, make_plan):
    draft = plan_session(facility=facility, plan=make_plan(), by=lead)
    with pytest.raises(RuleBroken):
        change_capacity(vax_session=draft, places={}, stations=1, by=lead)


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "province_officer", "tam"])
def test_only_who_runs_the_session_changes_its_places(full, request, who):
    with pytest.raises(NotAllowed):
        change_capacity(vax_session=full, places={}, stations=1, reason="Mưa", by=request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("stations", "dose_minutes", "expected"),
    [
        (2, 40, [3, 3, 3, 3]),  # nothing changes
        (1, 40, [1, 1, 1, 1]),
        (4, 40, [6, 6, 6, 6]),
        (1, None, [1, 1, 1, 1]),  # planned without a pace: in proportion
        (1, 4, [3, 3, 3, 3]),  # one station is fast enough, fewer stations give no more places
        (4, 240, [3, 3, 3, 3]),
    ],
)
def test_places_suggested_for_so_many_stations(full, stations, dose_minutes, expected):
    slots = list(full.slots.all())
    assert list(suggested(slots, had=2, stations=stations, dose_minutes=dose_minutes).values()) == expected


def test_nobody_is_counted_twice(full, lead):
    change_capacity(vax_session=full, places=sizes(full, 1, 1, 1, 1), stations=1, reason="Mưa", by=lead)
    assert (
        full.appointments.filter(outcome=Outcome.NONE).count() == 4 == sum(full.slots.values_list("taken", flat=True))
    )
