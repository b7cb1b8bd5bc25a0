"""Worker lists: kept as they come, read batch by batch, every row answered exactly once."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from registration.models import Organization, WorkerList
from registration.rules.codes import ListIs
from registration.rules.organizations import upload_problems
from registration.services.list_rows import SheetRow, answer_rows, tell_uploader
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
Reader = Callable[[WorkerList], Sequence[SheetRow]]
STEPS = 10  # a list shows its progress in about so many steps
SMALLEST_BATCH, LARGEST_BATCH = 50, 1_000
COUNTERS = ["rows_total", "rows_done", "rows_accepted", "rows_repaired", "rows_linked", "rows_refused"]


@transaction.atomic
def keep_list(
    *, organization: Organization, file_name: str, content: bytes, rows_total: int, ref: UUID, by: User
) -> WorkerList:
    """Keeps a file that its door has looked at; it waits to be read. The same `ref` again is the same list."""
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
        rows_total=rows_total,
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
    record(by, "list.uploaded", worker_list, rows=rows_total)
    return worker_list


@transaction.atomic
def read_on(read: Reader) -> WorkerList | None:
    """Takes the next rows of the oldest list that waits; None when there is none. A worker killed here leaves nothing
    half done: its lock and its rows vanish together, and the next one begins at the same row."""
    waiting = WorkerList.objects.unfinished().order_by("uploaded_at", "pk").defer("content")
    worker_list = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if worker_list is None:
        return None
    try:
        with transaction.atomic():
            _take_batch(worker_list, read(worker_list))
    except RuleBroken as refusal:
        _fail(worker_list, refusal.problems[0].code)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the list waits
    except Exception as error:  # a defect must not stop the lists behind this one
        log.error("list not readable", extra={"worker_list": worker_list.pk, "error": type(error).__name__})
        _fail(worker_list, ListIs.READING_FAILED)
    return worker_list


def _known(ref: UUID) -> WorkerList | None:
    return WorkerList.objects.defer("content").filter(ref=ref).first()


def _same(repeat: WorkerList, organization: Organization, digest: str) -> WorkerList:
    if (repeat.organization_id, repeat.digest) != (organization.pk, digest):
        raise RuleBroken([Problem(ListIs.REF_REUSED, "ref")], WORDING)
    return repeat


def _take_batch(worker_list: WorkerList, rows: Sequence[SheetRow]) -> None:
    size = min(LARGEST_BATCH, max(SMALLEST_BATCH, len(rows) // STEPS))
    batch = rows[worker_list.rows_done : worker_list.rows_done + size]
    answer_rows(worker_list, batch)
    worker_list.rows_total = len(rows)
    worker_list.rows_done += len(batch)
    worker_list.state = WorkerList.State.READING
    if worker_list.rows_done >= len(rows):
        worker_list.state, worker_list.finished_at = WorkerList.State.DONE, clock.now()
        tell_uploader(worker_list)
        record(None, "list.read", worker_list, **{name: getattr(worker_list, name) for name in COUNTERS})
    worker_list.save(update_fields=[*COUNTERS, "state", "finished_at"])


def _fail(worker_list: WorkerList, code: str) -> None:
    worker_list.refresh_from_db(fields=COUNTERS)  # what the broken batch counted did not happen
    worker_list.state, worker_list.problem = WorkerList.State.FAILED, str(code)
    worker_list.finished_at = clock.now()
    worker_list.save(update_fields=["state", "problem", "finished_at"])
    tell_uploader(worker_list)
    record(None, "list.failed", worker_list, code=str(code))
