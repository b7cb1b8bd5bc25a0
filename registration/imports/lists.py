"""Worker lists come in here: looked at when they are handed in, understood row by row when their turn comes."""

from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import islice
from math import inf
from time import monotonic
from uuid import UUID

from registration.imports import reading
from registration.imports.answer_file import answer_file
from registration.imports.guess import guess
from registration.imports.reading import Cells, refuse_at_the_door
from registration.models import Organization, WorkerList
from registration.rules.layouts import Layout, layout_of
from registration.rules.legacy_text import Letters
from registration.rules.list_cells import RowCells
from registration.rules.lists import RowRead, is_person, read_cells
from registration.rules.sheet_rows import cells_by_field
from registration.rules.units import Units
from registration.services import lists
from registration.services.list_answers import answer_on
from registration.services.list_reading import Batch, read_on
from registration.services.list_rows import SheetRow
from registration.services.units import unit_book
from vaxportal.accounts.models import User
from vaxportal.core import clock

MOST_OPEN = 2  # files held open: a long list, and the short one that goes before it


def upload_list(
    *, organization: Organization, file_name: str, content: bytes, ref: UUID, by: User, starts_by_itself: bool = False
) -> WorkerList:
    """Refuses at once what can be told from the outside; keeps the rest, to be looked at by a worker."""
    refuse_at_the_door(content)
    return lists.keep_list(
        organization=organization,
        file_name=file_name,
        content=content,
        ref=ref,
        by=by,
        starts_by_itself=starts_by_itself,
    )


def work_on_lists(*, seconds: float = inf) -> bool:
    """Looks at new files and reads the confirmed ones until none waits or the time is up; answers whether more may
    wait. New files go first: somebody sits before the page."""
    began = monotonic()
    while lists.look_on(_look) or read_on(_next_rows) or answer_on(made_answer):
        if monotonic() - began > seconds:
            return True
    close_all()
    return False


class OpenList:
    """A file on its way through the rules, from batch to batch.

    While one batch waits for the database, the next one is read and judged: a third of the time of a long list.
    """

    def __init__(self, worker_list: WorkerList, today: date) -> None:
        self.position, self.today = worker_list.read_to, today
        layout = layout_of(worker_list.layout or {})
        unanswered = replace(layout, first_row=max(layout.first_row, worker_list.read_to))
        self.rows = understood(content_of(worker_list), unanswered, units=unit_book(today), today=today)
        self.beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="list")
        self.ahead: Future[Batch] | None = None

    def next(self, size: int) -> Batch:
        """So many people; rows that are no person come with them."""
        batch = self.ahead.result() if self.ahead else self._gathered(size)
        self.position = batch.read_to
        self.ahead = None if batch.is_last else self.beside.submit(self._gathered, size)
        return batch

    def _gathered(self, size: int) -> Batch:
        found: list[SheetRow] = []
        number = self.position
        for number, row in self.rows:
            if row:
                found.append(row)
            if len(found) == size:
                return Batch(found, number, is_last=False)
        return Batch(found, number, is_last=True)

    def close(self) -> None:
        self.beside.shutdown(cancel_futures=True)
        self.rows.close()


_open: dict[UUID, OpenList] = {}  # of this process


def _next_rows(worker_list: WorkerList, size: int) -> Batch:
    """From where the database says that the list stands; a batch that was lost is read again."""
    found = _open.get(worker_list.ref)
    if found is None or found.position != worker_list.read_to or found.today != clock.today():
        _close(worker_list.ref)
        for ref in list(islice(_open, max(0, len(_open) + 1 - MOST_OPEN))):
            _close(ref)
        found = _open[worker_list.ref] = OpenList(worker_list, clock.today())
    try:
        batch = found.next(size)
    except Exception:
        _close(worker_list.ref)
        raise
    if batch.is_last:
        _close(worker_list.ref)
    return batch


def _close(ref: UUID) -> None:
    if ref in _open:
        _open.pop(ref).close()


def close_all() -> None:
    """No file of people is left open."""
    for ref in list(_open):
        _close(ref)


def understood(content: bytes, layout: Layout, *, units: Units, today: date) -> Generator[tuple[int, SheetRow | None]]:
    """The rows below the headings by their number; None for what is no person."""
    given = reading.rows(
        content, sheet=layout.sheet, first_row=layout.first_row, encoding=layout.encoding, delimiter=layout.delimiter
    )
    for number, cells in given:
        told = by_field(cells, layout)
        row = RowCells(told, is_csv=layout.is_text, letters=Letters(layout.letters))
        read = read_cells(row, number=number, units=units, today=today) if is_person(row) else None
        yield number, SheetRow(read, kept_cells(told)) if read else None


def rows_of(content: bytes, layout: Layout, *, units: Units, today: date) -> Iterator[RowRead]:
    """What the people of a file say, one by one."""
    return (row.read for _number, row in understood(content, layout, units=units, today=today) if row)


def understood_cells(worker_list: WorkerList, number: int, cells: Mapping[str, object]) -> RowRead:
    """A row whose cells somebody has changed by hand: what they say now."""
    today, layout = clock.today(), layout_of(worker_list.layout or {})
    row = RowCells(cells, letters=Letters(layout.letters))
    return read_cells(row, number=number, units=unit_book(today), today=today)


def made_answer(worker_list: WorkerList) -> bytes:
    return answer_file(worker_list, content_of(worker_list))


def content_of(worker_list: WorkerList) -> bytes:
    return bytes(WorkerList.objects.values_list("content", flat=True).get(pk=worker_list.pk))


def by_field(cells: Cells, layout: Layout) -> dict[str, object]:
    """With what was said once for all rows, where the row itself says nothing."""
    found = cells_by_field(cells, layout.header)
    return found | {name: value for name, value in layout.for_all.items() if found.get(name) in (None, "")}


def kept_cells(cells: Mapping[str, object]) -> dict[str, str | int | float]:
    """Numbers stay numbers: given back and handed in again, they still tell that a zero was lost."""
    kept: dict[str, str | int | float] = {}
    for name, cell in cells.items():
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            kept[name] = cell
        elif isinstance(cell, float) and cell.is_integer():
            kept[name] = int(cell)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            kept[name] = cell
        else:
            kept[name] = f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)
    return kept


def _look(worker_list: WorkerList) -> tuple[reading.Seen, Layout, int]:
    return guess(content_of(worker_list), worker_list.organization)
