"""Worker lists: handing one in, watching it being read, what became of each row."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from registration import tasks
from registration.forms.lists import ListForm
from registration.imports.columns import results
from registration.imports.form import blank_form, filled_form
from registration.imports.lists import upload_list
from registration.models import Organization, WorkerList, WorkerListRow
from registration.services.list_rows import told
from registration.wording import FIELD_NAMES, OF_MANY_ROWS, WORDING
from vaxportal.accounts.access import PublicRequest, Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.http import page, see_other

ROWS_PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Outcome = WorkerListRow.Outcome


@dataclass
class Fault:
    """The same problem in several rows."""

    column: object
    code: str
    sentence: object
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A row as it is shown: what stood in it, what became of it, and why."""

    row: WorkerListRow
    name: str
    born: str
    remarks: list[tuple[object, str, str]]  # field, sentence, what was written


@requires(P.MANAGE_ORGANIZATION)
def list_new(request: Request, ref: UUID) -> HttpResponse:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), ref=ref)
    form = ListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and form.settle(upload_list, organization=organization, by=request.user):
        transaction.on_commit(tasks.read_lists.delay, robust=True)  # without a broker, beat finds the row
        return see_other("registration:list_detail", form.settled.ref)
    return page(request, "lists/new.html", {"form": form, "organization": organization})


@requires(P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS)
@require_safe
def list_detail(request: Request, ref: UUID) -> HttpResponse:
    worker_list = _worker_list(request, ref)
    shown = {
        "worker_list": worker_list,
        "faults": faults(worker_list) if worker_list.is_finished else [],
        "failure": WORDING.get(worker_list.problem, "") if worker_list.problem else "",  # type: ignore[call-overload]
        "may_upload": request.user.may(P.MANAGE_ORGANIZATION),
    }
    response = page(request, "lists/detail.html", shown)
    if request.htmx and worker_list.is_finished:
        response.headers["HX-Refresh"] = "true"  # the page now says something else than a progress bar
    return response


@requires(P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS)
@require_safe
def list_rows(request: Request, ref: UUID) -> HttpResponse:
    worker_list = _worker_list(request, ref)
    outcome, code = request.GET.get("outcome", ""), request.GET.get("problem", "")
    rows = worker_list.rows.with_outcome(outcome if outcome in Outcome.values else "").with_problem(code)
    found = Paginator(rows.order_by("number"), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    record(request.user, "list.rows_seen", worker_list, page=found.number)
    shown = {"worker_list": worker_list, "rows": found, "lines": [_line(row) for row in found], "code": code}
    return page(request, "lists/rows.html", {**shown, "outcome": outcome, "tabs": _tabs(worker_list, outcome)})


@requires(P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS)
@require_safe
def list_download(request: Request, ref: UUID) -> HttpResponse:
    """Every row with its answer, in the columns of the form; `only=refused` is what is left to correct."""
    worker_list = _worker_list(request, ref)
    only, as_csv = request.GET.get("only", ""), request.GET.get("as") == "csv"
    rows = worker_list.rows.with_outcome(only if only in Outcome.values else "").order_by("number")
    record(request.user, "list.exported", worker_list, only=only)
    dataset = results(rows.iterator(chunk_size=2000))
    stem = worker_list.file_name.rpartition(".")[0] or "danh-sach"
    if as_csv:
        return _file(b"\xef\xbb\xbf" + dataset.export("csv").encode(), f"{stem}-ket-qua.csv", "text/csv; charset=utf-8")
    return _file(filled_form(dataset), f"{stem}-ket-qua.xlsx", XLSX)


@login_not_required
@require_safe
def list_form(request: PublicRequest) -> HttpResponse:
    return _file(blank_form(clock.today()), "mau-danh-sach-doi-tuong-tiem.xlsx", XLSX)


def faults(worker_list: WorkerList) -> list[Fault]:
    """The most frequent first; the rows of each, so that they are found in the file."""
    found: dict[tuple[str, str], Fault] = {}
    rows = worker_list.rows.with_outcome(Outcome.REFUSED).order_by("number").values_list("number", "problems")
    for number, problems in rows.iterator():
        for problem in problems:
            name, code = problem["field"], problem["code"]
            fault = found.setdefault(
                (name, code), Fault(_field_name(name), code, OF_MANY_ROWS.get(code) or told(problem))
            )
            fault.rows.append(number)
    return sorted(found.values(), key=lambda fault: -len(fault.rows))


def _worker_list(request: Request, ref: UUID) -> WorkerList:
    found = WorkerList.objects.visible_to(request.user).select_related("organization__commune", "uploaded_by")
    return get_object_or_404(found, ref=ref)


def _line(row: WorkerListRow) -> Line:
    cells = json.loads(row.cells or "{}")
    remarks = [
        (_field_name(one["field"]), told(one), _written(cells, one["field"]) if row.outcome == Outcome.REFUSED else "")
        for one in (*row.problems, *row.repairs)
    ]
    return Line(row, str(cells.get("name", "")), str(cells.get("born", "")), remarks)


def _written(cells: dict[str, object], name: str) -> str:
    parts = ("commune", "commune_code") if name == "commune" else (name,)
    return " · ".join(str(cells[part]) for part in parts if cells.get(part))


def _field_name(name: str) -> object:
    return FIELD_NAMES.get(name) or FIELD_NAMES["earlier"]  # earlier_1_given_on, vaccine_2 …


def _tabs(worker_list: WorkerList, current: str) -> list[dict[str, object]]:
    def tab(value: str, label: object, count: int) -> dict[str, object]:
        return {"url": f"?outcome={value}", "label": label, "count": count, "current": value == current}

    counted = [tab(one.value, one.label, getattr(worker_list, f"rows_{one.value}")) for one in Outcome]
    return [tab("", _("Tất cả"), worker_list.rows_done), *counted]


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
