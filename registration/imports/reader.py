"""The program that opens an uploaded file, in a process of its own: `python -m registration.imports.reader`.

A hostile file can make a reader take all memory, run for ever or end its whole process. So it is opened here, within
limits that the system keeps, by a process that has neither database nor keys. It imports nothing of the frame.

In: one line of JSON that says what to do, then the file. Out: lines of JSON. `look` answers the sheets with their first
rows; `read` answers all rows of one sheet: [number from 1, cells]. A day is {"day": "1990-02-28"}.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from registration.imports import plain_text
from registration.imports.gate import Kind, Refused, kind_of, refuse_hostile_parts
from registration.rules.codes import ListIs
from registration.rules.limits import MOST_ROWS
from vaxportal.core.sheets import unshielded

MOST_COLUMNS = 100
MOST_SHEETS = 40
MOST_MEMORY = 900 * 1024 * 1024  # of addresses, the program itself included; a list of 60,000 rows takes a quarter
MOST_SECONDS = 40  # of the processor
FIRST_ROWS = 60
LONGEST_SHOWN = 60  # signs of a cell, for looking at it
LONGEST_CELL = 1_000  # signs; five times what any field takes, so what is cut is refused in any case
ROWS_A_LINE, SIGNS_A_LINE = 250, 1_000_000
Answer = Iterator[dict[str, Any] | list[Any]]  # Any: what JSON holds


def main() -> None:
    limit_itself()
    task = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    out = sys.stdout.buffer
    for answer in answers(task, content):
        out.write(
            json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=_plain).encode(errors="replace")
        )
        out.write(b"\n")


def limit_itself() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def answers(task: dict[str, Any], content: bytes) -> Answer:  # Any: what JSON holds
    """What was found, or why the file cannot be read; a defect of the reader is such a reason too."""
    try:
        yield from _look(content) if task["do"] == "look" else _read(content, task)
    except Refused as refusal:
        yield {"refused": str(refusal.code), "facts": refusal.facts}
    except plain_text.TextRefused as refusal:
        yield {"refused": str(refusal.args[0]), "facts": {"rows": MOST_ROWS}}
    except MemoryError:
        yield {"refused": ListIs.UNPACKS_TOO_LARGE, "facts": {}}
    except PasswordError:
        yield {"refused": ListIs.OLD_OR_LOCKED, "facts": {}}
    except (CalamineError, ValueError, OSError, OverflowError, LookupError):
        yield {"refused": ListIs.NOT_A_WORKBOOK, "facts": {}}
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # of the reader's own language; it cannot be imported
            raise
        yield {"refused": ListIs.NOT_A_WORKBOOK, "facts": {}}


def _look(content: bytes) -> Answer:
    kind = kind_of(content)
    if kind == Kind.TEXT:
        yield _text_seen(content)
        return
    if kind != Kind.XLS:
        refuse_hostile_parts(content)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    pages = [page for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    if len(pages) > MOST_SHEETS:  # one part can be named by many sheets, and is read for each
        raise Refused(ListIs.UNPACKS_TOO_LARGE)
    seen = []
    for page in pages:
        sheet = book.get_sheet_by_name(page.name)
        about = {"name": page.name[:LONGEST_SHOWN], "index": book.sheet_names.index(page.name)}
        about |= {"is_hidden": page.visible != SheetVisibleEnum.Visible}
        seen.append(about | _first_of(_rows(_measured(sheet)), _height(sheet)))
    yield {"kind": kind, "sheets": seen}


def _text_seen(content: bytes) -> dict[str, Any]:  # Any: what JSON holds
    text, encoding = plain_text.decode(content)
    delimiter = plain_text.guess_delimiter(text)
    rows = list(plain_text.rows(text, most=MOST_ROWS, delimiter=delimiter))
    about = {"name": "", "index": 0, "is_hidden": False, **_first_of(rows, len(rows))}
    return {"kind": Kind.TEXT, "sheets": [about], "encoding": encoding, "delimiter": delimiter}


def _first_of(rows: Iterable[list[Any]], height: int) -> dict[str, Any]:  # Any: cells; what JSON holds
    first = [[_short(cell) for cell in row] for row, _number in zip(rows, range(FIRST_ROWS), strict=False)]
    return {"rows": height, "first": first}


def _read(content: bytes, task: dict[str, Any]) -> Answer:  # Any: what JSON holds
    """Rows with something in them, below `first_row` (from 0)."""
    if kind_of(content) == Kind.TEXT:
        text, _encoding = plain_text.decode(content, plain_text.Encoding(task["encoding"]))
        rows: Iterable[list[Any]] = plain_text.rows(text, most=MOST_ROWS, delimiter=task["delimiter"])
    else:
        rows = _rows(_measured(CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(task["sheet"])))
    batch: list[Any] = []
    signs = 0
    for number, row in enumerate(rows, start=1):
        if number > task["first_row"] and any(cell != "" for cell in row):
            batch.append([number, [unshielded(cell[:LONGEST_CELL]) if type(cell) is str else cell for cell in row]])
            signs += sum(len(cell) for cell in row if type(cell) is str)
            if len(batch) == ROWS_A_LINE or signs > SIGNS_A_LINE:
                yield batch
                batch, signs = [], 0
    yield batch


def _measured(sheet: CalamineSheet) -> CalamineSheet:
    if _height(sheet) > MOST_ROWS:
        raise Refused(ListIs.TOO_MANY_ROWS, rows=MOST_ROWS)
    if sheet.total_width > MOST_COLUMNS:
        raise Refused(ListIs.UNPACKS_TOO_LARGE)
    return sheet


def _height(sheet: CalamineSheet) -> int:
    """Down to the last row with something in it; the library's own height is one less."""
    return sheet.end[0] + 1 if sheet.end else 0


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:  # Any: cells
    """From the first row and column of the sheet, also where nothing stands in them."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield before + row


def _plain(cell: object) -> object:
    if isinstance(cell, datetime):
        return {"day": f"{cell.date():%Y-%m-%d}"}
    if isinstance(cell, date):
        return {"day": f"{cell:%Y-%m-%d}"}
    if isinstance(cell, time | timedelta):
        return str(cell)
    raise TypeError(type(cell).__name__)


def _short(cell: object) -> object:
    return cell[:LONGEST_SHOWN] if isinstance(cell, str) else cell


if __name__ == "__main__":
    main()
