"""All that stands at the table for one injection: who is there, and what is around them.

Where a dose is to be recorded, a first statement holds the person and the appointment. The second, which travels with
it, reads afterwards and so sees what whoever held them before has written.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from registration.models import Person, Vaccine
from sessions.models import Appointment, Lot, SessionLot, VaccinationSession
from sessions.services.dose_facts import RULES_TO, PastRow, doses_so_far
from vaxportal.core.sql import Columns, Statement, run
from vaxportal.geography.models import Facility

APPOINTMENT = Columns(
    Appointment, "a", "id", "ref", "session_id", "person_id", "is_walk_in", "checked_in_at", "outcome"
)
PERSON = Columns(Person, "p", "id", "ref", "born_on", "commune_id")
SESSION = Columns(VaccinationSession, "s", "id", "ref", "facility_id", "round_id", "vaccine_id", "day", "state")
FACILITY = Columns(Facility, "f", "id", "district_id", "province_id")
ROW = Columns(
    SessionLot, "r", "id", "lot_id", "doses_issued", "doses_recorded", "doses_discarded", "doses_returned"
)  # fmt: skip
LOT = Columns(Lot, "l", "id", "ref", "vaccine_id", "number", "expires_on", "recalled_at")
VACCINE = Columns(Vaccine, "v", "id", "code", "disease", "licensed", "min_age_years", "primary_doses")

VIAL = """
    SELECT b.id FROM vaccination_vial b LEFT JOIN vaccination_station t ON t.id = b.station_id
    WHERE b.session_lot_id = r.id AND (b.ref = %(vial)s OR (%(vial)s IS NULL AND t.ref = %(station)s
        AND b.closed_at IS NULL
        AND b.holds > (SELECT count(*) FROM vaccination_dose WHERE vial_id = b.id AND voided_at IS NULL)))
    ORDER BY b.opened_at DESC LIMIT 1
"""
HOLD = Statement(  # rows are held in the order of OF, the same as everywhere
    "dose_hold",
    """
    SELECT FROM vaccination_appointment a JOIN registration_person p ON p.id = a.person_id
    WHERE a.ref = %(appointment)s FOR NO KEY UPDATE OF p, a
    """,
)


@dataclass(frozen=True, kw_only=True)
class DoseDesk:
    """Instances with the columns that the rules want; the rest is read when asked for."""

    appointment: Appointment  # with its person, session and facility
    screened: str | None  # the outcome of the screening in force
    row: SessionLot | None  # with its lot and vaccine; None where the lot is not of this session
    station_id: int | None
    dose_id: int | None  # of the dose that carries this `ref` already
    vial_id: int | None  # the one that was named, else the one that stands open at the station
    doses: tuple[PastRow, ...]
    rules: tuple[dict[str, Any], ...]  # to the vaccine of the lot


def desk_of(
    *,
    appointment: UUID,
    lot: UUID,
    station: UUID | None = None,
    vial: UUID | None = None,
    ref: UUID | None = None,
    hold: bool = False,
) -> DoseDesk | None:
    """None without such an appointment; `hold` keeps person and appointment until the transaction ends."""
    named = {"appointment": appointment, "lot": lot, "station": station, "vial": vial, "ref": ref}
    asked = {**named, "zone": settings.TIME_ZONE}
    around = run([*([(HOLD, asked)] if hold else []), (_around(), asked)])
    if around is None:
        return None
    here = APPOINTMENT.take(around)
    here.person = PERSON.take(around)
    here.session = SESSION.take(around)
    here.session.facility = FACILITY.take(around)
    row = _with_lot(ROW.take_any(around), LOT.take_any(around), VACCINE.take_any(around))
    screened, station_id, dose_id, vial_id, doses, rules = around
    return DoseDesk(
        appointment=here,
        screened=screened,
        row=row,
        station_id=station_id,
        dose_id=dose_id,
        vial_id=vial_id,
        doses=tuple(doses or ()),
        rules=tuple(rules or ()),
    )


def _with_lot(row: SessionLot | None, lot: Lot | None, vaccine: Vaccine | None) -> SessionLot | None:
    if row and lot and vaccine:
        row.lot, lot.vaccine = lot, vaccine
    return row


@cache  # the columns are known when the models are
def _around() -> Statement:
    return Statement(
        "dose_around",
        f"""
        SELECT {APPOINTMENT}, {PERSON}, {SESSION}, {FACILITY}, {ROW}, {LOT}, {VACCINE},
            (SELECT outcome FROM vaccination_screening
                WHERE appointment_id = a.id AND replaced_at IS NULL),
            (SELECT id FROM vaccination_station WHERE session_id = s.id AND ref = %(station)s),
            (SELECT id FROM vaccination_dose WHERE ref = %(ref)s), ({VIAL}),
            ({doses_so_far(person="p.id")}), ({RULES_TO})
        FROM vaccination_appointment a
        JOIN registration_person p ON p.id = a.person_id
        JOIN vaccination_vaccinationsession s ON s.id = a.session_id
        JOIN geography_facility f ON f.id = s.facility_id
        LEFT JOIN (
            vaccination_sessionlot r
            JOIN vaccination_lot l ON l.id = r.lot_id AND l.ref = %(lot)s
            JOIN registration_vaccine v ON v.id = l.vaccine_id
        ) ON r.session_id = s.id
        WHERE a.ref = %(appointment)s
        """,  # noqa: S608  names of columns only
    )
