"""Days as people here write them: day first. The one parser for forms, lists and the API."""

import re
from datetime import date
from enum import StrEnum

from vaxportal.core.problems import Problem

DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.\- ]\s*([0-9]{1,2})\s*[/.\- ]\s*([0-9]{4})")
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
SHORT = re.compile(r"[0-9]{1,2}\s*[/.\- ]\s*[0-9]{1,2}\s*[/.\- ]\s*[0-9]{2}")
YEAR = re.compile(r"[0-9]{4}")
YEARS = range(1850, 2101)  # beyond them a key slipped; and no day is so near the end of time that none comes after it


class DayIs(StrEnum):
    MISSING = "day_missing"
    UNREADABLE = "day_unreadable"
    NO_SUCH_DAY = "no_such_day"
    YEAR_ONLY = "year_only"
    SHORT_YEAR = "short_year"
    YEAR_OUT_OF_RANGE = "year_out_of_range"


def parse_day(text: str, field: str = "") -> date | Problem:
    """A day written 1/2/1990, 01-02-1990, 1.2.1990, 01021990 or 1990-02-01; else the problem, never a guess."""
    written = text.strip()
    if not written:
        return Problem(DayIs.MISSING, field)
    if match := DAY_FIRST.fullmatch(written) or RUN_TOGETHER.fullmatch(written):
        day, month, year = map(int, match.groups())
    elif match := ISO.fullmatch(written):
        year, month, day = map(int, match.groups())
    elif YEAR.fullmatch(written):
        return Problem(DayIs.YEAR_ONLY, field, year=written)
    else:
        return Problem(DayIs.SHORT_YEAR if SHORT.fullmatch(written) else DayIs.UNREADABLE, field)
    try:
        found = date(year, month, day)
    except ValueError:
        return Problem(DayIs.NO_SUCH_DAY, field, given=written)
    if year not in YEARS:
        return Problem(DayIs.YEAR_OUT_OF_RANGE, field, earliest=YEARS[0], latest=YEARS[-1])
    return found


def age_on(born_on: date, day: date) -> int:
    """Whole years lived on that day; someone born on 29 February is a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
