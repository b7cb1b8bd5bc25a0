"""Vietnamese mobile numbers, kept as E.164. A phone is a contact, never a key."""

import re
from dataclasses import dataclass
from enum import StrEnum

from vaxportal.core.problems import Problem

STRIPPED = re.compile(r"[\s.\-\u00ad\u2010-\u2015]+")
MOBILE = re.compile(r"(?:\+84|84|0)((?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7})")
OLD_MOBILE = re.compile(r"(?:\+84|84|0)(1[0-9]{2})([0-9]{7})")
SHAPE = re.compile(r"\+?[0-9]+")
NEW_PREFIXES = (  # the 11-digit prefixes that became 10-digit ones in 2018
    {f"16{last}": f"3{last}" for last in range(2, 10)}
    | {"120": "70", "121": "79", "122": "77", "126": "76", "128": "78"}
    | {"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"}
    | {"186": "56", "188": "58", "199": "59"}
)


class PhoneIs(StrEnum):
    MISSING = "phone_missing"
    UNREADABLE = "phone_unreadable"
    LENGTH = "phone_length"
    NOT_MOBILE = "phone_not_mobile"


@dataclass(frozen=True, slots=True)
class Phone:
    number: str  # E.164
    repaired: bool = False  # an old prefix was replaced

    @property
    def national(self) -> str:
        return "0" + self.number.removeprefix("+84")


def read_phone(text: str, field: str = "phone") -> Phone | Problem:
    written = STRIPPED.sub("", text)
    if not written:
        return Problem(PhoneIs.MISSING, field)
    if written.startswith("00"):
        written = "+" + written[2:]
    if match := MOBILE.fullmatch(written):
        return Phone("+84" + match[1])
    if (match := OLD_MOBILE.fullmatch(written)) and match[1] in NEW_PREFIXES:
        return Phone("+84" + NEW_PREFIXES[match[1]] + match[2], repaired=True)
    if not SHAPE.fullmatch(written):
        return Problem(PhoneIs.UNREADABLE, field)
    national = "0" + written.lstrip("+").removeprefix("84") if written.startswith(("84", "+84")) else written
    if len(national) != 10 and not written.startswith("+"):
        return Problem(PhoneIs.LENGTH, field, digits=len(national))
    return Problem(PhoneIs.NOT_MOBILE, field)
