"""Many clients at once, on real connections: places are never oversold, stock never falls below nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from sessions.models import Appointment, StockBalance
from sessions.services.planning import plan_session
from sessions.services.seating import add_people
from sessions.services.stock import discard, issue_to_session
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


def test_64_clients_take_the_last_10_places(facility, lead, make_plan, waiting):
    draft = plan_session(facility=facility, plan=make_plan(slot_capacity=1, slot_minutes=24), by=lead)
    assert draft.slots.count() == 10
    taken = at_once(lambda one: add_people(vax_session=draft, registrations=[one], by=lead), waiting(CLIENTS))
    assert taken == Appointment.objects.count() == 10
    assert list(draft.slots.values_list("taken", flat=True)) == [1] * 10


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
