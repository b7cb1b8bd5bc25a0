"""Identity numbers: CCCD (12 digits), CMND (9), passports. A number is read whole or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registration.rules.birth_provinces import ABROAD_FROM, BIRTH_PROVINCES
from registration.rules.codes import IdIs
from vaxportal.core.problems import Problem

SEPARATORS = re.compile(r"[\s.\-]+")
CCCD = re.compile(r"[0-9]{12}")
CMND = re.compile(r"[0-9]{8,9}")  # 8: of the army; the national list form allows them
DIGITS = re.compile(r"[0-9]+")
PASSPORT = re.compile(r"(?=(?:[A-Z]*[0-9]){3})[A-Z][0-9A-Z]{5,8}|[0-9]{2}[A-Z]{2}[0-9]{5}")


class Sex(StrEnum):
    MALE = "M"
    FEMALE = "F"


class IdKind(StrEnum):
    CCCD = "cccd"
    CMND = "cmnd"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class IdNumber:
    kind: IdKind
    number: str
    place: str = ""
    sex: Sex | None = None
    year: int | None = None

    @property
    def place_name(self) -> str:
        """Province of birth registration; empty for abroad and for numbers that do not tell."""
        return BIRTH_PROVINCES.get(self.place, "")


def read_cccd(text: str, *, today: date, field: str = "id_number") -> IdNumber | Problem:
    """Exactly 12 digits: 3 province, 1 century and sex, 2 year, 6 others. There is no check digit."""
    if not CCCD.fullmatch(text):
        return Problem(IdIs.LENGTH, field, digits=len(text))
    place, century_and_sex = text[:3], int(text[3])
    if int(place) < ABROAD_FROM and place not in BIRTH_PROVINCES:
        return Problem(IdIs.NO_PROVINCE, field, place=place)
    year = 1900 + century_and_sex // 2 * 100 + int(text[4:6])
    if year > today.year:
        return Problem(IdIs.BORN_IN_FUTURE, field, year=year)
    return IdNumber(IdKind.CCCD, text, place, Sex.FEMALE if century_and_sex % 2 else Sex.MALE, year)


def read_id(text: str, *, today: date, field: str = "id_number") -> IdNumber | Problem:
    """Any identity number a person may show; spaces, dots and hyphens do not count."""
    written = SEPARATORS.sub("", text).upper()
    if not written:
        return Problem(IdIs.MISSING, field)
    if CCCD.fullmatch(written):
        return read_cccd(written, today=today, field=field)
    if CMND.fullmatch(written):
        return IdNumber(IdKind.CMND, written)
    if PASSPORT.fullmatch(written):
        return IdNumber(IdKind.PASSPORT, written)
    if DIGITS.fullmatch(written):
        return Problem(IdIs.LENGTH, field, digits=len(written))
    return Problem(IdIs.UNREADABLE, field)


def id_disagreements(
    read: IdNumber, *, sex: Sex | None, born_on: date | None, field: str = "id_number"
) -> Iterator[Problem]:
    """Where number and person contradict; staff may override after confirming against the paper."""
    if read.sex and sex and read.sex != sex:
        yield Problem(IdIs.WRONG_SEX, field, overridable=True)
    if read.year and born_on and read.year != born_on.year:
        yield Problem(IdIs.WRONG_YEAR, field, overridable=True, year=read.year)
