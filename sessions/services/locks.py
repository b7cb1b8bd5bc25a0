"""Rows held for the length of one act, always in this order: session, its devices, person, appointment, registration,
lot of the session, its vials, transfer, balance on the shelf; several of a kind by their keys.

Who changes people of a session, or issues doses to it, holds the session's row, so that nothing is added while it is
being closed. Recording a dose does not: it holds the lot's row, which closing takes first.
"""

from collections.abc import Iterable

from registration.models import Person
from sessions.models import (
    Appointment,
    DeskDevice,
    Lot,
    SessionLot,
    StockBalance,
    StockTransfer,
    VaccinationSession,
    Vial,
)
from vaxportal.geography.models import Facility


def hold_session(session_id: int) -> VaccinationSession:
    held = VaccinationSession.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("facility", "vaccine").get(pk=session_id)


def hold_person(person_id: int) -> Person:
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)


def hold_appointment(appointment: Appointment) -> Appointment:
    """The appointment as it is now, with its session held before it."""
    vax_session = hold_session(appointment.session_id)
    held = Appointment.objects.select_for_update(of=("self",), no_key=True)
    found = held.select_related("person", "registration").get(pk=appointment.pk)
    found.session = vax_session
    return found


def hold_lots(vax_session: VaccinationSession, *, only: Lot | None = None) -> list[SessionLot]:
    held = SessionLot.objects.select_for_update(of=("self",), no_key=True).select_related("lot__vaccine")
    rows = held.filter(session=vax_session).order_by("pk")
    return list(rows.filter(lot=only) if only else rows)


def hold_devices(vax_session: VaccinationSession) -> list[DeskDevice]:
    held = DeskDevice.objects.select_for_update(of=("self",), no_key=True)
    return list(held.filter(session=vax_session).order_by("pk"))


def hold_open_vials(rows: Iterable[int]) -> list[int]:
    """Of lots of a session that are held already, by their keys; answers the keys of the vials."""
    held = Vial.objects.select_for_update(of=("self",), no_key=True)
    return list(held.filter(session_lot__in=list(rows), closed_at=None).order_by("pk").values_list("pk", flat=True))


def hold_transfer(transfer_id: int) -> StockTransfer:
    held = StockTransfer.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("lot__vaccine", "source", "target").get(pk=transfer_id)


def hold_balances(facility: Facility, lots: Iterable[Lot]) -> list[StockBalance]:
    """What lies on the shelf of these lots. An act that moves several holds all of them before it moves the first."""
    keys = sorted({lot.pk for lot in lots})
    missing = [StockBalance(facility=facility, lot_id=key) for key in keys]
    StockBalance.objects.bulk_create(missing, ignore_conflicts=True)
    held = StockBalance.objects.select_for_update(of=("self",), no_key=True)
    return list(held.filter(facility=facility, lot__in=keys).order_by("pk"))
