"""Many clients at once, on real connections: places are never oversold, stock never falls below nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from sessions.models import Appointment, SessionLot, StockBalance, StockMovement, VaccinationSession
from sessions.rules.codes import SessionIs
from sessions.rules.states import SessionState
from sessions.services.closing import VialsCounted, close_session
from sessions.services.moving import change_time
from sessions.services.planning import LotIssue, change_plan, plan_session
from sessions.services.publishing import cancel_session
from sessions.services.seating import add_people
from sessions.services.stock import discard, issue_to_session, receive
from tests.factories import LotFactory, SessionFactory, SessionLotFactory, StockBalanceFactory
from vaxportal.core.errors import RuleBroken

pytestmark = pytest.mark.django_db(transaction=True)
CLIENTS, AT_ONCE = 64, 16


def at_once(act, arguments):
    """Runs the act for each argument in parallel; answers how many succeeded."""

    def one(argument):
        try:
            act(argument)
        except RuleBroken:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(one, arguments))


def in_step(rounds, *acts):
    """Runs the acts at the same moment, again and again; each is told the round. A deadlock raises."""
    together = Barrier(len(acts))

    def one(act):
        try:
            for number in range(rounds):
                together.wait(30)
                with suppress(RuleBroken):
                    act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for future in [pool.submit(one, act) for act in acts]:
            future.result()


def test_64_clients_take_the_last_10_places(facility, lead, make_plan, waiting):
    draft = plan_session(facility=facility, plan=make_plan(slot_capacity=1, slot_minutes=24), by=lead)
    assert draft.slots.count() == 10
    taken = at_once(lambda one: add_people(vax_session=draft, registrations=[one], by=lead), waiting(CLIENTS))
    assert taken == Appointment.objects.count() == 10
    assert list(draft.slots.values_list("taken", flat=True)) == [1] * 10


def test_64_clients_book_the_last_10_places_of_one_slot(facility, lead, make_plan, waiting):
    draft = plan_session(facility=facility, plan=make_plan(slot_capacity=20), by=lead)
    slot = draft.slots.all()[1]
    add_people(vax_session=draft, registrations=waiting(10), slot=slot, by=lead)
    refused = Counter()

    def book(registration):
        try:
            add_people(vax_session=draft, registrations=[registration], slot=slot, by=lead)
        except RuleBroken as refusal:
            refused.update(problem.code for problem in refusal.problems)
            raise

    assert at_once(book, waiting(CLIENTS)) == 10
    assert refused == {SessionIs.SLOT_FULL: CLIENTS - 10}
    slot.refresh_from_db()
    assert slot.taken == slot.capacity == slot.appointments.count() == Appointment.objects.count() == 20
    people = Appointment.objects.filter(outcome="").values_list("person", flat=True)
    assert len(set(people)) == len(people)  # nobody stands in two open plans


def test_everybody_moves_to_the_last_place_of_a_slot_at_once(facility, lead, make_plan, waiting):
    draft = plan_session(facility=facility, plan=make_plan(slot_capacity=16), by=lead)
    first, second, *_rest = draft.slots.all()
    draft.slots.filter(pk=second.pk).update(capacity=1)
    people = add_people(vax_session=draft, registrations=waiting(16), slot=first, by=lead).appointments
    assert at_once(lambda one: change_time(appointment=one, slot=second, by=lead), people) == 1
    assert list(draft.slots.values_list("taken", flat=True)) == [15, 1, 0, 0]
    assert [slot.appointments.count() for slot in draft.slots.all()] == [15, 1, 0, 0]


def test_one_person_moved_by_many_desks_has_one_place(facility, lead, make_plan, waiting):
    draft = plan_session(facility=facility, plan=make_plan(), by=lead)
    [one] = add_people(vax_session=draft, registrations=waiting(1), by=lead).appointments
    slots = list(draft.slots.all())
    at_once(lambda slot: change_time(appointment=one, slot=slot, by=lead), slots * 4)
    one.refresh_from_db()
    assert {slot.pk: slot.taken for slot in draft.slots.all() if slot.taken} == {one.slot_id: 1}


def test_one_person_wanted_by_many_sessions_gets_one_appointment(facility, lead, make_plan, waiting, lot):
    sessions = [plan_session(facility=facility, plan=make_plan(), by=lead) for _ in range(4)]
    one = waiting(1)
    at_once(lambda vax_session: add_people(vax_session=vax_session, registrations=one, by=lead), sessions * 4)
    assert Appointment.objects.count() == 1


def test_stock_issued_and_discarded_at_once_never_falls_below_nothing(facility, lead, make_plan, lot):
    draft = plan_session(facility=facility, plan=make_plan(), by=lead)
    StockBalance.objects.filter(lot=lot).update(doses=10)

    def take(number):
        if number % 2:
            issue_to_session(vax_session=draft, lot=lot, doses=1, by=lead)
        else:
            discard(facility=facility, lot=lot, doses=1, reason="Vỡ", by=lead)

    assert at_once(take, range(CLIENTS)) == 10
    assert StockBalance.objects.get(lot=lot).doses == 0


ROUNDS = 20
UNUSED = VialsCounted(0, 0)


@pytest.fixture
def two_lots(facility, lot):
    other = LotFactory(number="AZ2109B")
    StockBalanceFactory(facility=facility, lot=other, doses=500)
    return lot, other


def explained(*lots):
    """Whether the movements and what sessions hold explain every balance."""
    return all(
        StockBalance.objects.get(lot=lot).doses == 500 + sum(lot.movements.values_list("doses", flat=True))
        for lot in lots
    )


def test_closing_and_issuing_at_once_lose_no_dose(facility, lead, lot):
    sessions = [SessionFactory(open_now=True, facility=facility) for _round in range(ROUNDS)]
    rows = [SessionLotFactory(session=one, lot=lot, doses_issued=20) for one in sessions]
    in_step(
        ROUNDS,
        lambda n: close_session(vax_session=sessions[n], counted={rows[n].pk: UNUSED}, by=lead),
        lambda n: issue_to_session(vax_session=sessions[n], lot=lot, doses=1, by=lead),
    )
    assert explained(lot)
    assert all(row.doses_left == 0 for row in SessionLot.objects.filter(session__state=SessionState.CLOSED))


def test_two_sessions_with_the_same_lots_close_at_once(facility, lead, two_lots):
    pairs = []
    for lots in (two_lots, two_lots[::-1]):
        sessions = [SessionFactory(open_now=True, facility=facility) for _round in range(ROUNDS)]
        rows = [[SessionLotFactory(session=one, lot=lot) for lot in lots] for one in sessions]
        pairs.append((sessions, rows))

    def closing(sessions, rows):
        return lambda n: close_session(vax_session=sessions[n], counted={row.pk: UNUSED for row in rows[n]}, by=lead)

    in_step(ROUNDS, *[closing(*pair) for pair in pairs])
    assert explained(*two_lots)
    assert StockMovement.objects.filter(kind=StockMovement.Kind.RETURN).count() == 4 * ROUNDS


def test_two_drafts_swap_their_lots(facility, lead, make_plan, two_lots):
    plans = [make_plan(lots=(LotIssue(lot, 120),)) for lot in two_lots]
    drafts = [plan_session(facility=facility, plan=plan, by=lead) for plan in plans]
    in_step(
        ROUNDS,
        lambda n: change_plan(vax_session=drafts[0], plan=plans[(n + 1) % 2], by=lead),
        lambda n: change_plan(vax_session=drafts[1], plan=plans[n % 2], by=lead),
    )
    assert explained(*two_lots)
    for draft in drafts:
        cancel_session(vax_session=draft, reason="Mưa", by=lead)
    assert [StockBalance.objects.get(lot=lot).doses for lot in two_lots] == [500, 500]


def test_a_plan_sent_twice_by_a_double_click_is_one_session(facility, lead, make_plan, lot):
    refs, plan = [uuid4() for _round in range(ROUNDS)], make_plan(lots=(LotIssue(lot, 1),))

    def click(number):
        assert plan_session(facility=facility, plan=plan, by=lead, ref=refs[number]).ref == refs[number]

    in_step(ROUNDS, click, click)
    assert VaccinationSession.objects.count() == ROUNDS
    assert StockBalance.objects.get(lot=lot).doses == 500 - ROUNDS


def test_one_ref_moves_one_lot(facility, lead, two_lots):
    refs = [uuid4() for _round in range(ROUNDS)]
    acts = [lambda n, lot=lot: receive(facility=facility, lot=lot, doses=1, by=lead, ref=refs[n]) for lot in two_lots]
    in_step(ROUNDS, *acts, *acts)
    assert StockMovement.objects.count() == ROUNDS
    assert explained(*two_lots)
