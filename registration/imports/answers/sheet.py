"""One sheet on its way: what stands before its rows, the rows one by one, and what stands after them."""

import re
from collections.abc import Callable, Iterator

from registration.imports.answers.cells import uncomputed
from registration.imports.answers.cutter import Cut, Cutter
from registration.imports.answers.markup import Torn

CELLS = "sheetData"
END_OF_CELLS = re.compile(rb"\s*</(?:[^\s<>/:]+:)?sheetData\s*>")
MOST_ROWS = 1_048_576
GATHERED = 300  # pieces of rows that are handed on together

Change = Callable[[bytes], bytes]


def passed_through(
    pieces: Iterator[bytes], row: Callable[[Cut], bytes], *, head: Change = bytes, tail: Change = bytes
) -> Iterator[bytes]:
    """The sheet with every row as `row` gives it; `head` is what stands before the cells, `tail` what comes after."""
    cutter = Cutter(pieces)
    begin, is_empty = cutter.until(CELLS)
    at = begin.rindex(b"<")
    yield head(begin[:at]) + begin[at:]
    made: list[bytes] = []
    for number, cut in enumerate(() if is_empty else cutter.elements("row", within=CELLS)):
        if number >= MOST_ROWS:
            raise Torn("more rows than a sheet has")
        made += (uncomputed(cut.before) if cut.before else b"", row(cut))
        if len(made) >= GATHERED:
            yield b"".join(made)
            made.clear()
    yield b"".join(made)
    rest = cutter.tail()
    end = END_OF_CELLS.match(rest)
    at = end.end() if end else 0
    if CELLS.encode() in rest[at:]:
        raise Torn("cells in two places")
    yield rest[:at] + tail(rest[at:])
