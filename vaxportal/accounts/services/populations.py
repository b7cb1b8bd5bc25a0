"""The denominators of coverage: sourced figures that an administrator may correct, many at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy
from vaxportal.geography.codes import PopulationIs
from vaxportal.geography.models import Commune, District, Province
from vaxportal.geography.wording import WORDING

FIGURE = re.compile("0*[1-9][0-9]{0,8}")  # up to a milliard, less than a column of whole numbers holds
UNITS = {"province": Province, "district": District, "commune": Commune}
Unit = Province | District | Commune


@dataclass(frozen=True)
class PopulationGiven:
    """One row as it was written."""

    number: int
    level: str
    code: str
    population: str
    source: str


@transaction.atomic
def set_populations(rows: Sequence[PopulationGiven], *, by: User) -> int:
    """All rows or none; answers how many figures are different now."""
    require(by, Permission.MANAGE_REFERENCE)
    found = _units(rows)
    refuse_if(population_problems(rows, found), WORDING)
    changed: list[Unit] = []
    for row in rows:
        unit, figure, source = found[row.level, row.code], int(row.population), tidy(row.source)[:200]
        if (unit.population, unit.population_source) != (figure, source):
            unit.population, unit.population_source = figure, source
            changed.append(unit)
    for model in UNITS.values():
        of_level = [unit for unit in changed if isinstance(unit, model)]
        manager: Any = model._default_manager  # of one of three models
        manager.bulk_update(of_level, ["population", "population_source"], batch_size=500)
    if changed:
        record(by, "reference.populations_set", count=len(changed))
    return len(changed)


def check_populations(rows: Sequence[PopulationGiven]) -> list[Problem]:
    """What stands in the way of these rows, without writing."""
    return list(population_problems(rows, _units(rows)))


def population_problems(rows: Sequence[PopulationGiven], found: dict[tuple[str, str], Unit]) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for row in rows:
        if (row.level, row.code) not in found:
            yield Problem(PopulationIs.UNIT_UNKNOWN, "code", row=row.number, unit=row.code)
        elif first.setdefault((row.level, row.code), row.number) != row.number:
            yield Problem(PopulationIs.GIVEN_TWICE, "code", row=row.number, first=first[row.level, row.code])
        if not FIGURE.fullmatch(row.population):
            yield Problem(PopulationIs.NOT_A_NUMBER, "population", row=row.number)
        if not tidy(row.source):
            yield Problem(PopulationIs.SOURCE_MISSING, "source", row=row.number)


def _units(rows: Sequence[PopulationGiven]) -> dict[tuple[str, str], Unit]:
    """The units in force under the codes of the rows, one query for a level."""
    found: dict[tuple[str, str], Unit] = {}
    for level, model in UNITS.items():
        codes = {row.code for row in rows if row.level == level and row.code.isascii() and row.code.isdecimal()}
        for unit in model._default_manager.filter(code__in=codes, valid_to=None).order_by("valid_from"):
            found[level, unit.code] = unit
    return found
