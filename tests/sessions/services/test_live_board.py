"""What the board counts is what the people of the session have behind them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sessions.models import Appointment, Dose
from sessions.rules.acts import ActState
from sessions.rules.devices import DeviceState
from sessions.rules.stages import Group
from sessions.rules.states import Outcome
from sessions.services.doses import record_dose
from sessions.services.live_board import board_of, people_in
from sessions.services.screening import screen
from tests.factories import (
    AppointmentFactory,
    DeskActFactory,
    DeskDeviceFactory,
    SessionFactory,
    SessionLotFactory,
    SlotFactory,
    VialFactory,
)
from tests.queries import queries_of
from tests.sessions.services.day import answered, entry


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def lot(vax_session):
    return SessionLotFactory(session=vax_session, doses_issued=40)


@pytest.fixture
def slot(vax_session):
    return SlotFactory(session=vax_session)


def inject(vax_session, lot, nurse, **columns):
    appointment = AppointmentFactory(session=vax_session, cleared=True, **columns)
    return record_dose(appointment=appointment.ref, entry=entry(lot, nurse), ref=uuid4(), by=nurse)


@pytest.fixture
def crowd(vax_session, slot, lot, lan):
    AppointmentFactory(session=vax_session, slot=slot)
    AppointmentFactory(session=vax_session, slot=slot, present=True)
    AppointmentFactory(session=vax_session, slot=slot, cleared=True)
    deferred = AppointmentFactory(session=vax_session, slot=slot, present=True)
    screen(appointment=deferred, given=answered(yes=["q3"], outcome="deferred"), ref=uuid4(), by=lan)
    inject(vax_session, lot, lan, slot=slot)
    gone = inject(vax_session, lot, lan, is_walk_in=True).appointment
    Appointment.objects.filter(pk=gone.pk).update(left_at=timezone.now(), left_by=lan)
    moved, absent = AppointmentFactory.create_batch(2, session=vax_session, slot=slot)
    ended = {"outcome_at": timezone.now(), "outcome_by": lan}
    Appointment.objects.filter(pk=moved.pk).update(outcome=Outcome.MOVED, **ended)
    Appointment.objects.filter(pk=absent.pk).update(outcome=Outcome.NO_SHOW, **ended)


EXPECTED = {
    Group.PLANNED: 6,
    Group.WALK_IN: 1,
    Group.ARRIVED: 5,
    Group.SCREENED: 4,
    Group.INJECTED: 2,
    Group.OBSERVED: 1,
    Group.LEFT: 1,
    Group.TO_INJECT: 3,
    Group.DEFERRED: 1,
    Group.CONTRAINDICATED: 0,
    Group.REFERRED: 0,
    Group.REFUSED: 0,
    Group.NO_SHOW: 1,
}


@pytest.mark.usefixtures("crowd")
def test_each_number_is_that_of_the_people_behind_it(vax_session):
    board = board_of(vax_session)
    assert dict(board.counts) == EXPECTED
    assert {group: len(people_in(vax_session, group)) for group in Group} == EXPECTED
    assert board.without_dose == 2


@pytest.mark.usefixtures("crowd")
def test_people_are_counted_by_slot_and_those_without_one_stand_last(vax_session, slot):
    in_slot, without = board_of(vax_session).slots
    assert (in_slot.label, in_slot.counts[Group.PLANNED], in_slot.counts[Group.INJECTED]) == (str(slot), 6, 1)
    assert (without.label, without.counts[Group.ARRIVED], without.counts[Group.INJECTED]) == ("", 1, 1)


def test_the_pace_and_the_end_come_from_the_doses_in_force(vax_session, lot, lan):
    doses = [inject(vax_session, lot, lan) for _ in range(4)]
    now = timezone.now()
    for dose, minutes in zip(doses, (60, 60, 10, 5), strict=True):
        Dose.objects.filter(pk=dose.pk).update(given_at=now - timedelta(minutes=minutes))
    voided = {"voided_at": now, "voided_by": lan, "void_reason": "Ghi nhầm"}
    Dose.objects.filter(pk=doses[0].pk).update(**voided)
    AppointmentFactory.create_batch(2, session=vax_session)
    speed = board_of(vax_session).speed
    assert (round(speed.pace.lately), round(speed.pace.over_day)) == (4, 3)
    assert round((speed.expected_at - now) / timedelta(minutes=1)) == 30
    assert speed.planned_at == timezone.make_aware(timezone.datetime.combine(vax_session.day, vax_session.ends_at))


def test_vials_are_held_against_the_doses(vax_session, lot, lan):
    full, empty = VialFactory(session_lot=lot), VialFactory(session_lot=lot)
    doses = [inject(vax_session, lot, lan) for _ in range(3)]
    Dose.objects.filter(pk__in=[one.pk for one in doses]).update(vial=full)
    empty.doses_discarded, empty.discard_reason = 9, "Vỡ lọ"
    empty.closed_at, empty.closed_by = timezone.now(), lan
    empty.save()
    [line] = board_of(vax_session).lots
    assert (line.vials.opened, line.vials.still_open, line.vials.held) == (2, 1, 20)
    assert (line.vials.left, line.vials.discarded, line.gap) == (7, 9, 1)  # one dose of the broken vial is unexplained


def test_devices_and_conflicts_are_shown_as_they_stand(vax_session):
    DeskDeviceFactory(session=vax_session)
    silent = DeskDeviceFactory(session=vax_session, unsent=3, seen_at=timezone.now() - timedelta(hours=1))
    waiting = DeskActFactory(device=silent, state=ActState.WAITING)
    DeskActFactory(device=silent, state=ActState.DONE)
    board = board_of(vax_session)
    assert [line.state for line in board.devices] == [DeviceState.ONLINE, DeviceState.SILENT]
    assert (board.unsent, board.conflicts) == (3, [waiting])


def test_the_board_asks_the_same_for_3_people_and_for_30(vax_session, lot, slot, lan):
    def come(number):
        for _ in range(number):
            inject(vax_session, lot, lan, slot=slot)
            VialFactory(session_lot=lot)
            DeskActFactory(device=DeskDeviceFactory(session=vax_session))

    come(3)
    few = queries_of(lambda: board_of(vax_session))
    come(27)
    assert queries_of(lambda: board_of(vax_session)) == few
