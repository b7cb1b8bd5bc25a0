"""Codes of what can be wrong with an account. They are in the API: never renamed."""

from enum import StrEnum


class CodeIs(StrEnum):
    """What can be wrong with a one-time code."""

    WRONG = "code_wrong"
    TOO_MANY_SENT = "code_too_many_sent"
    TOO_MANY_TRIES = "code_too_many_tries"
    STAFF_ACCOUNT = "code_staff_account"


class StaffIs(StrEnum):
    """What can be wrong with a staff account."""

    LOGIN_TAKEN = "login_taken"
    EMAIL_TAKEN = "email_taken"
    UNIT_MISSING = "unit_missing"
    UNIT_OF_OTHER_LEVEL = "unit_of_other_level"
    ROLE_NOT_YOURS = "role_not_yours"
    UNIT_NOT_YOURS = "unit_not_yours"
    ALREADY_THERE = "already_there"
    OWN_ACCOUNT = "own_account"
    DISABLED = "account_disabled"
    NO_EMAIL = "no_email"
    ADMINISTRATOR_EXISTS = "administrator_exists"
