"""The rows of a sheet as they go by: each meets its answer, and nothing else of it changes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from registration.imports.answers.answer import RowAnswer, Tone
from registration.imports.answers.cells import (
    Cell,
    cells,
    empty_cell,
    last_cell,
    restyled,
    style_of,
    text_cell,
    uncomputed,
)
from registration.imports.answers.cutter import Cut
from registration.imports.answers.places import letters
from registration.imports.answers.remarks import Remarks
from registration.imports.answers.styles import Styles

RESULT_HEADING = "Kết quả import\n(không điền ô này)"
NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,7})["']""")
OWN_STYLE = re.compile(rb"""\scustomFormat\s*=\s*["'](?:1|true)["']""")
SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")  # how far a row reaches; a mere hint, and now wrong
STYLES = re.compile(rb"""\ss\s*=\s*["']([0-9]{1,6})["']""")


class Mark(NamedTuple):
    """What happens to one cell: a text of None leaves its content, a tone of None its ground."""

    text: str | None
    tone: Tone | None


@dataclass(frozen=True, slots=True)
class Table:
    """Where the list lies on its sheet: its last heading row, from 1, and the column of the answers, from 0."""

    heading_row: int
    result_column: int
    is_new_column: bool


class Rows:
    """Gives each row back; answers come in the order of the rows and are asked for as they are needed."""

    def __init__(self, table: Table, styles: Styles, remarks: Remarks, answers: Iterable[RowAnswer]) -> None:
        self.table, self.styles, self.remarks = table, styles, remarks
        self.answers = iter(answers)
        self.next = next(self.answers, None)
        self.number = self.answered = 0
        self.ours = {b"%d" % number for number in styles.ours}
        self.column_styles: dict[int, int] = {}  # of cells that are not there yet

    def answer(self, cut: Cut) -> bytes:
        """The row as it goes back."""
        self.number = row_number(cut, self.number)
        cut = cut._replace(element=uncomputed(cut.element))
        while self.next and self.next.number < self.number:
            self.next = next(self.answers, None)
        if self.next and self.next.number == self.number:
            answer, self.next = self.next, next(self.answers, None)
            self.answered += 1
            return self._plainly(cut, answer) or self._with(cut, self._marks(answer))
        if self.table.is_new_column and self.number == self.table.heading_row:
            return self._with(cut, {self.table.result_column: Mark(RESULT_HEADING, None)})
        return self._with(cut, {}) if self._has_ours(cut.element) else cut.element

    def _has_ours(self, row: bytes) -> bool:
        """Whether there are colours of an earlier answer."""
        return bool(self.ours) and not self.ours.isdisjoint(STYLES.findall(row))

    def _marks(self, answer: RowAnswer) -> dict[int, Mark]:
        marks = {column: Mark(text, None) for column, text in answer.changes.items()}
        for column, remark in answer.remarks.items():
            marks[column] = Mark(answer.changes.get(column), answer.tone)
            self.remarks.add((self.number - 1, column), remark)
        return marks | {self.table.result_column: Mark(answer.text, answer.tone)}

    def _plainly(self, cut: Cut, answer: RowAnswer) -> bytes | None:
        """Most rows: only the last cell is new, and it is found at once. None if it is not as simple as that."""
        row, prefix, result = cut.element, cut.name[:-3], self.table.result_column
        if answer.remarks or answer.changes or not (last := last_cell(row, prefix)) or last.column > result:
            return None
        is_there = last.column == result
        if self._has_ours(row[: last.start] if is_there else row):
            return None
        if not is_there and self._may_lie_elsewhere(cut):
            return None
        style = last.style or 0 if is_there else self._style_of_new(cut, result, last.style)
        style = self.styles.coloured(style, answer.tone, wraps=True)
        cell = text_cell(prefix, result, self.number, style, answer.text)
        begin = row[: last.start] if is_there else _unspanned(cut) + row[cut.inside : last.end]
        return b"".join((begin, cell, row[last.end :]))

    def _may_lie_elsewhere(self, cut: Cut) -> bool:
        """Whether the result's cell may be there, but not in its place."""
        return b'"%s%d"' % (letters(self.table.result_column), self.number) in cut.element

    def _with(self, cut: Cut, marks: dict[int, Mark]) -> bytes:
        """The row cell by cell."""
        cut = _opened(cut) if marks else cut
        row, found, left = cut.element, list(cells(cut.element, cut.inside)), None
        missing = sorted(set(marks) - {cell.column for cell in found})
        made, at = [_unspanned(cut) if missing else row[: cut.inside]], cut.inside
        for cell in found:
            while missing and missing[0] < cell.column:
                made += (row[at : cell.start], self._new(cut, missing[0], marks[missing.pop(0)], left))
                at = cell.start
            if cell.column in marks or cell.style in self.styles.ours:
                made += (row[at : cell.start], self._marked(cut, cell, marks.get(cell.column)))
                at = cell.end
            left = cell.style
        end = found[-1].end if found else at
        new = [self._new(cut, column, marks[column], left) for column in missing]
        return b"".join([*made, row[at:end], *new, row[end:]])

    def _marked(self, cut: Cut, cell: Cell, mark: Mark | None) -> bytes:
        """A cell that is there, with what is said of it and without what we said before."""
        content, style = cut.element[cell.start : cell.end], cell.style or 0
        is_result = cell.column == self.table.result_column
        if mark and mark.tone:
            new = self.styles.coloured(style, mark.tone, wraps=is_result)
        else:
            new = self.styles.own(style)
        if mark and mark.text is not None:
            return text_cell(cut.name[:-3], cell.column, self.number, new, mark.text)
        if not mark and is_result and new != style:  # an answer to a row that nobody asks about any more
            return empty_cell(cut.name[:-3], cell.column, self.number, new)
        return restyled(content, new) if new != style else content

    def _new(self, cut: Cut, column: int, mark: Mark, left: int | None) -> bytes:
        """A cell that was not there."""
        style = self._style_of_new(cut, column, left)
        if mark.tone:
            style = self.styles.coloured(style, mark.tone, wraps=column == self.table.result_column)
        return text_cell(cut.name[:-3], column, self.number, style, mark.text or "")

    def _style_of_new(self, cut: Cut, column: int, left: int | None) -> int:
        """In a new column like the one beside it; else as the row or the column says."""
        if self.table.is_new_column and column == self.table.result_column and left is not None:
            return self.styles.own(left)
        if OWN_STYLE.search(cut.attributes):
            return style_of(cut.attributes) or 0
        return self.column_styles.get(column, 0)


def row_number(cut: Cut, before: int) -> int:
    """A row that does not say its number follows the one before."""
    said = NUMBER.search(cut.attributes)
    return int(said[1]) if said else before + 1


def _opened(cut: Cut) -> Cut:
    """A row without any cell, as one that can have some."""
    if cut.inside < len(cut.element):
        return cut
    tag = cut.element[:-2].rstrip() + b">"
    return cut._replace(element=b"%s</%s>" % (tag, cut.name), inside=len(tag))


def _unspanned(cut: Cut) -> bytes:
    """The row's start tag without how far it reached."""
    return SPANS.sub(b"", cut.element[: cut.inside])
