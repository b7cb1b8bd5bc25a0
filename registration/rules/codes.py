"""Codes of what can be wrong with a person, a registration, a list. They are in the API: never renamed."""

from enum import StrEnum


class NameIs(StrEnum):
    MISSING = "name_missing"
    FORMULA = "name_formula"
    LEGACY_FONT = "name_legacy_font"
    DIGITS = "name_digits"
    SIGNS = "name_signs"
    NO_LETTERS = "name_no_letters"
    TOO_LONG = "name_too_long"
    ONE_WORD = "name_one_word"


class IdIs(StrEnum):
    MISSING = "id_missing"
    LENGTH = "id_length"
    UNREADABLE = "id_unreadable"
    NO_PROVINCE = "id_no_province"
    BORN_IN_FUTURE = "id_born_in_future"
    WRONG_SEX = "id_wrong_sex"
    WRONG_YEAR = "id_wrong_year"


class QrIs(StrEnum):
    NOT_A_CARD = "qr_not_a_card"
    OLD_NUMBER = "qr_old_number"
    NAME = "qr_name"
    SEX = "qr_sex"
    DAY = "qr_day"
    ORDER_OF_DAYS = "qr_order_of_days"


class BhytIs(StrEnum):
    LENGTH = "bhyt_length"
    UNREADABLE = "bhyt_unreadable"
    NO_PROVINCE = "bhyt_no_province"


class PersonIs(StrEnum):
    ALREADY_KNOWN = "person_already_known"
    POSSIBLY_KNOWN = "person_possibly_known"
    NOT_LIKE_THAT_ONE = "person_not_like_that_one"
    ID_ALREADY_KNOWN = "id_already_known"
    BHYT_ALREADY_KNOWN = "bhyt_already_known"
    BORN_MISSING = "born_missing"
    BORN_IN_FUTURE = "born_in_future"
    BORN_TOO_LONG_AGO = "born_too_long_ago"
    SEX_MISSING = "sex_missing"
    SEX_UNKNOWN = "sex_unknown"
    GROUP_MISSING = "group_missing"
    GROUP_UNKNOWN = "group_unknown"
    COMMUNE_MISSING = "commune_missing"
    COMMUNE_UNKNOWN = "commune_unknown"
    COMMUNE_ELSEWHERE = "commune_elsewhere"
    COMMUNE_AMBIGUOUS = "commune_ambiguous"
    NATIONALITY_UNKNOWN = "nationality_unknown"
    EMAIL_UNREADABLE = "email_unreadable"
    GUARDIAN_MISSING = "guardian_missing"
    RELATION_MISSING = "relation_missing"
    REASON_MISSING = "missing_reason_missing"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_MARKUP = "text_markup"
    FINDING_MISSING = "papers_finding_missing"


class RegistrationIs(StrEnum):
    REF_TAKEN = "registration_ref_taken"
    ALREADY_REGISTERED = "already_registered"
    WISH_IN_PAST = "wish_in_past"
    WISH_TOO_FAR = "wish_too_far"
    HALF_DAY_UNKNOWN = "half_day_unknown"
    ANSWER_MISSING = "answer_missing"
    ANSWER_UNKNOWN = "answer_unknown"
    QUESTION_UNKNOWN = "question_unknown"
    DETAIL_NOT_ASKED = "detail_not_asked"
    CONSENT_MISSING = "consent_missing"
    CONSENT_OUTDATED = "consent_outdated"
    WISHED_VACCINE_UNKNOWN = "wished_vaccine_unknown"
    EARLIER_MISSING = "earlier_missing"
    EARLIER_NOT_ASKED = "earlier_not_asked"
    EARLIER_TOO_MANY = "earlier_too_many"
    EARLIER_VACCINE_UNKNOWN = "earlier_vaccine_unknown"
    EARLIER_DAY_MISSING = "earlier_day_missing"
    EARLIER_IN_FUTURE = "earlier_in_future"
    EARLIER_BEFORE_BIRTH = "earlier_before_birth"
    EARLIER_OUT_OF_ORDER = "earlier_out_of_order"
    NOT_NEXT_STATE = "registration_not_next_state"
    HAS_APPOINTMENT = "registration_has_appointment"
    NONE_CHOSEN = "registration_none_chosen"
    TOO_MANY_FROM_HERE = "too_many_from_here"


class VaccineIs(StrEnum):
    ALREADY_KNOWN = "vaccine_already_known"
    CODE_FORM = "vaccine_code_form"
    PRIMARY_DOSES_OUT_OF_RANGE = "primary_doses_out_of_range"
    DOSES_PER_VIAL_OUT_OF_RANGE = "doses_per_vial_out_of_range"


class OrganizationIs(StrEnum):
    TAX_CODE_KNOWN = "tax_code_known"
    TAX_CODE_UNREADABLE = "tax_code_unreadable"
    TAX_CODE_MISSING = "tax_code_missing"
    NAME_MISSING = "organization_name_missing"
    NAME_SIGNS = "organization_name_signs"
    KIND_UNKNOWN = "organization_kind_unknown"
    HEADCOUNT_IMPOSSIBLE = "headcount_impossible"
    NOT_NEXT_STATE = "organization_not_next_state"
    REASON_MISSING = "organization_reason_missing"
    NOT_APPROVED = "organization_not_approved"
    BOARD_UNKNOWN = "organization_board_unknown"
    LAST_MEMBER = "organization_last_member"
    REMINDED_LATELY = "organization_reminded_lately"


class ListIs(StrEnum):
    NOT_A_WORKBOOK = "list_not_a_workbook"
    OLD_OR_LOCKED = "list_old_or_locked"
    HAS_MACROS = "list_has_macros"
    TOO_LARGE = "list_too_large"
    TOO_MANY_ROWS = "list_too_many_rows"
    UNPACKS_TOO_LARGE = "list_unpacks_too_large"
    NO_HEADER = "list_no_header"
    COLUMN_MISSING = "list_column_missing"
    NO_ROWS = "list_no_rows"
    ALREADY_UPLOADED = "list_already_uploaded"
    FORMULA_CELL = "formula_cell"
    DUPLICATE = "duplicate_in_list"
    REF_REUSED = "list_ref_reused"
    READING_FAILED = "list_reading_failed"
    NOT_TO_CONFIRM = "list_not_to_confirm"
    BEING_READ = "list_being_read"
    TAKEN_BEFORE = "row_taken_before"
    NOT_READ_YET = "list_not_read_yet"
    RESTS_ON_IT = "list_rests_on_it"


class Depends(StrEnum):
    """Why a row of a list can no longer be taken back."""

    INVITED = "row_invited"
    INJECTED = "row_injected"
    REGISTERED_AGAIN = "row_registered_again"
    IN_OTHER_LIST = "row_in_other_list"
    HAS_ACCOUNT = "row_has_account"
    MERGED = "row_merged"
    DOSE_TOLD = "row_dose_told"


class RepairIs(StrEnum):
    """What the portal mended in a row of a list; told back to the organization, never a refusal."""

    FONT_CONVERTED = "font_converted"
    NAME_TIDIED = "name_tidied"
    NAME_CASE = "name_case"
    DAY_REWRITTEN = "day_rewritten"
    SEX_WORD = "sex_word"
    GROUP_REWRITTEN = "group_rewritten"
    PHONE_REWRITTEN = "phone_rewritten"
    PHONE_ZERO = "phone_zero"
    PHONE_OLD_PREFIX = "phone_old_prefix"
    ID_REWRITTEN = "id_rewritten"
    ID_ZERO = "id_zero"
    BHYT_REWRITTEN = "bhyt_rewritten"
    COMMUNE_BY_NAME = "commune_by_name"
    COMMUNE_CODE_REWRITTEN = "commune_code_rewritten"


class MatchIs(StrEnum):
    """What two people have in common and what not: the reasons of a match, never a refusal."""

    ID_SAME = "match_id_same"
    ID_ONE_DIGIT = "match_id_one_digit"
    ID_SWAPPED = "match_id_swapped"
    ID_OTHER_KIND = "match_id_other_kind"
    ID_DIFFERENT = "match_id_different"
    BHYT_SAME = "match_bhyt_same"
    BHYT_NEAR = "match_bhyt_near"
    BHYT_DIFFERENT = "match_bhyt_different"
    NAME_SAME = "match_name_same"
    NAME_NO_MARKS = "match_name_no_marks"
    NAME_OTHER_MARKS = "match_name_other_marks"
    NAME_GIVEN_FIRST = "match_name_given_first"
    NAME_ORDER = "match_name_order"
    NAME_ONE_LETTER = "match_name_one_letter"
    NAME_SHORTENED = "match_name_shortened"
    NAME_DIFFERENT = "match_name_different"
    BIRTH_SAME = "match_birth_same"
    BIRTH_SWAPPED = "match_birth_swapped"
    BIRTH_NEAR = "match_birth_near"
    BIRTH_YEAR = "match_birth_year"
    BIRTH_DIFFERENT = "match_birth_different"
    SEX_SAME = "match_sex_same"
    SEX_DIFFERENT = "match_sex_different"
    PHONE_SAME = "match_phone_same"
    PHONE_NEAR = "match_phone_near"
    PHONE_DIFFERENT = "match_phone_different"
    COMMUNE_SAME = "match_commune_same"
    COMMUNE_DIFFERENT = "match_commune_different"
