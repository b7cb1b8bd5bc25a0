"""Closing against vials, devices and undecided acts; and that a closed session leaves nothing open."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.utils import timezone

from sessions.models import DeskAct, DeskDevice, Dose, Vial
from sessions.rules.acts import OPEN, ActState
from sessions.rules.codes import DeskIs
from sessions.rules.overrides import Override
from sessions.rules.states import SessionState
from sessions.services.closing import VialsCounted, close_session, vials_usual
from sessions.services.doses import record_dose
from sessions.services.lost_devices import declare_lost, lost_lately
from sessions.services.running import reopen_session
from sessions.services.vial_counts import vials_by_lot
from tests.factories import (
    AppointmentFactory,
    DeskActFactory,
    DeskDeviceFactory,
    SessionFactory,
    SessionLotFactory,
    StockBalanceFactory,
    VialFactory,
)
from tests.sessions.services.day import codes, entry
from vaxportal.audit.models import Entry
from vaxportal.core.errors import NotAllowed, RuleBroken

REASON = "Hết giờ sử dụng lọ đã mở"
LONG_AGO = timedelta(minutes=10)


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def lot(vax_session):
    lot = SessionLotFactory(session=vax_session, doses_issued=30)
    StockBalanceFactory(facility=vax_session.facility, lot=lot.lot, doses=0)
    return lot


def inject(vax_session, lot, nurse, vial=None):
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    dose = record_dose(appointment=appointment.ref, entry=entry(lot, nurse), ref=uuid4(), by=nurse)
    Dose.objects.filter(pk=dose.pk).update(given_at=timezone.now() - timedelta(hours=1), vial=vial)
    return dose


def usual_of(lot):
    lot.refresh_from_db()
    [(row, vials)] = vials_by_lot([lot])
    usual = vials_usual(row, vials)
    return {lot.pk: VialsCounted(usual.vials_opened, usual.doses_discarded, REASON if usual.doses_discarded else "")}


def test_the_sheet_presets_the_vials_of_the_desks_and_the_fewest_for_doses_without_one(vax_session, lot, lan):
    vial, _other = VialFactory(session_lot=lot), VialFactory(session_lot=lot)
    for _ in range(3):
        inject(vax_session, lot, lan, vial)
    assert usual_of(lot)[lot.pk] == VialsCounted(2, 17, REASON)
    inject(vax_session, lot, lan)
    assert usual_of(lot)[lot.pk] == VialsCounted(3, 26, REASON)


def test_an_open_vial_is_closed_with_its_rest_thrown_away_for_the_reason_given(vax_session, lot, lan, lead):
    vial = VialFactory(session_lot=lot)
    for _ in range(7):
        inject(vax_session, lot, lan, vial)
    without_reason = {lot.pk: VialsCounted(1, 3, "")}
    with pytest.raises(RuleBroken) as refused:
        close_session(vax_session=vax_session, counted=without_reason, by=lead)
    assert codes(refused) == {DeskIs.DISCARD_REASON_MISSING}
    vial.refresh_from_db()
    assert vial.closed_at is None
    close_session(vax_session=vax_session, counted=usual_of(lot), by=lead)
    vial.refresh_from_db()
    assert (vial.doses_discarded, vial.discard_reason, vial.closed_by) == (3, REASON, lead)


@pytest.mark.parametrize(("told", "thrown"), [((1, 0, ""), 0), ((1, 2, "Vỡ"), 2)])
def test_vials_do_not_throw_away_more_than_the_lead_counted(vax_session, lot, lan, lead, told, thrown):
    """Doses that name no vial came out of the open one: the lead has seen that it is empty."""
    vial = VialFactory(session_lot=lot)
    for given_from in [*[vial] * 6, *[None] * (4 - thrown)]:
        inject(vax_session, lot, lan, given_from)
    looked = Override("Đã xem lọ")
    close_session(vax_session=vax_session, counted={lot.pk: VialsCounted(*told)}, by=lead, override=looked)
    vial.refresh_from_db()
    assert (vial.doses_discarded, vial.closed_by) == (thrown, lead)


def test_another_number_of_vials_than_the_desks_opened_needs_a_reason(vax_session, lot, lan, lead):
    inject(vax_session, lot, lan, VialFactory(session_lot=lot))
    counted = {lot.pk: VialsCounted(2, 19, "Vỡ một lọ")}
    with pytest.raises(RuleBroken) as refused:
        close_session(vax_session=vax_session, counted=counted, by=lead)
    assert codes(refused) == {DeskIs.VIALS_DIFFER_FROM_DESK}
    close_session(vax_session=vax_session, counted=counted, by=lead, override=Override("Lọ vỡ trước khi ghi"))
    assert Entry.objects.get(action="session.closed").facts["overridden"] == ["vials_differ_from_desk"]


def test_reopening_takes_back_what_closing_threw_away_but_not_what_a_desk_did(vax_session, lot, lan, lead, hoa):
    closed_before = {"closed_at": timezone.now() - LONG_AGO, "closed_by": lan}
    broken = VialFactory(session_lot=lot, doses_discarded=10, discard_reason="Vỡ", **closed_before)
    vial = VialFactory(session_lot=lot)
    inject(vax_session, lot, lan, vial)
    close_session(vax_session=vax_session, counted=usual_of(lot), by=lead)
    reopen_session(vax_session=vax_session, reason="Quên nhập một người", by=hoa)
    vial.refresh_from_db()
    broken.refresh_from_db()
    assert (vial.closed_at, vial.doses_discarded, broken.doses_discarded) == (None, 0, 10)
    inject(vax_session, lot, lan, vial)
    close_session(vax_session=vax_session, counted=usual_of(lot), by=lead)
    lot.refresh_from_db()
    assert (lot.vials_opened, lot.doses_recorded, lot.doses_discarded) == (2, 2, 18)


def test_devices_and_undecided_acts_are_named_all_at_once(vax_session, lead):
    DeskDeviceFactory(session=vax_session, name="Máy tiếp đón")
    DeskDeviceFactory(session=vax_session, name="Máy bàn 1", unsent=4)
    silent = DeskDeviceFactory(session=vax_session, name="Máy bàn 2", seen_at=timezone.now() - LONG_AGO)
    appointment = AppointmentFactory(session=vax_session, outcome="no_show", outcome_at=timezone.now(), outcome_by=lead)
    DeskActFactory(device=silent, appointment=appointment)
    DeskActFactory(device=silent, state=ActState.DONE)
    with pytest.raises(RuleBroken) as refused:
        close_session(vax_session=vax_session, counted={}, by=lead)
    assert codes(refused) == {DeskIs.DEVICE_UNSENT, DeskIs.DEVICE_SILENT, DeskIs.ACT_UNDECIDED}
    told = " ".join(problem["message"] for problem in refused.value.told())
    assert "Máy bàn 1 còn 4 mục" in told and "Máy bàn 2" in told and appointment.person.full_name in told
    assert "Máy tiếp đón" not in told


def test_no_reason_lifts_an_unsent_device_or_an_undecided_act(vax_session, lead):
    DeskActFactory(device=DeskDeviceFactory(session=vax_session, unsent=1))
    with pytest.raises(RuleBroken):
        close_session(vax_session=vax_session, counted={}, by=lead, override=Override("Về sớm"))


# lost devices


def test_a_lost_device_lets_the_session_close_and_the_district_reads_why(vax_session, lead, hoa, minh):
    device = DeskDeviceFactory(session=vax_session, unsent=2)
    lost = declare_lost(device=device, reason=" Rơi xuống sông ", by=lead)
    assert (lost.lost_by, lost.lost_reason) == (lead, "Rơi xuống sông")
    again = declare_lost(device=device, reason="Khác", by=lead)
    assert (again.lost_at, again.lost_reason) == (lost.lost_at, "Rơi xuống sông")
    assert Entry.objects.filter(action="device.lost").count() == 1
    close_session(vax_session=vax_session, counted={}, by=lead)
    device.refresh_from_db()
    assert device.released_at is None
    assert (list(lost_lately(hoa)), list(lost_lately(minh))) == ([device], [])
    DeskDevice.objects.update(lost_at=timezone.now() - timedelta(days=8))
    assert not lost_lately(hoa).exists()


def test_only_the_lead_declares_a_device_lost_with_a_reason_while_the_session_runs(vax_session, lead, lan, hoa):
    device = DeskDeviceFactory(session=vax_session, unsent=2)
    for stranger in (lan, hoa):
        with pytest.raises(NotAllowed):
            declare_lost(device=device, reason="Rơi", by=stranger)
    with pytest.raises(RuleBroken) as refused:
        declare_lost(device=device, reason=" ", by=lead)
    assert codes(refused) == {DeskIs.REASON_MISSING}
    DeskDevice.objects.update(released_at=timezone.now(), released_by=lan)
    with pytest.raises(RuleBroken) as refused:
        declare_lost(device=device, reason="Rơi", by=lead)
    assert codes(refused) == {DeskIs.DEVICE_RELEASED}
    close_session(vax_session=vax_session, counted={}, by=lead)
    with pytest.raises(RuleBroken) as refused:
        declare_lost(device=DeskDeviceFactory(session=vax_session), reason="Rơi", by=lead)
    assert codes(refused) == {DeskIs.SESSION_NOT_OPEN}


# whatever stands open, closing refuses or leaves nothing of it

KINDS = ("person", "vial", "unsent", "silent", "act")


@pytest.mark.parametrize("there", list(product([False, True], repeat=len(KINDS))), ids=str)
def test_a_closed_session_has_nothing_open(vax_session, lot, lan, lead, there):
    stands = dict(zip(KINDS, there, strict=True))
    if stands["person"]:
        AppointmentFactory(session=vax_session, present=True)
    if stands["vial"]:
        inject(vax_session, lot, lan, VialFactory(session_lot=lot))
    if stands["unsent"]:
        DeskDeviceFactory(session=vax_session, unsent=1)
    if stands["silent"]:
        DeskDeviceFactory(session=vax_session, seen_at=timezone.now() - LONG_AGO)
    if stands["act"]:
        DeskActFactory(device=DeskDeviceFactory(session=vax_session))
    DeskDeviceFactory(session=vax_session)
    try:
        close_session(vax_session=vax_session, counted=usual_of(lot), by=lead)
    except RuleBroken:
        assert any(stands[kind] for kind in KINDS if kind != "vial")
        return
    vax_session.refresh_from_db()
    assert vax_session.state == SessionState.CLOSED
    assert not vax_session.appointments.unresolved().exists()
    assert not Vial.objects.filter(session_lot__session=vax_session, closed_at=None).exists()
    assert not vax_session.devices.filter(released_at=None, lost_at=None).exists()
    assert not DeskAct.objects.filter(session=vax_session, state__in=OPEN).exists()
