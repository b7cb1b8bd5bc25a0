"""Opening an uploaded workbook without trusting it: its zip directory is read before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from registration.imports.extent import Extent, Texts, TooFar
from registration.rules.codes import ListIs
from registration.rules.lists import MOST_BYTES
from registration.wording import WORDING
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem

MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 150  # of unpacked to packed; real sheets stay below 30
MOST_PARTS = 2_000
MOST_ROWS = 60_000
MOST_COLUMNS = 100
MOST_CELLS = MOST_ROWS * MOST_COLUMNS  # of all sheets together
MOST_SHEETS = 40  # one part can be named by many sheets, and is read for each
MOST_TEXT = 100_000_000  # signs in all cells; 60,000 rows of a list have less than half of it
SHARED_TEXTS = "xl/sharedstrings.xml"
SPREADSHEET = "xl/workbook.xml"
OTHER_KINDS = {"xl/workbook.bin", "content.xml"}  # .xlsb and .ods: the reader knows them, the checks do not
MACROS = "vbaProject.bin"
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any .xlsx with a password
ENCRYPTED = 1
PACKED_AS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the standard of workbooks knows no other
TORN = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, EOFError)  # as zipfile says it
PIECE = 1024 * 1024

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Grid = list[list[Cell]]


def open_workbook(content: bytes) -> CalamineWorkbook:
    """The workbook of an .xlsx; raises RuleBroken with a ListIs code for anything else."""
    if problem := _first_problem(content):
        raise RuleBroken([problem], WORDING)
    with _read_by_another():
        return CalamineWorkbook.from_filelike(io.BytesIO(content))


def sheets(workbook: CalamineWorkbook) -> Iterator[tuple[str, Grid]]:
    """Each sheet that is not empty, from its first cell; cells as they stand, dates as dates."""
    if len(workbook.sheet_names) > MOST_SHEETS:
        raise RuleBroken([_wrong(ListIs.UNPACKS_TOO_LARGE)], WORDING)
    cells = 0
    for name in workbook.sheet_names:
        sheet = _sheet(workbook, name)
        cells += sheet.total_height * sheet.total_width
        if cells > MOST_CELLS:
            raise RuleBroken([_wrong(ListIs.UNPACKS_TOO_LARGE)], WORDING)
        if sheet.total_height:
            with _read_by_another():
                grid: Grid = [list(row) for row in sheet.to_python(skip_empty_area=False)]
            yield name, grid


@contextmanager
def _read_by_another() -> Iterator[None]:
    """The reader's errors. It panics at a time of day before the year -30000, and a panic is no Exception."""
    try:
        yield
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise RuleBroken([_wrong(ListIs.NOT_A_WORKBOOK)], WORDING) from error
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # of the reader's own language; it cannot be imported
            raise
        raise RuleBroken([_wrong(ListIs.NOT_A_WORKBOOK)], WORDING) from panic


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    with _read_by_another():
        sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS:
        raise RuleBroken([Problem(ListIs.TOO_MANY_ROWS, "file", rows=MOST_ROWS)], WORDING)
    if sheet.total_width > MOST_COLUMNS:
        raise RuleBroken([_wrong(ListIs.UNPACKS_TOO_LARGE)], WORDING)
    return sheet


def _wrong(code: ListIs) -> Problem:
    return Problem(code, "file")


def _first_problem(content: bytes) -> Problem | None:
    if len(content) > MOST_BYTES:
        return Problem(ListIs.TOO_LARGE, "file", megabytes=MOST_BYTES // 1024**2)
    if content.startswith(OLD_OR_LOCKED):
        return _wrong(ListIs.OLD_OR_LOCKED)
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except TORN:
        return _wrong(ListIs.NOT_A_WORKBOOK)
    return _directory_problem(parts) or _unpacking_problem(content, parts)


def _directory_problem(parts: list[zipfile.ZipInfo]) -> Problem | None:
    names = {part.filename for part in parts}
    read_as = {_read_as(part) for part in parts}
    if SPREADSHEET not in names or OTHER_KINDS & read_as or len(read_as) < len(parts):
        return _wrong(ListIs.NOT_A_WORKBOOK)
    if any(name.endswith(MACROS) for name in names):
        return _wrong(ListIs.HAS_MACROS)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        return _wrong(ListIs.OLD_OR_LOCKED)
    if {part.compress_type for part in parts} - PACKED_AS:
        return _wrong(ListIs.NOT_A_WORKBOOK)
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1):
        return _wrong(ListIs.UNPACKS_TOO_LARGE)
    return None


def _read_as(part: zipfile.ZipInfo) -> str:
    """The name by which the reader finds a part."""
    return part.filename.lower().replace("\\", "/")


def _unpacking_problem(content: bytes, parts: list[zipfile.ZipInfo]) -> Problem | None:
    """A directory can lie: each part is unpacked once in small pieces, never further than it says; so can a sheet."""
    archive, texts = zipfile.ZipFile(io.BytesIO(content)), Texts(most=MOST_TEXT, most_entries=MOST_CELLS)
    try:
        for part in sorted(parts, key=lambda part: _read_as(part) != SHARED_TEXTS):
            is_table = _read_as(part) == SHARED_TEXTS
            extent = Extent(rows=MOST_ROWS, columns=MOST_COLUMNS, texts=texts, is_table=is_table)
            with archive.open(part) as stream:
                while piece := stream.read(PIECE):
                    extent.feed(piece)
            extent.finish()
    except TooFar as refusal:
        return Problem(refusal.args[0], "file", rows=MOST_ROWS)
    except TORN:
        return _wrong(ListIs.NOT_A_WORKBOOK)
    return None
