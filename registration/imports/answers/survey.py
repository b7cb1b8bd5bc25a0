"""A first look at a sheet: where the list ends on the right."""

from collections.abc import Iterator

from registration.imports.answers.cells import cells, last_cell
from registration.imports.answers.cutter import Cut
from registration.imports.answers.places import MOST_COLUMNS
from registration.imports.answers.rows import row_number
from registration.imports.answers.sheet import passed_through
from registration.imports.answers.tail import merged

FILLED = (b"v", b"is", b"f")


class Survey:
    """Columns count from 0; -1 where nothing is."""

    def __init__(self, pieces: Iterator[bytes], heading_row: int) -> None:
        self.heading_row, self.number, self.last_column = heading_row, 0, -1
        for _piece in passed_through(pieces, self._row, tail=self._tail):
            pass

    def _row(self, cut: Cut) -> bytes:
        self.number = row_number(cut, self.number)
        if self.number >= self.heading_row:
            self.last_column = max(self.last_column, _last_filled(cut, self.last_column))
        return b""

    def _tail(self, tail: bytes) -> bytes:
        """A heading can begin in an earlier row, or reach over columns without a cell of their own."""
        heading = self.heading_row - 1
        reach = (right for (top, _left), (bottom, right) in merged(tail) if top <= heading <= bottom)
        self.last_column = min(max(self.last_column, *reach, -1), MOST_COLUMNS - 2)
        return b""


def _last_filled(cut: Cut, least: int) -> int:
    """The last column of the row with something in it; rows that end before `least` are not looked through."""
    row, prefix, before = cut.element, cut.name[:-3], None
    while last := last_cell(row, prefix, before):
        if last.column <= least or _is_filled(row[last.start : last.end], prefix):
            return last.column
        before = last.start
    filled = [cell.column for cell in cells(row, cut.inside) if _is_filled(row[cell.start : cell.end], prefix)]
    return max(filled, default=-1)


def _is_filled(cell: bytes, prefix: bytes) -> bool:
    return any(b"<%s%s" % (prefix, name) in cell for name in FILLED)
