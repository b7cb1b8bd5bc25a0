"""The daily and the round report, on the screen and as workbooks: the same page over other days."""

from datetime import timedelta

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from reporting import screens
from reporting.columns import HEADINGS
from reporting.exports import XLSX, report_workbook
from reporting.forms import DayFilter, FiguresFilter, PeriodFilter
from reporting.places import DAILY, PERIOD, Kind, tabs
from reporting.services.daily import Asked, Report, daily_report, waiting_since
from reporting.services.units import find_unit, own_unit
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core.clock import now, today
from vaxportal.core.http import page

LATE_FOLD = timedelta(seconds=30)  # a fold every second: longer means that the worker is down


FORMS: dict[str, type[FiguresFilter]] = {DAILY.key: DayFilter, PERIOD.key: PeriodFilter}


@requires(Permission.SEE_REPORTS)
@require_safe
def daily(request: Request) -> HttpResponse:
    unit = own_unit(request.user)
    return redirect("reporting:daily_unit", unit.level, unit.code)


@requires(Permission.SEE_REPORTS)
@require_safe
def daily_unit(request: Request, level: str, code: str) -> HttpResponse:
    return _report_page(request, level, code, DAILY)


@requires(Permission.SEE_REPORTS)
@require_safe
def daily_xlsx(request: Request, level: str, code: str) -> HttpResponse:
    return _report_xlsx(request, level, code, DAILY)


@requires(Permission.SEE_REPORTS)
@require_safe
def period(request: Request) -> HttpResponse:
    unit = own_unit(request.user)
    return redirect("reporting:period_unit", unit.level, unit.code)


@requires(Permission.SEE_REPORTS)
@require_safe
def period_unit(request: Request, level: str, code: str) -> HttpResponse:
    return _report_page(request, level, code, PERIOD)


@requires(Permission.SEE_REPORTS)
@require_safe
def period_xlsx(request: Request, level: str, code: str) -> HttpResponse:
    return _report_xlsx(request, level, code, PERIOD)


def _report_page(request: Request, level: str, code: str, kind: Kind) -> HttpResponse:
    unit = find_unit(request.user, level, code)
    form = FORMS[kind.key](_filled(request, kind), unit=unit)
    given = {
        "kind": kind,
        "unit": unit,
        "form": form,
        "tabs": tabs(request.user, unit, kind),
        "crumbs": screens.crumbs(request.user, unit, kind.page_name, _query(request)),
    }
    if not form.is_valid():
        return page(request, "reports/figures.html", given)
    report = daily_report(unit, form.asked())
    oldest = waiting_since()
    waits_since = oldest if oldest and now() - oldest > LATE_FOLD else None
    seen = f"{report.fingerprint}{'w' if waits_since else ''}"
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)  # nothing new: nothing moves under the reader's eyes
    query = _query(request)
    return page(
        request,
        "reports/figures.html",
        {
            **given,
            "report": report,
            "headings": HEADINGS,
            "lines": screens.lines(request.user, unit, report.rows, kind.page_name, query),
            "pictures": screens.pictures(report),
            "xlsx_url": screens.address(f"reporting:{kind.key}_xlsx", level, code, _query(request, "by")),
            "poll_url": _poll_url(request, report, seen),
            "waits_since": waits_since,
            **_neighbour_days(request, report.asked, kind),
        },
    )


def _report_xlsx(request: Request, level: str, code: str, kind: Kind) -> HttpResponse:
    unit = find_unit(request.user, level, code)
    form = FORMS[kind.key](_filled(request, kind), unit=unit)
    if not form.is_valid():
        return redirect(screens.address(kind.page_name, level, code, request.GET.urlencode()))
    report = daily_report(unit, form.asked())
    first, last = report.asked.first, report.asked.last
    record(
        request.user,
        "report.exported",
        report=kind.key,
        level=unit.level,
        code=unit.code,
        first=first.isoformat(),
        last=last.isoformat(),
        rows=len(report.rows),
    )
    response = HttpResponse(report_workbook(report, title=str(kind.title)), content_type=XLSX)
    name = f"bao-cao-{unit.level}-{unit.code}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _filled(request: Request, kind: Kind) -> QueryDict:
    """What was asked, with today where no day was named: the filter always says what it shows."""
    data = request.GET.copy()
    if kind is DAILY and not data.get("day"):
        data["day"] = f"{today():%d/%m/%Y}"
    return data


def _query(request: Request, *also: str) -> str:
    """The filter as it goes along from unit to unit; the level of the rows is each page's own."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in {"day", "first", "last", "round", "vaccine", *also} or not kept[name]:
            del kept[name]
    return kept.urlencode()


def _poll_url(request: Request, report: Report, seen: str) -> str:
    """Where the page asks for news: only figures of today change by themselves."""
    if not report.asked.first <= today() <= report.asked.last:
        return ""
    query = _query(request, "by")
    return f"{request.path}?{query}{'&' if query else ''}seen={seen}"


def _neighbour_days(request: Request, asked: Asked, kind: Kind) -> dict[str, str]:
    if kind is not DAILY:
        return {}
    links = {}
    for name, day in (("day_before", asked.first - timedelta(days=1)), ("day_after", asked.last + timedelta(days=1))):
        query = request.GET.copy()
        query.pop("seen", None)
        query["day"] = f"{day:%d/%m/%Y}"
        links[name] = f"{request.path}?{query.urlencode()}" if day <= today() else ""
    return links
