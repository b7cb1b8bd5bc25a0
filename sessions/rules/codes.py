"""Codes of what can be wrong with a session, a dose, a lot. They are in the API: never renamed."""

from enum import StrEnum


class DoseIs(StrEnum):
    ALREADY_RECORDED = "already_recorded"


class SessionIs(StrEnum):
    SLOT_FULL = "slot_full"
    ALREADY_IN_SESSION = "already_in_session"
    ALREADY_IN_OPEN_PLAN = "already_in_open_plan"


class LotIs(StrEnum):
    MORE_THAN_ISSUED = "more_than_issued"
    MORE_THAN_IN_STOCK = "more_than_in_stock"
    ALREADY_KNOWN = "lot_already_known"
