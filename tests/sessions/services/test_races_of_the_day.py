"""Several desks at once, on real connections: one dose per person, no dose beyond the lot, nothing after closing."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from registration.models import Registration
from reporting.services.recount import recount
from sessions.models import Appointment, Dose
from sessions.rules.codes import DeskIs
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome, SessionState
from sessions.services.arrivals import add_walk_in, check_in
from sessions.services.closing import VialsCounted, close_session
from sessions.services.doses import record_dose, void_dose
from sessions.services.planning import plan_session
from sessions.services.publishing import cancel_session, publish_session
from sessions.services.seating import add_people
from tests.factories import (
    AppointmentFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
    StockBalanceFactory,
)
from tests.sessions.services.day import counted, entry
from vaxportal.core.errors import RuleBroken

pytestmark = pytest.mark.django_db(transaction=True)
DESKS = 8


@pytest.fixture
def vax_session(facility):
    vax_session = SessionFactory(open_now=True, facility=facility)
    StationFactory(session=vax_session)
    return vax_session


def at_once(*acts):
    """Runs the acts in parallel; answers what each returned, or the refusal."""

    def one(act):
        try:
            return act()
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(one, act) for act in acts]]


def one_waits_for_the_other(first, second):
    """The second act begins while the first is done and not yet committed."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(at_once, second)
            time.sleep(0.7)  # it comes to the first row that is held
        [answer] = waiting.result()
    assert not isinstance(answer, Exception), answer


def dose_of(appointment, lot, nurse, ref=None):
    ref = ref or uuid4()
    return lambda: record_dose(appointment=appointment.ref, entry=entry(lot, nurse), ref=ref, by=nurse)


def test_eight_desks_record_one_person_once(vax_session, lan):
    appointment, lot = AppointmentFactory(session=vax_session, cleared=True), SessionLotFactory(session=vax_session)
    answers = at_once(*[dose_of(appointment, lot, lan) for _ in range(DESKS)])
    lot.refresh_from_db()
    assert sum(isinstance(answer, Dose) for answer in answers) == 1
    assert (Dose.objects.count(), lot.doses_recorded, counted(vax_session, Measure.INJECTED_PRIMARY_1)) == (1, 1, 1)


def test_one_click_retried_eight_times_answers_the_same_dose(vax_session, lan):
    appointment, lot = AppointmentFactory(session=vax_session, cleared=True), SessionLotFactory(session=vax_session)
    ref = uuid4()
    answers = at_once(*[dose_of(appointment, lot, lan, ref) for _ in range(DESKS)])
    assert {answer.ref for answer in answers} == {ref} and Dose.objects.count() == 1


def test_one_ref_for_eight_people_is_one_dose_and_seven_refusals(vax_session, lan):
    lot, ref = SessionLotFactory(session=vax_session), uuid4()
    people = AppointmentFactory.create_batch(DESKS, session=vax_session, cleared=True)
    answers = at_once(*[dose_of(one, lot, lan, ref) for one in people])
    refused = [answer for answer in answers if isinstance(answer, RuleBroken)]
    assert {problem.code for answer in refused for problem in answer.problems} == {DeskIs.REF_TAKEN}
    lot.refresh_from_db()
    assert (Dose.objects.count(), lot.doses_recorded, len(refused)) == (1, 1, DESKS - 1)


def test_the_last_three_doses_of_a_lot_go_to_three_people(vax_session, lan):
    lot = SessionLotFactory(session=vax_session, doses_issued=3)
    people = AppointmentFactory.create_batch(DESKS, session=vax_session, cleared=True)
    answers = at_once(*[dose_of(one, lot, lan) for one in people])
    lot.refresh_from_db()
    assert sum(isinstance(answer, Dose) for answer in answers) == lot.doses_recorded == Dose.objects.count() == 3


def test_closing_and_recording_at_once_never_leaves_a_dose_outside(vax_session, lan, lead):
    """The forgotten person makes closing wait for them; then either the dose is in and counted, or closing refuses."""
    for _round in range(5):
        session = SessionFactory(open_now=True, facility=vax_session.facility)
        lot = SessionLotFactory(session=session, doses_issued=10)
        StockBalanceFactory(facility=session.facility, lot=lot.lot, doses=0)
        appointment = AppointmentFactory(session=session, cleared=True)
        counts = {lot.pk: VialsCounted(1, 9, "Hết giờ")}
        override = Override("Theo dõi tiếp")
        closing = partial(close_session, vax_session=session, counted=counts, by=lead, override=override)
        at_once(closing, dose_of(appointment, lot, lan), closing)
        session.refresh_from_db()
        lot.refresh_from_db()
        assert lot.doses_recorded == Dose.objects.filter(session=session).count() == 1
        if session.state == SessionState.CLOSED:
            assert lot.doses_left == 0


def test_nobody_walks_into_a_session_that_is_being_closed(vax_session, lan, lead):
    people = PersonFactory.create_batch(DESKS)
    walk_ins = [
        lambda person=person: add_walk_in(vax_session=vax_session, person=person, ref=uuid4(), by=lan)
        for person in people
    ]
    at_once(*walk_ins[:4], lambda: close_session(vax_session=vax_session, counted={}, by=lead), *walk_ins[4:])
    vax_session.refresh_from_db()
    unresolved = Appointment.objects.filter(outcome=Outcome.NONE).count()
    assert not unresolved if vax_session.state == SessionState.CLOSED else unresolved == DESKS


def test_one_person_walks_in_at_two_sites_and_is_taken_at_one(vax_session, lan, minh, other_facility):
    person = PersonFactory()
    there = SessionFactory(open_now=True, facility=other_facility)
    StationFactory(session=there)
    answers = at_once(
        lambda: add_walk_in(vax_session=vax_session, person=person, ref=uuid4(), by=lan),
        lambda: add_walk_in(vax_session=there, person=person, ref=uuid4(), by=minh),
    )
    assert sum(isinstance(answer, Appointment) for answer in answers) == 1
    assert Appointment.objects.filter(person=person, outcome=Outcome.NONE).count() == 1


@pytest.mark.parametrize("act", ["publish", "cancel"])
@pytest.mark.parametrize("first", ["walk in", "other"])
def test_who_walks_in_elsewhere_while_their_session_is_published_or_cancelled_counts_once(
    vax_session, lan, lead, make_plan, waiting, act, first
):
    draft = plan_session(facility=vax_session.facility, plan=make_plan(), by=lead)
    early, other = waiting(2)
    add_people(vax_session=draft, registrations=[early, other], by=lead)
    if act == "cancel":
        publish_session(vax_session=draft, by=lead)
    acts = {
        "publish": partial(publish_session, vax_session=draft, by=lead),
        "cancel": partial(cancel_session, vax_session=draft, reason="Mưa", by=lead),
        "walk in": partial(
            add_walk_in, vax_session=vax_session, person=early.person, ref=uuid4(), by=lan, override=Override("Sớm")
        ),
    }
    order = [acts["walk in"], acts[act]] if first == "walk in" else [acts[act], acts["walk in"]]
    one_waits_for_the_other(*order)
    left = Appointment.objects.get(session=draft, person=early.person)
    moved = first == "walk in" or act == "publish"
    assert left.outcome == (Outcome.MOVED if moved else Outcome.WITHDRAWN)
    early.refresh_from_db()
    assert early.state == Registration.State.INVITED  # by the session into which they walked
    assert sum(draft.slots.values_list("taken", flat=True)) == (1 if act == "publish" else 0)
    assert recount(repair=False).differences == 0


def test_two_receptions_check_one_person_in_once(vax_session, lan):
    appointment = AppointmentFactory(session=vax_session)
    at_once(*[lambda: check_in(appointment=appointment, by=lan) for _ in range(DESKS)])
    assert counted(vax_session, Measure.CHECKED_IN) == 1


def test_a_dose_voided_from_two_screens_is_taken_back_once(vax_session, lan, lead):
    lot = SessionLotFactory(session=vax_session)
    dose = dose_of(AppointmentFactory(session=vax_session, cleared=True), lot, lan)()
    Dose.objects.filter(pk=dose.pk).update(given_at=timezone.now() - timedelta(minutes=1))
    at_once(*[lambda: void_dose(dose=dose, reason="Ghi nhầm người", by=lead) for _ in range(DESKS)])
    lot.refresh_from_db()
    assert (lot.doses_recorded, counted(vax_session, Measure.VOIDED)) == (0, 1)


def test_who_registers_anew_while_the_session_is_published_is_invited_by_that(facility, lead):
    """Of a course that goes on: the first wish is done, the next one is on its way."""
    draft = SessionFactory(facility=facility, state=SessionState.DRAFT, day=timezone.localdate() + timedelta(1))
    SessionLotFactory(session=draft)
    chosen = AppointmentFactory(session=draft)
    Registration.objects.filter(pk=chosen.registration_id).update(state=Registration.State.DONE)
    registering = partial(RegistrationFactory, person=chosen.person)
    one_waits_for_the_other(registering, partial(publish_session, vax_session=draft, by=lead))
    chosen.refresh_from_db()
    anew = Registration.objects.open().get()
    assert (chosen.registration, anew.state) == (anew, Registration.State.INVITED)
