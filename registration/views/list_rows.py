"""The rows of a list with their answers: what is faulty is mended in place, who is unclear is decided in place."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration.forms.list_rows import Choices, DecisionForm, MendForm, faulty
from registration.forms.wizard import group_choices
from registration.imports.lists import understood_cells
from registration.models import Person, WorkerList, WorkerListRow
from registration.rules.layouts import layout_of
from registration.rules.legacy_text import Letters, as_meant
from registration.services import list_mending
from registration.services.list_rows import people_of, told
from registration.views.lists import Outcome, field_name, find_list
from registration.views.sides import Side, sides_of
from vaxportal.accounts.access import Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core.forms import Form
from vaxportal.core.http import page, see_other

ROWS_PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A row as it is shown: what stood in it, what became of it, why, and what can be done about it."""

    row: WorkerListRow
    name: str
    born: str
    remarks: list[tuple[object, str, str]]  # field, sentence, what was written
    form: Form | None
    sides: list[Side]


@requires(P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS)
@require_safe
def list_rows(request: Request, ref: UUID) -> HttpResponse:
    worker_list = find_list(request, ref)
    outcome, code = request.GET.get("outcome", ""), request.GET.get("problem", "")
    rows = worker_list.rows.with_outcome(outcome if outcome in Outcome.values else "").with_problem(code)
    found = Paginator(rows.order_by("number"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "list.rows_seen", worker_list, page=found.number)
    people, may, groups = people_of(found), _may_mend(request, worker_list), group_choices()
    shown = {"worker_list": worker_list, "rows": found, "code": code, "may_mend": may, "outcome": outcome}
    shown["lines"] = [_line(row, people, _form(row, groups) if may else None) for row in found]
    return page(request, "lists/rows.html", {**shown, "tabs": _tabs(worker_list, outcome)})


@requires(P.MANAGE_ORGANIZATION)
@require_POST
def list_row(request: Request, ref: UUID, number: int) -> HttpResponse:
    """Mends, decides or sets aside one row, and shows it as it stands then."""
    worker_list = find_list(request, ref)
    row = get_object_or_404(worker_list.rows, number=number)
    if "aside" in request.POST:
        row = list_mending.set_row_aside(row, by=request.user)
        return _shown(request, worker_list, row, None)
    form = _form(row, group_choices(), request)
    act = list_mending.decide_row if isinstance(form, DecisionForm) else list_mending.mend_row
    if form and form.is_valid() and form.settle(act, row=row, understand=understood_cells, by=request.user):
        return _shown(request, worker_list, form.settled, None)
    return _shown(request, worker_list, row, form)


def _shown(request: Request, worker_list: WorkerList, row: WorkerListRow, form: Form | None) -> HttpResponse:
    if not request.htmx and form is None:
        return see_other("registration:list_rows", worker_list.ref, fragment=f"r{row.number}")
    worker_list.refresh_from_db()  # its counts, which stand on the tabs
    line = _line(row, people_of([row]), form or _form(row, group_choices()))
    shown = {"worker_list": worker_list, "line": line, "may_mend": True, "form": form, "swapped": bool(request.htmx)}
    shown["tabs"] = _tabs(worker_list, "")
    return page(request, "lists/row.html", shown, partial="row" if request.htmx else "")


def _may_mend(request: Request, worker_list: WorkerList) -> bool:
    return request.user.may(P.MANAGE_ORGANIZATION) and worker_list.state == WorkerList.State.DONE


def _form(row: WorkerListRow, groups: Choices, request: Request | None = None) -> Form | None:
    data = request.POST if request else None
    if row.outcome == Outcome.UNCLEAR:
        return DecisionForm(data, row=row)
    return MendForm(data, row=row, groups=groups) if row.outcome == Outcome.REFUSED and faulty(row) else None


def _line(row: WorkerListRow, people: dict[str, Person], form: Form | None) -> Line:
    cells = list_mending.cells_now(row)
    remarks = [
        (field_name(one["field"]), told(one), _written(cells, one["field"]) if row.outcome == Outcome.REFUSED else "")
        for one in (*row.problems, *row.repairs)
    ]
    sides = sides_of(row, cells, people) if row.outcome == Outcome.UNCLEAR else []
    name = as_meant(str(cells.get("name", "")), Letters(layout_of(row.worker_list.layout or {}).letters))
    return Line(row, name, str(cells.get("born", "")), remarks, form, sides)


def _written(cells: dict[str, str | int | float], name: str) -> str:
    parts = ("commune", "commune_code") if name == "commune" else (name,)
    return " · ".join(str(cells[part]) for part in parts if cells.get(part))


def _tabs(worker_list: WorkerList, current: str) -> list[dict[str, object]]:
    def tab(value: str, label: object, count: int) -> dict[str, object]:
        address = f"?outcome={value}"
        return {"url": address, "label": label, "count": count, "current": value == current, "id": f"count-{value}"}

    counted = [tab(one.value, one.label, getattr(worker_list, f"rows_{one.value}")) for one in Outcome]
    return [tab("", _("Tất cả"), worker_list.rows_done), *counted]
