"""What waits around organizations, for whoever oversees them: approvals, lists, silent ones, people without a date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from registration.forms.organizations import Choices, OrganizationFilter
from registration.models import Organization, WorkerList
from registration.querysets import OrganizationQuerySet
from registration.services.counts import Counts, counts_of
from registration.services.waiting import waiting_of, with_waiting
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Level
from vaxportal.accounts.roles import Permission as P
from vaxportal.core.http import page

PER_PAGE = 50
State = WorkerList.State
STAGES: dict[str, tuple[str | Promise, tuple[str, ...]]] = {  # of a list, as the filter offers them
    "to_confirm": (_("Chờ xác nhận cột"), (State.TO_CONFIRM,)),
    "reading": (State.READING.label, (State.LOOKING, State.WAITING, State.READING)),
    "left": (_("Còn dòng cần sửa hoặc quyết định"), (State.DONE,)),
}


@dataclass(frozen=True)
class Tab:
    """One view of the list: what it is called, by which columns it is sorted, the first of them unless asked."""

    label: str | Promise
    lead: str | Promise
    sorts: Mapping[str, str]
    states: Choices = field(default_factory=list)
    first: str = ""

    def ordered(self, rows: QuerySet[Any], sort: str) -> QuerySet[Any]:
        column = F(self.sorts[sort.removeprefix("-")])
        turned = column.desc(nulls_last=True) if sort.startswith("-") else column.asc(nulls_last=True)
        return rows.order_by(turned, "pk")

    def sort(self, wanted: str) -> str:
        return wanted if wanted.removeprefix("-") in self.sorts else self.first


NAMED = {"name": "name", "headcount": "headcount"}
TABS = {
    "pending": Tab(
        _("Chờ duyệt"), _("Đơn vị chờ lâu nhất ở trên cùng."), NAMED | {"since": "created_at"}, first="since"
    ),
    "lists": Tab(
        _("Danh sách đang chờ"),
        _("Tệp đơn vị chưa xác nhận, cổng đang đọc, hoặc còn dòng cần sửa. Tệp chờ lâu nhất ở trên cùng."),
        {"name": "organization__name", "since": "uploaded_at", "refused": "rows_refused"},
        [(key, label) for key, (label, _states) in STAGES.items()],
        first="since",
    ),
    "silent": Tab(
        _("Chưa có danh sách"),
        _("Đã duyệt nhưng chưa tải danh sách người lao động lên. Đơn vị được duyệt lâu nhất ở trên cùng."),
        NAMED | {"since": "decided_at"},
        first="since",
    ),
    "waiting": Tab(
        _("Chờ lịch tiêm"),
        _("Đơn vị có người đã đăng ký mà chưa có lịch tiêm. Đơn vị đông người chờ nhất ở trên cùng."),
        NAMED | {"waiting": "waiting"},
        first="-waiting",
    ),
    "": Tab(_("Tất cả"), "", NAMED | {"since": "created_at"}, Organization.State.choices, first="name"),
}


@dataclass(frozen=True)
class Line:
    """A row of the tabs that show how far an organization has got."""

    organization: Organization
    counts: dict[str, int | str | Promise]
    waiting: int


@requires(P.SEE_ORGANIZATIONS)
@require_safe
def organization_list(request: Request) -> HttpResponse:
    """`tab`: one of TABS; who plans no sessions has no use for the people without a date."""
    may_plan = request.user.may(P.PLAN_SESSION)
    tabs = {key: tab for key, tab in TABS.items() if may_plan or key != "waiting"}
    key = wanted if (wanted := request.GET.get("tab", "")) in tabs else ""
    tab, seen = tabs[key], Organization.objects.visible_to(request.user)
    form = OrganizationFilter(request.GET, units=_units(request, seen), states=tab.states)
    narrowed = _narrowed(request, seen, form)
    sort = tab.sort(request.GET.get("sort", ""))
    rows = _paged(request, tab.ordered(_rows(key, narrowed, form.told("state")), sort))
    shown = {
        "form": form,
        "tab": key,
        "title": tab.label if key else _("Đơn vị"),
        "lead": tab.lead,
        "tabs": _links(request, tabs, narrowed, key),
        "rows": rows,
        "lines": _lines(rows) if key in ("waiting", "") else [],
        "sort": sort,
        "may_decide": request.user.may(P.APPROVE_ORGANIZATION),
        "may_plan": may_plan,
    }
    return page(request, "organizations/list.html", shown)


def _units(request: Request, seen: OrganizationQuerySet) -> Choices:
    """The communes in which organizations sit; to a province, the districts."""
    path = _unit_path(request)
    return list(seen.order_by(f"{path}name").values_list(f"{path}code", f"{path}name").distinct())


def _unit_path(request: Request) -> str:
    is_local = request.user.acting.level in (Level.FACILITY, Level.DISTRICT)
    return "commune__" if is_local else "commune__district__"


def _narrowed(request: Request, seen: OrganizationQuerySet, form: OrganizationFilter) -> OrganizationQuerySet:
    found = seen.named_like(form.told("q"))
    if unit := form.told("unit"):
        found = found.filter(**{f"{_unit_path(request)}code": unit})
    if kind := form.told("kind"):
        found = found.filter(kind=kind)
    return found


def _lists(narrowed: OrganizationQuerySet) -> QuerySet[WorkerList]:
    return WorkerList.objects.unsettled().filter(organization__in=narrowed.order_by().values("pk"))


def _rows(key: str, narrowed: OrganizationQuerySet, state: str) -> QuerySet[Any]:
    if key == "lists":
        found = _lists(narrowed).defer("content", "answer", "seen", "layout")
        found = found.filter(state__in=STAGES[state][1]) if state else found
        return found.select_related("organization__commune__district")
    rows = narrowed.select_related("commune__district")
    match key:
        case "pending":
            return rows.pending()
        case "silent":
            return rows.silent()
        case "waiting":
            return with_waiting(rows.approved()).filter(waiting__gt=0)
    return rows.filter(state=state) if state else rows


def _links(request: Request, tabs: Mapping[str, Tab], narrowed: OrganizationQuerySet, key: str) -> list[dict[str, Any]]:
    """With what stands behind each; whose people wait is counted when it is asked for."""
    counts = {
        "pending": narrowed.pending().count(),
        "lists": _lists(narrowed).count(),
        "silent": narrowed.silent().count(),
        "": narrowed.count(),
    }
    given = {name: value for name in ("q", "unit", "kind") if (value := request.GET.get(name))}
    return [
        {
            "url": "?" + urlencode({"tab": name, **given} if name else given),
            "label": tab.label,
            "count": counts.get(name),
            "current": name == key,
        }
        for name, tab in tabs.items()
    ]


def _lines(rows: Page[Organization]) -> list[Line]:
    keys = [one.pk for one in rows]
    counts, waiting = counts_of(keys), waiting_of(keys)
    return [Line(one, counts.get(one.pk, Counts()).shown(), waiting.get(one.pk, 0)) for one in rows]


def _paged(request: Request, rows: QuerySet[Any]) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
