"""Rows that wait for somebody: a cell mended on the page, a person decided upon, a row set aside."""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import transaction

from registration.models import WorkerList, WorkerListRow
from registration.rules.codes import ListIs
from registration.rules.lists import RowRead
from registration.services.given import Decided
from registration.services.list_rows import Outcome, SheetRow, answers_to, count
from registration.services.lists import locked
from registration.services.offers import offer_contact
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem

Understand = Callable[[WorkerList, int, Mapping[str, object]], RowRead]  # a door's: cells by field → what they say
WAITING = {Outcome.REFUSED, Outcome.UNCLEAR, Outcome.SET_ASIDE}
ANSWER = ["outcome", "problems", "repairs", "matches", "person", "made_person", "filled"]
SETTLED = ["mended", "content_key", "settled_at", "settled_by"]


@transaction.atomic
def mend_row(row: WorkerListRow, *, cells: Mapping[str, str], understand: Understand, by: User) -> WorkerListRow:
    """Reads the row again with some cells changed, and takes it in if nothing stands against it any more.

    The row as it was handed in stays as it was; what was changed is kept beside it.
    """
    worker_list, row = _held(row, by)
    if row.outcome not in WAITING:
        return row  # taken already: the same click, sent twice
    mended = {**mended_cells(row), **{name: cell.strip() for name, cell in cells.items()}}
    _answer_anew(worker_list, row, mended, None, understand, by)
    record(by, "list.row_mended", worker_list, row=row.number, fields=sorted(cells), result=row.outcome)
    return row


@transaction.atomic
def decide_row(row: WorkerListRow, *, same_as: UUID | None, understand: Understand, by: User) -> WorkerListRow:
    """Whether the worker is one of those who look alike (`same_as`), or somebody else (None)."""
    worker_list, row = _held(row, by)
    if row.outcome not in WAITING:
        return row
    _answer_anew(worker_list, row, mended_cells(row), Decided(same_as), understand, by)
    said = "same" if same_as else "other"
    record(by, "list.row_decided", worker_list, row=row.number, said=said, result=row.outcome)
    return row


@transaction.atomic
def set_row_aside(row: WorkerListRow, *, by: User) -> WorkerListRow:
    """A worker who need not be registered any more; the row no longer waits."""
    worker_list, row = _held(row, by)
    if row.outcome not in WAITING or row.outcome == Outcome.SET_ASIDE:
        return row
    _recount(worker_list, row.outcome, Outcome.SET_ASIDE)
    row.outcome, row.settled_at, row.settled_by = Outcome.SET_ASIDE, clock.now(), by
    row.save(update_fields=["outcome", "settled_at", "settled_by"])
    record(by, "list.row_set_aside", worker_list, row=row.number)
    return row


def mended_cells(row: WorkerListRow) -> dict[str, str]:
    return json.loads(row.mended or "{}")


def cells_now(row: WorkerListRow) -> dict[str, str | int | float]:
    """As handed in, with what was mended since."""
    return {**json.loads(row.cells or "{}"), **mended_cells(row)}


def _held(row: WorkerListRow, by: User) -> tuple[WorkerList, WorkerListRow]:
    require(by, Permission.MANAGE_ORGANIZATION)
    worker_list = locked(row.worker_list, by)
    refuse_if([] if worker_list.state == WorkerList.State.DONE else [Problem(ListIs.NOT_READ_YET)], WORDING)
    return worker_list, worker_list.rows.select_for_update(of=("self",), no_key=True).get(pk=row.pk)


def _answer_anew(
    worker_list: WorkerList,
    row: WorkerListRow,
    mended: dict[str, str],
    decided: Decided | None,
    understand: Understand,
    by: User,
) -> None:
    cells = {**json.loads(row.cells or "{}"), **mended}
    fresh = SheetRow(understand(worker_list, row.number, cells), cells, decided)
    [answer] = answers_to(worker_list, [fresh], by=by)
    _recount(worker_list, row.outcome, answer.outcome)
    for name in ANSWER:
        setattr(row, name, getattr(answer, name))
    row.mended = json.dumps(mended, ensure_ascii=False) if mended else ""
    row.content_key = fresh.content_key
    row.settled_at, row.settled_by = clock.now(), by
    row.save(update_fields=[*ANSWER, *SETTLED])
    offer_contact(worker_list, [(row, fresh)])


def _recount(worker_list: WorkerList, before: str, after: str) -> None:
    count(worker_list, before, -1)
    count(worker_list, after, 1)
    worker_list.changed_at = clock.now()
    worker_list.save(update_fields=[f"rows_{before}", f"rows_{after}", "changed_at"])
