"""Codes of what can be wrong with a session, a dose, a lot. They are in the API: never renamed."""

from enum import StrEnum


class DoseIs(StrEnum):
    ALREADY_RECORDED = "already_recorded"
    ALREADY_REPORTED = "already_reported"
    IN_FUTURE = "given_in_future"
    NOT_LICENSED = "vaccine_not_licensed"
    BEFORE_LICENCE = "before_licence"
    TOO_YOUNG = "too_young"
    LOT_OF_OTHER_VACCINE = "lot_of_other_vaccine"
    NOTHING_LEFT = "no_dose_left"
    AFTER_FULL_COURSE = "after_full_course"
    OUT_OF_ORDER = "number_out_of_order"
    DAYS_OUT_OF_ORDER = "days_out_of_order"
    SAME_DAY = "two_doses_on_one_day"
    TOO_SOON = "too_soon"
    NO_RULE = "no_matching_rule"
    MIXING_NEEDS_CONSENT = "mixing_needs_consent"


class MergeIs(StrEnum):
    ALREADY_MERGED = "merge_already_merged"
    REASON_MISSING = "merge_reason_missing"
    SAME_DOSE = "merge_same_dose"
    TWO_APPOINTMENTS = "merge_two_appointments"
    SAME_SESSION = "merge_same_session"
    TWO_ACCOUNTS = "merge_two_accounts"
    MERGED_ON = "merge_merged_on"
    DOSED_SINCE = "merge_dosed_since"


class ScreeningIs(StrEnum):
    TEMPERATURE_MISSING = "temperature_missing"
    BLOOD_PRESSURE_MISSING = "blood_pressure_missing"
    BLOOD_PRESSURE_HALF = "blood_pressure_half"
    BLOOD_PRESSURE_ORDER = "blood_pressure_order"
    NUMBER_IMPOSSIBLE = "vital_impossible"
    ANSWER_MISSING = "screening_answer_missing"
    ANSWER_UNKNOWN = "screening_answer_unknown"
    PREGNANCY_MALE = "pregnancy_male"
    OUTCOME_MISSING = "screening_outcome_missing"
    AGAINST_CONTRAINDICATION = "against_contraindication"
    AGAINST_SUGGESTION = "against_suggestion"


class SessionIs(StrEnum):
    SLOT_FULL = "slot_full"
    FULL = "session_full"
    ALREADY_IN_SESSION = "already_in_session"
    ALREADY_IN_OPEN_PLAN = "already_in_open_plan"
    NO_PLACE_LEFT = "session_no_place_left"
    MORE_LOSE_NOW = "session_more_lose_now"
    NOT_IN_THIS_STATE = "session_not_in_this_state"
    REF_OF_ANOTHER = "session_ref_of_another"


class PlanIs(StrEnum):
    DAY_REACHED = "plan_day_reached"
    TOO_FAR_AHEAD = "plan_too_far_ahead"
    TIMES_OUT_OF_ORDER = "plan_times_out_of_order"
    BREAK_OUTSIDE = "plan_break_outside"
    BREAK_HALF_GIVEN = "plan_break_half_given"
    STATIONS_OUT_OF_RANGE = "plan_stations_out_of_range"
    MINUTES_OUT_OF_RANGE = "plan_minutes_out_of_range"
    DOSE_MINUTES_OUT_OF_RANGE = "plan_dose_minutes_out_of_range"
    CAPACITY_OUT_OF_RANGE = "plan_capacity_out_of_range"
    SERIES_UNCLEAR = "plan_series_unclear"
    SERIES_EMPTY = "plan_series_empty"
    NO_LOT = "plan_no_lot"
    LOT_OF_ANOTHER_VACCINE = "plan_lot_of_another_vaccine"
    LOT_TWICE = "plan_lot_twice"
    TOO_FEW_PLACES = "plan_too_few_places"
    VACCINE_NOT_GIVEN_HERE = "plan_vaccine_not_given_here"
    ROUND_NOT_ON_DAY = "plan_round_not_on_day"
    FACILITY_CLOSED = "plan_facility_closed"
    OVER_STATION_LIMIT = "plan_over_station_limit"
    FEWER_DOSES_THAN_PLACES = "plan_fewer_doses_than_places"
    NOBODY_CHOSEN = "plan_nobody_chosen"
    REASON_MISSING = "plan_reason_missing"


class RoundIs(StrEnum):
    NAME_MISSING = "round_name_missing"
    ALREADY_KNOWN = "round_already_known"
    DATES_OUT_OF_ORDER = "round_dates_out_of_order"


class DoseRuleIs(StrEnum):
    ALREADY_KNOWN = "dose_rule_already_known"
    NUMBER_OUT_OF_RANGE = "dose_rule_number_out_of_range"
    RECOMMENDED_BELOW_LEAST = "recommended_days_below_least"
    DATES_OUT_OF_ORDER = "dose_rule_dates_out_of_order"


class LotIs(StrEnum):
    MORE_THAN_ISSUED = "more_than_issued"
    MORE_THAN_IN_STOCK = "more_than_in_stock"
    ALREADY_KNOWN = "lot_already_known"
    EXPIRED = "lot_expired"
    RECALLED = "lot_recalled"
    NUMBER_MISSING = "lot_number_missing"
    EXPIRY_DIFFERS = "lot_expiry_differs"
    DOSES_OUT_OF_RANGE = "lot_doses_out_of_range"
    REASON_MISSING = "lot_reason_missing"
    REF_OF_ANOTHER = "lot_ref_of_another"


class DeskIs(StrEnum):
    """What stands in the way on the day, between opening and closing."""

    REF_TAKEN = "ref_taken"
    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"
    SESSION_NOT_OPEN = "session_not_open"
    SESSION_DAY_AHEAD = "session_day_ahead"
    SESSION_WITHOUT_STATION = "session_without_station"
    SESSION_WITHOUT_LOT = "session_without_lot"
    NOT_IN_SESSION = "not_in_session"
    OUTCOME_STANDS = "outcome_stands"
    OUTCOME_UNKNOWN = "outcome_unknown"
    PRESENT_ELSEWHERE = "present_elsewhere"
    PLANNED_ELSEWHERE = "planned_elsewhere"
    MORE_PEOPLE_THAN_USUAL = "more_people_than_usual"
    NOT_CHECKED_IN = "not_checked_in"
    ALREADY_SCREENED = "already_screened"
    NOT_CLEARED = "not_cleared"
    LOT_NOT_IN_SESSION = "lot_not_in_session"
    STATION_NOT_IN_SESSION = "station_not_in_session"
    LOT_USED_UP = "lot_used_up"
    NOT_ON_SESSION_DAY = "not_on_session_day"
    BEFORE_ARRIVAL = "given_before_arrival"
    NOTHING_TO_UNDO = "nothing_to_undo"
    DOSE_STANDS = "dose_stands"
    NO_DOSE_YET = "no_dose_yet"
    OBSERVATION_TOO_SHORT = "observation_too_short"
    REACTION_UNKNOWN = "reaction_unknown"
    REACTION_BEFORE_DOSE = "reaction_before_dose"
    REACTION_IN_FUTURE = "reaction_in_future"
    DOSE_VOIDED = "dose_voided"
    MORE_ABSENT_NOW = "more_absent_now"
    PERSON_NOT_ARRIVED = "person_not_arrived"
    PERSON_NOT_SCREENED = "person_not_screened"
    PERSON_NOT_INJECTED = "person_not_injected"
    PERSON_STILL_OBSERVED = "person_still_observed"
    VIALS_NOT_COUNTED = "vials_not_counted"
    VIALS_MORE_THAN_ISSUED = "vials_more_than_issued"
    VIALS_UNACCOUNTED = "vials_unaccounted"
    DISCARD_REASON_MISSING = "discard_reason_missing"
