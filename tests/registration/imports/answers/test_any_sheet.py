"""Whatever the sheet: what is spoken of changes, all the rest stays."""

from datetime import date

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font, PatternFill

from registration.imports.answers.answer import RowAnswer, Tone
from tests.registration.imports.answers.returned import give_back, ground, looks, saved, sheet_of

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
VALUES = st.one_of(
    TEXTS.filter(lambda text: not text.startswith(("=", "#")) and "_x" not in text),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1950, 1, 1), date(2030, 1, 1)),
)
FILLS = st.sampled_from([None, "FFFFFF00", "FF00B0F0"])
PLACES = st.tuples(st.integers(1, 12), st.integers(1, 9))
CELLS = st.dictionaries(PLACES, st.tuples(VALUES, FILLS, st.booleans()), min_size=1, max_size=40)
SAID = st.dictionaries(st.integers(0, 10), TEXTS, max_size=3)


@st.composite
def sheets(draw):
    book, cells = openpyxl.Workbook(), draw(CELLS)
    for (row, column), (value, fill, is_bold) in cells.items():
        cell = book.active.cell(row, column, value)
        cell.font = Font(bold=is_bold)
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
    rows = sorted({row for row, _column in cells})
    answered = sorted(draw(st.sets(st.sampled_from(rows))))
    tones = st.sampled_from(list(Tone))
    return saved(book), [RowAnswer(row, draw(TEXTS), draw(tones), draw(SAID), draw(SAID)) for row in answered]


def of(sheet):
    return {cell.coordinate: cell for row in sheet for cell in row}


def check(before, after, answers, result_column):
    """Every cell is as it was, or as an answer says."""
    by_row = {answer.number: answer for answer in answers}
    for place, cell in of(after).items():
        answer = by_row.get(cell.row)
        remarks, changes = (answer.remarks, answer.changes) if answer else ({}, {})
        column, old = cell.column - 1, before[place]
        if column == result_column and (answer or cell.row == 1):
            continue
        if column not in changes:
            assert cell.value == old.value
        assert looks(cell) == looks(old)
        assert bool(cell.comment) == (column in remarks)
        if column not in remarks:
            assert ground(cell) == ground(old)


@given(sheets(), st.sampled_from([None, 0, 4, 10, 11]))
def test_all_other_cells_stay(sheet_and_answers, result_column):
    content, answers = sheet_and_answers
    before = sheet_of(content)
    column = before.max_column if result_column is None else result_column
    after = sheet_of(give_back(content, *answers, result_column=result_column))
    check(before, after, answers, column)
    for answer in answers:
        cell = after.cell(answer.number, column + 1)
        assert cell.value.removeprefix("'") == answer.text.removeprefix("'") and cell.alignment.wrap_text


@given(sheets(), st.sampled_from([4, 11]))
def test_answered_again_only_the_last_answers_are_seen(sheet_and_answers, column):
    content, answers = sheet_and_answers
    before = sheet_of(content)
    first = give_back(content, *answers, result_column=column)
    without = [RowAnswer(answer.number, "Đã nhận.", Tone.GOOD) for answer in answers[1:]]
    after = sheet_of(give_back(first, *without, result_column=column))
    by_row = {answer.number: answer for answer in answers}
    for cell in of(after).values():
        if cell.column - 1 != column:
            assert cell.comment is None and ground(cell) == ground(before[cell.coordinate])
            if cell.row not in by_row or cell.column - 1 not in by_row[cell.row].changes:
                assert cell.value == before[cell.coordinate].value
