"""Which sheet of a workbook is the list: not the codes, not the instructions."""

from collections.abc import Sequence

from registration.rules.heading_rows import Rows
from registration.rules.list_cells import RowCells
from registration.rules.list_columns import Header, find_header
from registration.rules.lists import is_person
from registration.rules.sheet_rows import cells_by_field
from vaxportal.core.text import fold

FIRST_ROWS = 300  # of each sheet are enough
PEOPLE_ENOUGH = 20  # a sheet with more is no longer one with examples
OF_LISTS = ("PL1", "DANH SACH", "DS")


def guess_sheet(sheets: Sequence[tuple[str, Rows]]) -> int:
    """The place of the sheet that most looks like a list, by its headings and its people; the first if none does."""
    ranks = [(_likeness(name, rows), -place) for place, (name, rows) in enumerate(sheets)]
    return -max(ranks)[1] if ranks else 0


def _likeness(name: str, rows: Rows) -> tuple[int, int, int, bool]:
    header = find_header(rows)
    if header is None or not header.columns_of("name"):
        return (0, 0, 0, False)
    people = sum(_is_full_person(cells, header) for cells in rows[header.first_row : header.first_row + FIRST_ROWS])
    return (1 + min(people, PEOPLE_ENOUGH), len(header.columns), people, any(word in fold(name) for word in OF_LISTS))


def _is_full_person(cells: Sequence[object], header: Header) -> bool:
    """With a name, and a birth date or a number."""
    found = cells_by_field(cells, header)
    has_name, *others = (str(found.get(field) or "").strip() for field in ("name", "born", "phone", "id", "bhyt"))
    return bool(has_name) and any(others) and is_person(RowCells(found))
