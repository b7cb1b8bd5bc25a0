"""Two who correct at once, and a correction while the session is being closed, on real connections."""

from dataclasses import replace
from functools import partial
from uuid import uuid4

import pytest

from sessions.models import Dose, SessionLot, Vial
from sessions.rules.overrides import Override
from sessions.rules.states import SessionState
from sessions.services.closing import VialsCounted, close_session
from sessions.services.corrections import correct_dose, correct_vial
from sessions.services.doses import record_dose, written_of
from tests.factories import (
    AppointmentFactory,
    LotFactory,
    SessionFactory,
    SessionLotFactory,
    StockBalanceFactory,
)
from tests.sessions.services.day import entry
from tests.sessions.services.test_races_of_the_day import at_once
from vaxportal.core.errors import RuleBroken

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def rows(vax_session):
    """The lot that was written, and the right one."""
    made = [SessionLotFactory(session=vax_session, lot=LotFactory(number=number), doses_issued=10) for number in "AB"]
    for row in made:
        StockBalanceFactory(facility=vax_session.facility, lot=row.lot, doses=0)
    return made


def injected(vax_session, row, lan, **more):
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    dose = record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan)
    Dose.objects.filter(pk=dose.pk).update(**more)
    return Dose.objects.select_related("session__facility", "appointment").get(pk=dose.pk)


def correcting(dose, row, lead, ref=None):
    change = replace(written_of(dose), lot=row.lot.ref)
    return partial(correct_dose, dose=dose, change=change, reason="Nhầm lô", ref=ref or uuid4(), by=lead)


def recorded():
    return list(SessionLot.objects.order_by("pk").values_list("doses_recorded", flat=True))


def test_eight_who_correct_the_same_dose_correct_it_once(vax_session, rows, lan, lead):
    dose = injected(vax_session, rows[0], lan)
    answers = at_once(*[correcting(dose, rows[1], lead) for _desk in range(8)])
    assert sum(isinstance(one, Dose) for one in answers) == 1
    assert all(isinstance(one, Dose | RuleBroken) for one in answers)
    assert (Dose.objects.count(), Dose.objects.not_voided().count(), recorded()) == (2, 1, [0, 1])


def test_one_correction_sent_eight_times_answers_the_same_dose(vax_session, rows, lan, lead):
    act = correcting(injected(vax_session, rows[0], lan), rows[1], lead, ref=uuid4())
    assert len({one.pk for one in at_once(*[act] * 8)}) == 1
    assert recorded() == [0, 1]


def test_corrections_in_both_directions_do_not_block_each_other(vax_session, rows, lan, lead):
    one_way = [correcting(injected(vax_session, rows[0], lan), rows[1], lead) for _dose in range(3)]
    other_way = [correcting(injected(vax_session, rows[1], lan), rows[0], lead) for _dose in range(3)]
    fresh = [AppointmentFactory(session=vax_session, cleared=True) for _one in range(2)]
    recording = [
        partial(record_dose, appointment=one.ref, entry=entry(rows[0], lan), ref=uuid4(), by=lan) for one in fresh
    ]
    answers = at_once(*one_way, *recording, *other_way)
    assert all(isinstance(one, Dose) for one in answers) and recorded() == [5, 3]


def test_a_vial_and_one_of_its_doses_at_once_leave_one_lot(vax_session, rows, lan, lead):
    vial = Vial.objects.create(ref=uuid4(), session_lot=rows[0], holds=10, opened_by=lan)
    doses = [injected(vax_session, rows[0], lan, vial=vial) for _dose in range(3)]
    whole = partial(correct_vial, vial=vial, lot=rows[1].lot, reason="Nhầm lô", by=lead)
    at_once(whole, correcting(doses[0], rows[1], lead), whole, correcting(doses[1], rows[1], lead))
    assert set(Dose.objects.not_voided().values_list("lot__number", flat=True)) == {"B"}
    assert recorded() == [0, 3] and Dose.objects.not_voided().count() == 3


def test_a_correction_is_before_the_closing_or_refused(vax_session, rows, lan, lead):
    dose = injected(vax_session, rows[0], lan)
    counts = {rows[0].pk: VialsCounted(1, 9, "Hết giờ"), rows[1].pk: VialsCounted(0, 0)}
    closing = partial(close_session, vax_session=vax_session, counted=counts, by=lead, override=Override("Theo dõi"))
    answers = at_once(closing, correcting(dose, rows[1], lead), closing)
    vax_session.refresh_from_db()
    corrected = any(isinstance(one, Dose) for one in answers)
    assert Dose.objects.not_voided().count() == 1
    assert recorded() == ([0, 1] if corrected else [1, 0])
    assert (vax_session.state == SessionState.CLOSED) is not corrected  # corrected first, the vials no longer add up
