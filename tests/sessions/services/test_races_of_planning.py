"""Several planners at once, on real connections: nobody in two plans, no place given twice, nobody forgotten."""

from uuid import uuid4

import pytest

from registration.models import Registration
from sessions.models import Appointment, Fact, StockBalance, VaccinationSession
from sessions.rules.states import NO_SUBJECT, Outcome
from sessions.services.candidates import EVERYBODY, Wanted
from sessions.services.capacity import change_capacity
from sessions.services.filling import fill_places
from sessions.services.planning import plan_session
from sessions.services.publishing import publish_session
from sessions.services.seating import add_people
from sessions.services.series import plan_series
from tests.factories import FacilityFactory, PriorityGroupFactory
from tests.sessions.services.test_races import at_once, in_step
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8
State = Registration.State


@pytest.fixture
def published(facility, lead, make_plan, waiting):
    """Four slots of ten, twenty people invited, each with a phone."""
    draft = plan_session(facility=facility, plan=make_plan(slot_capacity=10, dose_minutes=12), by=lead)
    add_people(vax_session=draft, registrations=waiting(20, person__phone="+84912345678"), by=lead)
    return publish_session(vax_session=draft, by=lead).vax_session


@pytest.fixture
def two_drafts(facility, lead, make_plan):
    """Of one site, forty places each."""
    return [plan_session(facility=facility, plan=make_plan(slot_capacity=10), by=lead) for _one in range(2)]


def is_true_to_its_people(vax_session):
    """Each slot counts exactly whom it seats, within its places; whoever comes has a time."""
    for slot in vax_session.slots.all():
        assert slot.taken == slot.appointments.unresolved().count() <= slot.capacity
    coming = Appointment.objects.filter(session=vax_session).unresolved()
    assert not coming.filter(slot=None).exists() and not coming.filter(come_at=None).exists()
    people = list(Appointment.objects.unresolved().values_list("person", flat=True))
    assert len(set(people)) == len(people)
    return coming.count()


def test_places_are_cut_and_booked_at_the_same_moment(published, lead, waiting):
    """Every round the planner takes places away, or gives them back, while somebody is put in."""
    late = waiting(ROUNDS * 3, person__phone="+84912345679")
    refs = [slot.ref for slot in published.slots.all()]

    def cut(number):
        size = (4, 9)[number % 2]
        places = dict.fromkeys(refs, size)
        change_capacity(vax_session=published, places=places, stations=1, reason="Hỏng tủ lạnh", by=lead)

    in_step(
        ROUNDS,
        cut,
        lambda n: add_people(vax_session=published, registrations=late[n * 3 : n * 3 + 3], by=lead),
    )
    assert 0 < is_true_to_its_people(published) <= 36
    called_off = Appointment.objects.filter(session=published, outcome=Outcome.WITHDRAWN)
    assert called_off.exists()
    subjects = Appointment.objects.filter(session=published).exclude(outcome__in=NO_SUBJECT).count()
    assert sum(Fact.objects.filter(measure="subjects").values_list("delta", flat=True)) == subjects
    assert Message.objects.filter(kind="invitation_cancelled").count() == called_off.count()
    again = Registration.objects.filter(pk__in=called_off.values("registration"))
    assert set(again.values_list("state", flat=True)) == {State.ACCEPTED}  # they wait again


def test_a_cut_and_64_bookings_never_leave_more_people_than_places(published, lead, waiting):
    refs = [slot.ref for slot in published.slots.all()]

    def act(argument):
        if isinstance(argument, int):
            places = dict.fromkeys(refs, argument)
            change_capacity(vax_session=published, places=places, stations=1, reason="Thiếu vắc xin", by=lead)
        else:
            add_people(vax_session=published, registrations=[argument], by=lead)

    clients = waiting(64)
    at_once(act, [*clients[:16], 6, *clients[16:48], 5, *clients[48:]])
    assert is_true_to_its_people(published) == sum(slot.capacity for slot in published.slots.all()) == 20


@pytest.mark.parametrize("wanted", [EVERYBODY, Wanted(order="waiting"), Wanted(order="next")])
def test_two_planners_fill_two_sessions_from_the_same_people(two_drafts, lead, hoa, waiting, wanted):
    waiting(50, person__priority_group=PriorityGroupFactory(code=12))
    waiting(20, person__priority_group=PriorityGroupFactory(code=1))
    first, second = two_drafts
    in_step(
        1,
        lambda _n: fill_places(vax_session=first, wanted=wanted, by=lead),
        lambda _n: fill_places(vax_session=second, wanted=wanted, by=hoa),
    )
    filled = [is_true_to_its_people(draft) for draft in two_drafts]
    assert sorted(filled) == [30, 40]  # everybody who waits has a place, because there is one


def test_two_sites_fill_at_once_and_nobody_is_called_to_both(facility, lead, hoa, make_plan, waiting):
    other = FacilityFactory(code="87303", name="Trung tâm Y tế", commune=facility.commune)
    drafts = [
        plan_session(facility=facility, plan=make_plan(slot_capacity=10), by=lead),
        plan_session(facility=other, plan=make_plan(slot_capacity=10, lots=()), by=hoa),
    ]
    people = waiting(30)
    in_step(
        1,
        lambda _n: fill_places(vax_session=drafts[0], wanted=EVERYBODY, by=lead),
        lambda _n: add_people(vax_session=drafts[1], registrations=people[::-1], by=hoa),
    )
    assert sum(is_true_to_its_people(draft) for draft in drafts) == 30


def test_one_session_filled_by_two_planners_at_once_is_filled_once(two_drafts, lead, hoa, waiting):
    waiting(70)
    fills = [lambda _n, by=by: fill_places(vax_session=two_drafts[0], wanted=EVERYBODY, by=by) for by in (lead, hoa)]
    in_step(2, *fills, *fills)
    assert is_true_to_its_people(two_drafts[0]) == 40


def test_a_series_pressed_twice_is_one(facility, lead, make_plan, lot):
    first = plan_session(facility=facility, plan=make_plan(), by=lead)
    ref, made = uuid4(), []

    def press(_number):
        made.append(plan_series(vax_session=first, times=4, ref=ref, by=lead))

    in_step(2, press, press, press)
    assert len(made) == 6 and VaccinationSession.objects.count() == 5
    assert len({tuple(one.pk for one in series.drafts) for series in made}) == 1
    assert not any(series.skipped for series in made)
    assert StockBalance.objects.get(lot=lot).doses == 380


def test_a_series_begun_by_two_planners_plans_each_day_once(facility, lead, hoa, make_plan):
    first = plan_session(facility=facility, plan=make_plan(), by=lead)
    made = []

    def planner(by):
        return lambda _n: made.append(plan_series(vax_session=first, times=4, ref=uuid4(), by=by))

    in_step(1, planner(lead), planner(hoa))
    assert sorted((len(series.drafts), len(series.skipped)) for series in made) == [(0, 4), (4, 0)]
    days = list(VaccinationSession.objects.values_list("day", flat=True))
    assert len(set(days)) == len(days) == 5
