"""Worker lists come in here: looked at when they are handed in, understood row by row when their turn comes."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from math import inf
from time import monotonic
from uuid import UUID

from registration.imports.cells import plain
from registration.imports.workbook import Cell, Grid, open_workbook, sheets
from registration.models import Organization, WorkerList
from registration.rules.codes import ListIs
from registration.rules.list_cells import RowCells
from registration.rules.list_columns import Header, find_header, header_problems
from registration.rules.lists import is_person, read_list
from registration.services import lists
from registration.services.list_rows import SheetRow
from registration.services.units import unit_book
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.problems import Problem


def upload_list(*, organization: Organization, file_name: str, content: bytes, ref: UUID, by: User) -> WorkerList:
    """Refuses at once what is no list; keeps the rest, to be read by the sweep."""
    grid, header = find_list(content)
    rows_total = sum(is_person(RowCells(_by_field(cells, header))) for cells in grid[header.first_row :])
    if not rows_total:
        raise RuleBroken([Problem(ListIs.NO_ROWS, "file")], WORDING)
    return lists.keep_list(
        organization=organization, file_name=file_name, content=content, rows_total=rows_total, ref=ref, by=by
    )


def read_waiting(*, seconds: float = inf) -> bool:
    """Reads lists batch by batch until none waits or the time is up; answers whether more may wait."""
    began = monotonic()
    while worker_list := lists.read_on(_rows):
        if worker_list.is_finished:
            understand.cache_clear()  # a file of people is not left in memory
        if monotonic() - began > seconds:
            return True
    return False


def find_list(content: bytes) -> tuple[Grid, Header]:
    """The first sheet that has the headings of a list."""
    for _name, grid in sheets(open_workbook(content)):
        grid = [[plain(cell) for cell in cells] for cells in grid]
        header = find_header(grid)
        if header:
            refuse_if((problem.at("file") for problem in header_problems(header)), WORDING)
            return grid, header
    raise RuleBroken([Problem(ListIs.NO_HEADER, "file")], WORDING)


@lru_cache(maxsize=1)
def understand(ref: UUID, today: date) -> list[SheetRow]:
    """All persons of a kept file; remembered from batch to batch."""
    content = WorkerList.objects.values_list("content", flat=True).get(ref=ref)
    grid, header = find_list(bytes(content))
    return [
        SheetRow(read, _kept_cells(_by_field(grid[read.number - 1], header)))
        for read in read_list(grid, header, units=unit_book(today), today=today)
    ]


def _rows(worker_list: WorkerList) -> list[SheetRow]:
    return understand(worker_list.ref, clock.today())


def _by_field(cells: list[Cell], header: Header) -> dict[str, Cell]:
    return {name: cells[column] for name, column in header.columns.items() if column < len(cells)}


def _kept_cells(cells: Mapping[str, Cell]) -> dict[str, str | int | float]:
    """Numbers stay numbers: given back and handed in again, they still tell that a zero was lost."""
    kept: dict[str, str | int | float] = {}
    for name, cell in cells.items():
        if isinstance(cell, float) and cell.is_integer():
            kept[name] = int(cell)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            kept[name] = cell
        elif isinstance(cell, datetime | date):
            kept[name] = f"{cell:%d/%m/%Y}"
        elif cell not in (None, ""):
            kept[name] = str(cell)
    return kept
