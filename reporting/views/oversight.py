"""Coverage, completeness and stock by lot: what those above the sites look at."""

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from reporting import screens
from reporting.forms import DaysFilter
from reporting.places import COMPLETENESS, COVERAGE, LOTS, Kind, tabs
from reporting.services.completeness import completeness_of
from reporting.services.coverage import Covered, coverage_of
from reporting.services.lots import stock_by_lot
from reporting.services.units import Unit, UnitLevel, find_unit, own_unit
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.core.clock import today
from vaxportal.core.errors import NotAllowed
from vaxportal.core.http import page


@requires(Permission.SEE_COVERAGE)
@require_safe
def coverage(request: Request) -> HttpResponse:
    return _own(request, COVERAGE)


@requires(Permission.SEE_COVERAGE)
@require_safe
def coverage_unit(request: Request, level: str, code: str) -> HttpResponse:
    unit = find_unit(request.user, level, code)
    if unit.level not in COVERAGE.levels:
        raise NotAllowed(f"coverage of a {level}")
    found = coverage_of(unit)
    rows = [(row, _coverage(row)) for row in found.lines]
    shares = [(row.name, round(row.first_share, 1)) for row in found.rows if row.first_share is not None]
    given = {"coverage": found, "rows": rows, "shares": shares}
    return page(request, "reports/coverage.html", {**_frame(request, unit, COVERAGE), **given})


@requires(Permission.SEE_REPORTS)
@require_safe
def completeness(request: Request) -> HttpResponse:
    return _own(request, COMPLETENESS)


@requires(Permission.SEE_REPORTS)
@require_safe
def completeness_unit(request: Request, level: str, code: str) -> HttpResponse:
    unit = find_unit(request.user, level, code)
    form = _days_form(request)
    given = {**_frame(request, unit, COMPLETENESS), "form": form}
    if form.is_valid():
        found = completeness_of(unit, *form.days())
        only = own_unit(request.user).code if own_unit(request.user).level is UnitLevel.FACILITY else ""
        given["completeness"] = found
        given["rows"] = [(site, "" if only and only != site.code else _daily(site.code)) for site in found.sites]
    return page(request, "reports/completeness.html", given)


@requires(Permission.SEE_REPORTS)
@require_safe
def lots(request: Request) -> HttpResponse:
    return _own(request, LOTS)


@requires(Permission.SEE_REPORTS)
@require_safe
def lots_unit(request: Request, level: str, code: str) -> HttpResponse:
    unit = find_unit(request.user, level, code)
    form = _days_form(request)
    given = {**_frame(request, unit, LOTS), "form": form}
    if form.is_valid():
        first, last = form.days()
        given |= {"rows": stock_by_lot(unit, first, last), "first": first, "last": last}
    return page(request, "reports/lots.html", given)


def _own(request: Request, kind: Kind) -> HttpResponse:
    unit = own_unit(request.user)
    return redirect(kind.page_name, unit.level, unit.code)


def _frame(request: Request, unit: Unit, kind: Kind) -> Mapping[str, object]:
    return {
        "kind": kind,
        "unit": unit,
        "tabs": tabs(request.user, unit, kind),
        "crumbs": screens.crumbs(request.user, unit, kind.page_name),
    }


def _days_form(request: Request) -> DaysFilter:
    """The days that were asked; the last seven where none were."""
    data = request.GET.copy()
    data.setdefault("first", f"{today() - timedelta(days=6):%d/%m/%Y}")
    data.setdefault("last", f"{today():%d/%m/%Y}")
    return DaysFilter(data)


def _coverage(row: Covered) -> str:
    leads = row.code and row.level in COVERAGE.levels
    return screens.address(COVERAGE.page_name, row.level, row.code) if leads else ""


def _daily(code: str) -> str:
    return screens.address("reporting:daily_unit", UnitLevel.FACILITY, code)
