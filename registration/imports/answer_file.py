"""The file that an organization handed in, with every row answered."""

import logging
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import chain, repeat
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from registration.imports import reading
from registration.imports.answers.answer import RowAnswer, Tone
from registration.imports.answers.grid import workbook_of
from registration.imports.answers.workbook import answered
from registration.imports.gate import Kind, kind_of
from registration.models import WorkerList, WorkerListRow
from registration.rules.layouts import Layout, layout_of
from registration.rules.lists import TAKEN, column_of
from registration.services.list_mending import mended_cells
from registration.services.list_rows import told

Outcome = WorkerListRow.Outcome
TONES = {
    **{Outcome(outcome): Tone.GOOD for outcome in TAKEN},
    Outcome.UNCLEAR: Tone.ATTENTION,
    Outcome.REFUSED: Tone.BAD,
    Outcome.SET_ASIDE: Tone.ATTENTION,
}
HOME = ("commune_code", "commune", "address")
IN_MEMORY = 32 * 1024 * 1024
READ_AT_ONCE = 1_000
UNUSUAL = (ValueError, LookupError, zipfile.BadZipFile, zlib.error, OSError)
log = logging.getLogger(__name__)


def answer_file(worker_list: WorkerList, content: bytes) -> bytes:
    """An .xlsx: the list's own, or a new one with the same cells where it came in another kind of file."""
    layout = layout_of(worker_list.layout or {})
    if kind_of(content) == Kind.XLSX:
        try:
            return _answered(worker_list, layout, BytesIO(content), layout.sheet)
        except UNUSUAL as error:  # made by a program that writes what no other does: its cells can still be read
            log.warning("own file not answered", extra={"worker_list": worker_list.pk, "error": type(error).__name__})
    with cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY)) as made:
        workbook_of(_whole_grid(content, layout), made, sheet_name="Danh sách")
        made.seek(0)
        return _answered(worker_list, layout, made, 0)


def _answered(worker_list: WorkerList, layout: Layout, source: BinaryIO, sheet: int) -> bytes:
    target = BytesIO()
    rows = worker_list.rows.order_by("number").iterator(chunk_size=READ_AT_ONCE)
    answered(
        source,
        target,
        sheet=sheet,
        result_column=layout.columns.get("result"),
        heading_row=layout.first_row,
        answers=(_answer(row, layout) for row in rows),
    )
    return target.getvalue()


def _whole_grid(content: bytes, layout: Layout) -> Iterator[list[Any]]:  # Any: cells
    """From the first row of the sheet on, blank ones too."""
    last = 0
    asked = {"sheet": layout.sheet, "encoding": layout.encoding, "delimiter": layout.delimiter}
    for number, cells in reading.rows(content, first_row=0, **asked):
        yield from chain(repeat([], number - last - 1), [cells])
        last = number


def _answer(row: WorkerListRow, layout: Layout) -> RowAnswer:
    sentences = [told(one) for one in (*row.problems, *row.repairs)]
    waits = row.outcome in {Outcome.REFUSED, Outcome.UNCLEAR}
    return RowAnswer(
        number=row.number,
        text=" ".join([f"{row.get_outcome_display()}.", *sentences]),
        tone=TONES[Outcome(row.outcome)],
        remarks=_remarks(row, layout) if waits else {},
        changes=_changes(mended_cells(row), layout) if row.mended else {},
    )


def _remarks(row: WorkerListRow, layout: Layout) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for problem in row.problems:
        column = _column(problem["field"], layout)
        if column is not None:
            found.setdefault(column, []).append(told(problem))
    return {column: " ".join(sentences) for column, sentences in found.items()}


def _column(field: str, layout: Layout) -> int | None:
    """Where the cell stands that a problem is about."""
    if field == "commune":
        return next((layout.columns[name] for name in HOME if name in layout.columns), None)
    return next(iter(layout.header.columns_of(column_of(field))), None)


def _changes(mended: Mapping[str, str], layout: Layout) -> dict[int, str]:
    return {layout.columns[name]: text for name, text in mended.items() if name in layout.columns}
