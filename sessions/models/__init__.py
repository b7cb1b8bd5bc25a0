from sessions.models.appointments import Appointment, Screening
from sessions.models.devices import DeskAct, DeskDevice
from sessions.models.doses import AdverseEvent, Dose
from sessions.models.facts import Fact
from sessions.models.planning import SessionLot, Slot, Station, VaccinationSession
from sessions.models.reference import DoseRule, Round
from sessions.models.stock import Lot, StockBalance, StockMovement, StockTransfer
from sessions.models.vials import Vial

__all__ = [
    "AdverseEvent",
    "Appointment",
    "DeskAct",
    "DeskDevice",
    "Dose",
    "DoseRule",
    "Fact",
    "Lot",
    "Round",
    "Screening",
    "SessionLot",
    "Slot",
    "Station",
    "StockBalance",
    "StockMovement",
    "StockTransfer",
    "VaccinationSession",
    "Vial",
]
