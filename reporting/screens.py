"""What a report page shows beside the figures: links down, the path up, the shapes of the pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.columns import COLUMNS, INJECTED_GROUP, OUTCOMES
from reporting.services.daily import Report, Row, injected_by_day
from reporting.services.units import Unit, UnitLevel, own_unit, reaches
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Level

MOST_BARS = 15
LINE_DAYS = 14
SERIES = tuple(column for column in COLUMNS if column.group is INJECTED_GROUP and not column.is_total)


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True)
class Line:
    row: Row
    url: str = ""


def address(name: str, level: str, code: str, query: str = "") -> str:
    return reverse(name, args=[level, code]) + (f"?{query}" if query else "")


def crumbs(user: User, unit: Unit, name: str, query: str = "") -> list[Crumb]:
    """The administrative path; only what the reader reaches is a link."""
    path = [Crumb(_("Báo cáo"), reverse("reporting:home"))]
    if user.acting.level is Level.NATION and unit.level is not UnitLevel.NATION:
        path.append(Crumb(_("Cả nước"), address(name, UnitLevel.NATION, "VN", query)))
    for one in unit.above:
        path.append(Crumb(one.name, address(name, one.level, one.code, query) if reaches(user, one) else ""))
    return [*path, Crumb(unit.name)]


def lines(user: User, unit: Unit, rows: Sequence[Row], name: str, query: str = "") -> list[Line]:
    """Every row leads to the report of its part; a site reaches no neighbour's."""
    if unit.level is UnitLevel.FACILITY:
        return [Line(row) for row in rows]
    only = own_unit(user).code if user.acting.level is Level.FACILITY else ""
    return [
        Line(row, "" if only and row.code != only else address(name, row.level or "", row.code, query)) for row in rows
    ]


@dataclass(frozen=True)
class Pictures:
    """Shapes for the chart components; `series` names the parts of a stacked bar."""

    series: list[str]
    vaccines: list[tuple[str, list[int]]]
    outcomes: list[tuple[str, int]]
    parts: list[tuple[str, int]]
    parts_left_out: int
    days: list[date]
    by_day: list[tuple[str, list[int]]]


def pictures(report: Report) -> Pictures:
    used = [column for column in SERIES if report.total.value(column)]
    parts = sorted(report.by_part, key=lambda row: -row.injected)
    by_day = _last_days(report)
    return Pictures(
        series=[str(column.name) for column in used],
        vaccines=[(row.name, [row.value(column) for column in used]) for row in report.by_vaccine if row.injected],
        outcomes=_outcomes(report.total),
        parts=[(row.name, row.injected) for row in parts[:MOST_BARS]] if len(parts) > 1 else [],
        parts_left_out=max(len(parts) - MOST_BARS, 0),
        days=list(by_day),
        by_day=[(_("Số người được tiêm"), list(by_day.values()))],
    )


def _outcomes(total: Row) -> list[tuple[str, int]]:
    ends = [(str(column.name), total.value(column)) for column in OUTCOMES]
    waiting = [(_("Chưa có kết quả"), total.unresolved)] if total.unresolved > 0 else []
    return [(_("Được tiêm"), total.injected), *ends, *waiting]


def _last_days(report: Report) -> dict[date, int]:
    """Every day of a period; for one day, the fortnight that ends with it."""
    asked = report.asked
    first = asked.last - timedelta(days=LINE_DAYS - 1) if asked.is_one_day else asked.first
    found = injected_by_day(report.unit, replace(asked, first=first))
    days = [first + timedelta(days=n) for n in range((asked.last - first).days + 1)]
    return {day: found.get(day, 0) for day in days} if found else {}
