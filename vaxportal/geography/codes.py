"""Codes of what can be wrong with a facility. They are in the API: never renamed."""

from enum import StrEnum


class FacilityIs(StrEnum):
    CODE_SHAPE = "facility_code_shape"
    CODE_KNOWN = "facility_code_known"
    NAME_MISSING = "facility_name_missing"
    PLACE_MISSING = "facility_place_missing"
    HAS_SESSIONS = "facility_has_sessions"
    CLOSED_BEFORE_OPENED = "facility_closed_before_opened"
    ALREADY_CLOSED = "facility_already_closed"


class PopulationIs(StrEnum):
    """What can be wrong with a row of population figures."""

    UNIT_UNKNOWN = "population_unit_unknown"
    GIVEN_TWICE = "population_given_twice"
    NOT_A_NUMBER = "population_not_a_number"
    SOURCE_MISSING = "population_source_missing"
