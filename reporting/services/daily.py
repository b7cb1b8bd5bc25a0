"""The daily report (QĐ 3588, annex 5-A) and the round report (annex 6): the same table over a day or over a period.

Reads tallies: one query for the figures, and one for the sessions planned late, whatever the number of facilities.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2s
from typing import Any

from django.db.models import Case, Count, DateField, F, Min, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registration.models import Vaccine
from reporting.columns import COLUMNS, ENDS, NO_SHOW, Column
from reporting.models import DailyTally
from reporting.services.units import Unit, UnitLevel
from sessions.models import Fact, Round, VaccinationSession
from sessions.rules.measures import INJECTED, Measure
from vaxportal.core.text import fold

PLANNED_LATE = "planned_late"  # counted beside the measures: of sessions, not of people


@dataclass(frozen=True)
class Asked:
    """Which figures of a unit are wanted."""

    first: date
    last: date
    by: UnitLevel | None = None  # the level of the rows; else the one below the unit
    round: Round | None = None
    vaccine: Vaccine | None = None

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class Row:
    """One locality or facility (or day) × round × vaccine."""

    name: str
    code: str = ""
    level: UnitLevel | None = None
    within: str = ""  # the district, where the names of parts repeat
    round: str = ""
    vaccine: str = ""
    day: date | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    number: int = 0

    def count(self, *measures: Measure) -> int:
        return sum(self.counts.get(measure, 0) for measure in measures)

    def value(self, column: Column) -> int:
        return self.count(*column.measures)

    @property
    def values(self) -> list[int]:
        return [self.value(column) for column in COLUMNS]

    @property
    def no_show(self) -> int:
        return self.value(NO_SHOW)

    @property
    def subjects(self) -> int:
        return self.count(Measure.SUBJECTS)

    @property
    def serious(self) -> int:
        return self.count(Measure.REACTIONS_SERIOUS)

    @property
    def waiting(self) -> int:
        return max(self.unresolved, 0)

    @property
    def injected(self) -> int:
        return self.count(*INJECTED)

    @property
    def unresolved(self) -> int:
        """Subjects without an outcome yet; 0 when the row adds up, below 0 when it cannot."""
        return self.count(Measure.SUBJECTS) - self.count(*ENDS)

    @property
    def planned_late(self) -> int:
        return self.counts.get(PLANNED_LATE, 0)

    @property
    def remarks(self) -> list[str]:
        late, voided = self.count(Measure.LATE), self.count(Measure.VOIDED)
        said = []
        if self.unresolved > 0:
            said.append(_("%(n)s người chưa có kết quả") % {"n": self.unresolved})
        if self.unresolved < 0:
            said.append(_("Lệch %(n)s người, cần kiểm tra") % {"n": -self.unresolved})
        if late:
            said.append(ngettext("%(n)s mũi nhập muộn", "%(n)s mũi nhập muộn", late) % {"n": late})
        if self.planned_late:
            words = ngettext("%(n)s buổi tiêm công bố muộn", "%(n)s buổi tiêm công bố muộn", self.planned_late)
            said.append(words % {"n": self.planned_late})
        if voided:
            said.append(ngettext("%(n)s lần ghi bị hủy", "%(n)s lần ghi bị hủy", voided) % {"n": voided})
        return said


@dataclass(frozen=True)
class Report:
    unit: Unit
    asked: Asked
    by: UnitLevel
    rows: list[Row]

    @cached_property
    def total(self) -> Row:
        return _sum(self.rows, self.unit.name)

    @cached_property
    def by_vaccine(self) -> list[Row]:
        return _grouped(self.rows, lambda row: row.vaccine, lambda row: row.vaccine)

    @cached_property
    def by_part(self) -> list[Row]:
        return _grouped(self.rows, lambda row: row.code, lambda row: row.name)

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever a figure changes; a page that has seen it need not be drawn again."""
        return blake2s(repr(self.rows).encode(), digest_size=8).hexdigest()

    @property
    def adds_up(self) -> bool:
        return all(row.unresolved == 0 for row in self.rows)

    @property
    def is_broken(self) -> bool:
        return any(row.unresolved < 0 for row in self.rows)


def daily_report(unit: Unit, asked: Asked) -> Report:
    """The figures of the unit, a row per part × round × vaccine; a facility over a period has a row per day."""
    by = asked.by if asked.by in unit.parts else unit.parts[0]
    by_day = unit.level is UnitLevel.FACILITY and not asked.is_one_day
    cells: dict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    for *cell, measure, count in _figures(unit, asked, by, by_day=by_day):
        cells[tuple(cell)][measure] = count
    for *cell, count in _planned_late(unit, asked, by, by_day=by_day):
        if tuple(cell) in cells:
            cells[tuple(cell)][PLANNED_LATE] = count
    rows = [_row(by, cell, counts) for cell, counts in cells.items() if any(counts.values())]
    rows.sort(key=lambda row: (row.day or asked.first, fold(row.within), fold(row.name), row.round, row.vaccine))
    return Report(unit, asked, by, [replace(row, number=number) for number, row in enumerate(rows, start=1)])


def injected_by_day(unit: Unit, asked: Asked) -> dict[date, int]:
    """Doses in force by day, for the line of the last days."""
    tallies = _tallies(unit, asked).filter(measure__in=INJECTED).values_list("day")
    return dict(tallies.annotate(sum=Sum("count")).order_by("day"))


def waiting_since() -> datetime | None:
    """When the oldest fact was written that is not in the tallies yet; None when all are in."""
    return Fact.objects.aggregate(oldest=Min("written_at"))["oldest"]


def _tallies(unit: Unit, asked: Asked) -> Any:  # a QuerySet whose row type changes with every verb
    return _asked(DailyTally.objects.all(), unit, asked)


def _asked(rows: Any, unit: Unit, asked: Asked) -> Any:
    kept = rows.filter(unit.facilities(), day__range=(asked.first, asked.last))
    if asked.round:
        kept = kept.filter(round=asked.round)
    return kept.filter(vaccine=asked.vaccine) if asked.vaccine else kept


def _figures(unit: Unit, asked: Asked, by: UnitLevel, *, by_day: bool) -> Any:
    """Tuples (code, name, within, is a part, day, round, vaccine, measure, count).

    A facility that lies in no commune stands beside the communes for itself.
    """
    parts = _parts(unit, by, by_day=by_day)
    tallies = _tallies(unit, asked).annotate(**parts).values_list(*parts, "round__name", "vaccine__name", "measure")
    return tallies.annotate(sum=Sum("count")).order_by()


def _planned_late(unit: Unit, asked: Asked, by: UnitLevel, *, by_day: bool) -> Any:
    """As `_figures`, without the measure: sessions published on their day or later, as the district allowed."""
    parts = _parts(unit, by, by_day=by_day)
    late = _asked(VaccinationSession.objects.planned().filter(planned_late=True), unit, asked)
    rows = late.annotate(**parts).values_list(*parts, "round__name", "vaccine__name")
    return rows.annotate(sum=Count("pk")).order_by()


def _parts(unit: Unit, by: UnitLevel, *, by_day: bool) -> dict[str, Any]:  # Any: expressions
    """Of rows that hang on a facility and a day."""
    path = "facility" if by is UnitLevel.FACILITY else f"facility__{by}"
    return {
        "part_code": Coalesce(F(f"{path}__code"), F("facility__code")),
        "part_name": Coalesce(F(f"{path}__name"), F("facility__name")),
        "within": F("facility__district__name") if _is_far(unit, by) else Value(""),
        "is_part": Case(When(**{f"{path}__isnull": False}, then=True), default=False),
        "on": F("day") if by_day else Value(None, output_field=DateField()),
    }


def _is_far(unit: Unit, by: UnitLevel) -> bool:
    return unit.level is UnitLevel.PROVINCE and by in {UnitLevel.COMMUNE, UnitLevel.FACILITY}


def _row(by: UnitLevel, cell: tuple[Any, ...], counts: Mapping[str, int]) -> Row:
    code, name, within, is_part, day, round_, vaccine = cell
    return Row(name, code, by if is_part else UnitLevel.FACILITY, within, round_, vaccine, day, counts)


def _sum(rows: Iterable[Row], name: str) -> Row:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        for measure, count in row.counts.items():
            counts[measure] += count
    return Row(name, counts=counts)


def _grouped(rows: Iterable[Row], key: Callable[[Row], str], name: Callable[[Row], str]) -> list[Row]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return [_sum(group, name(group[0])) for group in groups.values()]
