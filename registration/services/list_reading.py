"""Reading a confirmed list: batch by batch, each in its own transaction, every row answered exactly once."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from registration.models import WorkerList
from registration.rules.codes import ListIs
from registration.services.list_rows import SheetRow, answer_rows, tell_uploader
from registration.services.lists import fail
from registration.wording import WORDING
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem

State = WorkerList.State
STEPS = 10  # a list shows its progress in about so many steps
SMALLEST_BATCH, LARGEST_BATCH = 50, 2_500
SHORT = 2_000  # rows: such a list does not wait behind a long one
COUNTERS = [
    *("rows_total", "rows_done", "rows_accepted", "rows_repaired", "rows_linked", "rows_unclear", "rows_refused"),
]


@dataclass(frozen=True, slots=True)
class Batch:
    """The next rows of a sheet; `read_to` is the number of the last one that was looked at."""

    rows: Sequence[SheetRow]
    read_to: int
    is_last: bool


Read = Callable[[WorkerList, int], Batch]


@transaction.atomic
def read_on(read: Read) -> WorkerList | None:
    """Takes the next rows of a list that waits; None when there is none. A worker killed here leaves nothing half
    done: its lock and its rows vanish together, and the next one begins at the same row."""
    is_long = ExpressionWrapper(Q(rows_total__gt=F("rows_done") + SHORT), BooleanField())
    waiting = WorkerList.objects.unfinished().defer("content", "answer").order_by(is_long, "uploaded_at", "pk")
    worker_list = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
    if worker_list is None:
        return None
    _commit_without_waiting()
    try:
        with transaction.atomic(), _uncollected():
            take_batch(worker_list, read(worker_list, _size(worker_list)))
    except Exception as error:
        worker_list.refresh_from_db(fields=[*COUNTERS, "read_to"])  # what the broken batch counted did not happen
        fail(worker_list, error)
    return worker_list


def _commit_without_waiting() -> None:
    """A batch that a crash of the database takes with it is read again: it takes where the list stood along."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


@contextmanager
def _uncollected() -> Iterator[None]:
    """A batch makes some hundred thousand objects and lets go of all of them: to look among them for cycles again and
    again takes a quarter of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _size(worker_list: WorkerList) -> int:
    return min(LARGEST_BATCH, max(SMALLEST_BATCH, worker_list.rows_total // STEPS))


def take_batch(worker_list: WorkerList, batch: Batch) -> None:
    """The one way of a batch into the register, for a worker and for an import of rows at hand; the caller holds the
    list and the transaction."""
    answer_rows(worker_list, batch.rows)
    worker_list.rows_done += len(batch.rows)
    worker_list.read_to = batch.read_to
    worker_list.state = State.READING
    if batch.is_last and not worker_list.rows_done:
        raise RuleBroken([Problem(ListIs.NO_ROWS, "file")], WORDING)
    if batch.is_last:
        worker_list.rows_total = worker_list.rows_done
        worker_list.state, worker_list.finished_at = State.DONE, clock.now()
        worker_list.changed_at, worker_list.seen = clock.now(), ""
        tell_uploader(worker_list)
        record(None, "list.read", worker_list, **{name: getattr(worker_list, name) for name in COUNTERS})
    worker_list.save(update_fields=[*COUNTERS, "read_to", "state", "finished_at", "changed_at", "seen"])
