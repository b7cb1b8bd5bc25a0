"""Codes of what can be wrong with a registration. They are in the API: never renamed."""

from enum import StrEnum


class PersonIs(StrEnum):
    ID_ALREADY_KNOWN = "id_already_known"
    BHYT_ALREADY_KNOWN = "bhyt_already_known"


class RegistrationIs(StrEnum):
    ALREADY_REGISTERED = "already_registered"


class OrganizationIs(StrEnum):
    TAX_CODE_KNOWN = "tax_code_known"
