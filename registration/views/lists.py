"""Worker lists: handing one in, saying how it is read, watching it being read, getting it back."""

import json
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from registration import tasks
from registration.forms.layouts import LayoutForm
from registration.forms.lists import ListForm
from registration.imports.columns import results
from registration.imports.form import blank_form, filled_form
from registration.imports.guess import guess_again
from registration.imports.lists import made_answer, upload_list
from registration.models import Organization, WorkerList, WorkerListRow
from registration.rules.layouts import layout_of
from registration.services import list_answers, list_undo, lists
from registration.services.list_rows import told
from registration.wording import FIELD_NAMES, OF_MANY_ROWS, WORDING
from vaxportal.accounts.access import PublicRequest, Request, requires
from vaxportal.accounts.roles import Permission as P
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.http import page, see_other
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Outcome = WorkerListRow.Outcome
State = WorkerList.State


@dataclass
class Fault:
    """The same problem in several rows."""

    column: object
    code: str
    sentence: object
    rows: list[int] = field(default_factory=list)


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
    worker_list = find_list(request, ref)
    is_mine = request.user.may(P.MANAGE_ORGANIZATION)
    if worker_list.state == State.TO_CONFIRM and is_mine and not request.htmx:
        layout = layout_of(worker_list.layout or {})
        form = LayoutForm(seen=json.loads(worker_list.seen), layout=layout)
        return _asked(request, worker_list, form)
    shown = {
        "worker_list": worker_list,
        "faults": faults(worker_list) if worker_list.state == State.DONE else [],
        "failure": _failure(worker_list),
        "may_upload": is_mine,
    }
    response = page(request, "lists/detail.html", shown)
    if request.htmx and worker_list.state not in {State.LOOKING, State.WAITING, State.READING}:
        response.headers["HX-Refresh"] = "true"  # the page now says something else than a progress bar
    return response


@requires(P.MANAGE_ORGANIZATION)
@require_POST
def list_confirm(request: Request, ref: UUID) -> HttpResponse:
    """`look`: the guess at another sheet, nothing saved. Otherwise the columns are taken as chosen."""
    worker_list = find_list(request, ref)
    if worker_list.state != State.TO_CONFIRM:
        return see_other("registration:list_detail", worker_list.ref)
    seen, layout = json.loads(worker_list.seen), layout_of(worker_list.layout or {})
    wanted = guess_again(seen, layout, request.POST)
    if "look" in request.POST:
        return _asked(request, worker_list, LayoutForm(seen=seen, layout=wanted))
    form = LayoutForm(request.POST, seen=seen, layout=wanted)
    if form.is_valid() and form.settle(lists.confirm_list, worker_list=worker_list, by=request.user):
        transaction.on_commit(tasks.read_lists.delay, robust=True)
        return see_other("registration:list_detail", worker_list.ref)
    return _asked(request, worker_list, form)


@requires(P.MANAGE_ORGANIZATION)
@require_POST
def list_drop(request: Request, ref: UUID) -> HttpResponse:
    worker_list = find_list(request, ref)
    try:
        lists.drop_list(worker_list, by=request.user)
        messages.success(request, _("Đã bỏ tệp %(file)s. Chưa ai được đăng ký.") % {"file": worker_list.file_name})
    except RuleBroken as refusal:
        messages.error(request, refusal.message(refusal.problems[0]))
    return see_other("registration:organization_detail", worker_list.organization.ref)


@requires(P.MANAGE_ORGANIZATION)
def list_undo_page(request: Request, ref: UUID) -> HttpResponse:
    """What an undo takes away, or what stands in its way; by POST, the undo."""
    worker_list = find_list(request, ref)
    if request.method == "POST":
        try:
            list_undo.undo_list(worker_list, by=request.user)
            messages.success(request, _("Đã hủy danh sách %(file)s.") % {"file": worker_list.file_name})
            return see_other("registration:list_detail", worker_list.ref)
        except RuleBroken as refusal:
            messages.error(request, refusal.message(refusal.problems[0]))
    resting = list_undo.dependences(worker_list)
    lines = [(one.row.number, json.loads(one.row.cells or "{}").get("name", ""), WORDING[one.why]) for one in resting]
    made = worker_list.rows.filter(made_person=True).count()
    record(request.user, "list.undo_seen", worker_list, rows=len(lines))
    return page(request, "lists/undo.html", {"worker_list": worker_list, "lines": lines, "made": made})


@requires(P.MANAGE_ORGANIZATION, P.SEE_ORGANIZATIONS)
@require_safe
def list_download(request: Request, ref: UUID) -> HttpResponse:
    """The organization's own file with every row answered; `only=refused` is what is left to correct, in the form."""
    worker_list = find_list(request, ref)
    if not request.GET:
        return _own_file(request, worker_list)
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


def find_list(request: Request, ref: UUID) -> WorkerList:
    found = WorkerList.objects.visible_to(request.user).select_related("organization__commune", "uploaded_by")
    return get_object_or_404(found, ref=ref)


def faults(worker_list: WorkerList) -> list[Fault]:
    """The most frequent first; the rows of each, so that they are found in the file."""
    found: dict[tuple[str, str], Fault] = {}
    rows = worker_list.rows.with_outcome(Outcome.REFUSED).order_by("number").values_list("number", "problems")
    for number, problems in rows.iterator():
        for problem in problems:
            name, code = problem["field"], problem["code"]
            fault = found.setdefault(
                (name, code), Fault(field_name(name), code, OF_MANY_ROWS.get(code) or told(problem))
            )
            fault.rows.append(number)
    return sorted(found.values(), key=lambda fault: -len(fault.rows))


def field_name(name: str) -> object:
    """Empty for what is said of the row as a whole."""
    return FIELD_NAMES.get(name, FIELD_NAMES["earlier"]) if name else ""  # earlier_1_given_on, vaccine_2 …


def _asked(request: Request, worker_list: WorkerList, form: LayoutForm) -> HttpResponse:
    record(request.user, "list.guess_seen", worker_list)
    owners = form.other_owners(worker_list.organization.name)
    return page(request, "lists/confirm.html", {"worker_list": worker_list, "form": form, "owners": owners})


def _failure(worker_list: WorkerList) -> str:
    if not worker_list.problem:
        return ""
    return say(Problem(worker_list.problem, **worker_list.problem_facts), WORDING)  # type: ignore[arg-type]


def _own_file(request: Request, worker_list: WorkerList) -> HttpResponse:
    if worker_list.state != State.DONE:
        return see_other("registration:list_detail", worker_list.ref)
    content = list_answers.answer_now(worker_list, made_answer)
    if content is None:
        transaction.on_commit(tasks.read_lists.delay, robust=True)
        return page(request, "lists/preparing.html", {"worker_list": worker_list})
    record(request.user, "list.exported", worker_list, only="")
    stem = worker_list.file_name.rpartition(".")[0] or worker_list.file_name or "danh-sach"
    return _file(content, f"{stem}-ket-qua.xlsx", XLSX)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response
