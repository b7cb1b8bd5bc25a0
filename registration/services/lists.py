"""Worker lists: kept as they come, looked at, confirmed with the columns as somebody wants them read."""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from registration.models import ListLayout, Organization, WorkerList
from registration.rules.codes import ListIs
from registration.rules.layouts import Layout, headings_digest, layout_problems
from registration.rules.organizations import upload_problems
from registration.services.list_rows import tell_uploader
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import NotAllowed, RuleBroken, refuse_if
from vaxportal.core.problems import Problem

log = logging.getLogger(__name__)
State = WorkerList.State
Seen = Mapping[str, Any]  # Any: what JSON holds
Look = Callable[[WorkerList], tuple[Seen, Layout, int]]


@transaction.atomic
def keep_list(
    *, organization: Organization, file_name: str, content: bytes, ref: UUID, by: User, starts_by_itself: bool = False
) -> WorkerList:
    """Keeps a file; a worker looks at it. The same `ref` again is the same list.

    `starts_by_itself`: it is read without anybody's word when all its columns are recognised.
    """
    require(by, Permission.MANAGE_ORGANIZATION)
    if not Organization.objects.visible_to(by).filter(pk=organization.pk).exists():
        raise NotAllowed("organization")
    digest = hashlib.sha256(content).hexdigest()
    if repeat := _known(ref):
        return _same(repeat, organization, digest)
    refuse_if(upload_problems(organization.state), WORDING)
    worker_list = WorkerList(
        ref=ref,
        organization=organization,
        file_name=file_name[-150:],
        content=content,
        digest=digest,
        starts_by_itself=starts_by_itself,
        uploaded_at=clock.now(),
        uploaded_by=by,
    )
    try:
        with as_rule(WorkerList, "worker_list_once_per_file", field="file"):
            worker_list.save(force_insert=True)
    except (RuleBroken, IntegrityError):
        if repeat := _known(ref):  # the other click of a double one was on its way
            return _same(repeat, organization, digest)
        raise
    record(by, "list.uploaded", worker_list, bytes=len(content))
    return worker_list


@transaction.atomic
def look_on(look: Look) -> WorkerList | None:
    """Looks at the oldest file that nobody has looked at; None when there is none. A worker killed here changes
    nothing, and another one looks."""
    unseen = WorkerList.objects.unseen().order_by("uploaded_at", "pk").defer("content")
    worker_list = unseen.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if worker_list is None:
        return None
    try:
        with transaction.atomic():
            seen, layout, rows = look(worker_list)
    except Exception as error:
        fail(worker_list, error)
        return worker_list
    is_complete = not any(layout_problems(layout))
    worker_list.state = State.WAITING if worker_list.starts_by_itself and is_complete else State.TO_CONFIRM
    worker_list.seen, worker_list.layout, worker_list.rows_total = json.dumps(seen), layout.as_json(), rows
    worker_list.save(update_fields=["state", "seen", "layout", "rows_total"])
    return worker_list


@transaction.atomic
def confirm_list(worker_list: WorkerList, *, layout: Layout, by: User) -> WorkerList:
    """The columns as somebody wants them read; remembered for the next file with the same headings."""
    require(by, Permission.MANAGE_ORGANIZATION)
    worker_list = locked(worker_list, by)
    if worker_list.state in {State.WAITING, State.READING, State.DONE}:
        return worker_list  # the same click, sent twice
    refuse_if(_confirm_problems(worker_list, layout), WORDING)
    worker_list.state, worker_list.layout = State.WAITING, layout.as_json()
    worker_list.confirmed_at, worker_list.confirmed_by = clock.now(), by
    worker_list.save(update_fields=["state", "layout", "confirmed_at", "confirmed_by"])
    ListLayout.objects.update_or_create(
        organization=worker_list.organization,
        headings=headings_digest(headings(json.loads(worker_list.seen), layout)),
        defaults={"layout": layout.as_json(), "chosen_at": clock.now(), "chosen_by": by},
    )
    record(by, "list.confirmed", worker_list)
    return worker_list


@transaction.atomic
def drop_list(worker_list: WorkerList, *, by: User) -> WorkerList:
    """A file that was not meant, before anything of it is saved; what stood in it is erased."""
    require(by, Permission.MANAGE_ORGANIZATION)
    worker_list = locked(worker_list, by)
    if worker_list.state == State.UNDONE:
        return worker_list
    refuse_if(_drop_problems(worker_list), WORDING)
    worker_list.state, worker_list.content, worker_list.seen = State.UNDONE, b"", ""
    worker_list.undone_at, worker_list.undone_by = clock.now(), by
    worker_list.save(update_fields=["state", "content", "seen", "undone_at", "undone_by"])
    record(by, "list.dropped", worker_list)
    return worker_list


def remembered(organization: Organization, headings: list[str]) -> ListLayout | None:
    """How a file with these headings was read the last time."""
    return ListLayout.objects.filter(organization=organization, headings=headings_digest(headings)).first()


def headings(seen: Seen, layout: Layout) -> list[str]:
    """The texts from the heading row to the first row of people, of the sheet that is read."""
    sheet = next(one for one in seen["sheets"] if one["index"] == layout.sheet)
    return [str(cell) for row in sheet["first"][layout.row : layout.first_row] for cell in row if isinstance(cell, str)]


def locked(worker_list: WorkerList, by: User) -> WorkerList:
    """For a change by somebody who may see it, without the file itself."""
    if not WorkerList.objects.visible_to(by).filter(pk=worker_list.pk).exists():
        raise NotAllowed
    rows = WorkerList.objects.defer("content", "answer").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=worker_list.pk)


def fail(worker_list: WorkerList, error: Exception) -> None:
    """Says why a list cannot be read; a defect of ours must not stop the lists behind this one."""
    if isinstance(error, OperationalError | InterfaceError):
        raise error  # the database is away: the list waits
    problem = error.problems[0] if isinstance(error, RuleBroken) else Problem(ListIs.READING_FAILED)
    if not isinstance(error, RuleBroken):
        log.error("list not readable", extra={"worker_list": worker_list.pk, "error": type(error).__name__})
    worker_list.state, worker_list.problem = State.FAILED, str(problem.code)
    worker_list.problem_facts, worker_list.finished_at = dict(problem.facts), clock.now()
    worker_list.save(update_fields=["state", "problem", "problem_facts", "finished_at"])
    tell_uploader(worker_list)
    record(None, "list.failed", worker_list, code=worker_list.problem)


def _known(ref: UUID) -> WorkerList | None:
    return WorkerList.objects.defer("content", "answer").filter(ref=ref).first()


def _same(repeat: WorkerList, organization: Organization, digest: str) -> WorkerList:
    if (repeat.organization_id, repeat.digest) != (organization.pk, digest):
        raise RuleBroken([Problem(ListIs.REF_REUSED, "ref")], WORDING)
    return repeat


def _confirm_problems(worker_list: WorkerList, layout: Layout) -> list[Problem]:
    if worker_list.state != State.TO_CONFIRM:
        return [Problem(ListIs.NOT_TO_CONFIRM)]
    return list(layout_problems(layout))


def _drop_problems(worker_list: WorkerList) -> list[Problem]:
    before = {State.LOOKING, State.TO_CONFIRM, State.FAILED}
    may = worker_list.state in before and not worker_list.has_taken
    return [] if may else [Problem(ListIs.BEING_READ)]
