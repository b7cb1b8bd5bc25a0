"""Coverage: how many people of a place have had a first dose, a full course, a booster. By home, not by facility.

Denominators are the populations of the units: editable, with their source. Where one is missing the count stands alone.
Units are those of today. Doses of people whose unit was merged, split or dissolved since have a row of their own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from reporting.models import CoverageTally
from reporting.services.units import Unit, UnitLevel
from sessions.rules.measures import Measure, injected
from sessions.rules.states import LAST_NUMBER, Series
from vaxportal.core.clock import today
from vaxportal.core.text import fold
from vaxportal.geography.models import Commune, District, Province

MODELS: dict[UnitLevel, type[Province] | type[District] | type[Commune]] = {
    UnitLevel.PROVINCE: Province,
    UnitLevel.DISTRICT: District,
    UnitLevel.COMMUNE: Commune,
}
CHANGED = _("Đơn vị đã thay đổi")
STEPS = {UnitLevel.PROVINCE: "district__province", UnitLevel.DISTRICT: "district"}  # from a commune up


@dataclass(frozen=True)
class Covered:
    name: str
    code: str
    level: UnitLevel
    population: int | None
    source: str = ""
    first: int = 0
    full: int = 0
    booster: int = 0

    @property
    def first_share(self) -> float | None:
        return self._share(self.first)

    @property
    def full_share(self) -> float | None:
        return self._share(self.full)

    @property
    def booster_share(self) -> float | None:
        return self._share(self.booster)

    def _share(self, count: int) -> float | None:
        return 100 * count / self.population if self.population else None


@dataclass(frozen=True)
class Coverage:
    unit: Unit
    rows: list[Covered]
    changed: Covered | None = None  # all units together that are no longer there; their people live in today's

    @cached_property
    def total(self) -> Covered:
        sums = [sum(getattr(row, name) for row in self.lines) for name in ("first", "full", "booster")]
        return Covered(self.unit.name, self.unit.code, self.unit.level, self.population, "", *sums)

    @property
    def lines(self) -> list[Covered]:
        return [*self.rows, self.changed] if self.changed else self.rows

    @property
    def population(self) -> int | None:
        """That of the unit; the nation's is the sum of its provinces, when all are known."""
        known = [row.population for row in self.rows]
        if self.unit.population or self.unit.level is not UnitLevel.NATION:
            return self.unit.population
        return sum(filter(None, known)) if known and all(known) else None

    @property
    def sources(self) -> list[str]:
        return sorted({row.source for row in self.rows if row.source} | {self.unit.population_source} - {""})

    @property
    def unknown(self) -> int:
        return sum(row.population is None for row in self.rows)


def coverage_of(unit: Unit) -> Coverage:
    """Every part of the unit, also those where nobody has had a dose yet."""
    level = unit.parts[0]
    counts = _counts(unit, level)
    parts = MODELS[level].objects.on(today()).filter(**_within(unit))
    rows = [_row(part, level, counts.pop(part.pk, {})) for part in parts]
    return Coverage(unit, sorted(rows, key=lambda row: fold(row.name)), _changed(level, counts.values()))


def _changed(level: UnitLevel, left: Iterable[dict[str, int]]) -> Covered | None:
    sums = Counter[str]()
    for counts in left:
        sums.update(counts)
    if not any(sums.values()):
        return None
    return Covered(str(CHANGED), "", level, None, "", sums["first"], sums["full"], sums["booster"])


def _within(unit: Unit) -> dict[str, int]:
    return {} if unit.level is UnitLevel.NATION else {str(unit.level): unit.pk}


def _counts(unit: Unit, level: UnitLevel) -> dict[int, dict[str, int]]:
    """Per part: first doses, last doses of a full course of the vaccine then given, first boosters."""
    part = F(f"commune__{STEPS[level]}") if level in STEPS else F("commune")
    tallies = CoverageTally.objects.filter(unit.homes()).annotate(part=part)
    found = tallies.values_list("part", "measure", "vaccine__primary_doses").annotate(sum=Sum("count"))
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for pk, measure, full_course, count in found.order_by():
        for name in _meanings(measure, full_course):
            counts[pk][name] += count
    return counts


def _meanings(measure: str, full_course: int) -> Iterable[str]:
    if measure == Measure.INJECTED_PRIMARY_1:
        yield "first"
    if measure == injected(Series.PRIMARY, min(full_course, LAST_NUMBER[Series.PRIMARY])):
        yield "full"
    if measure == Measure.INJECTED_BOOSTER_1:
        yield "booster"


def _row(part: Province | District | Commune, level: UnitLevel, counts: dict[str, int]) -> Covered:
    return Covered(part.name, part.code, level, part.population, part.population_source, **counts)
