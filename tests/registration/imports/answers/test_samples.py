"""The national form as employers hand it in, answered and opened again."""

import pytest

from registration.imports.answers.answer import RowAnswer, Tone
from registration.imports.columns import cells_of_form
from tests.registration.imports.answers.returned import HEADING, as_read, give_back, ground, opened, parts
from tests.registration.lists import sample

SAMPLES = [("clean_480", 8), ("messy_400", 11)]
TONES = list(Tone)


def answers(first, last):
    for number in range(first, last + 1):
        remarks = {7: f"Ô H{number}"} if number % 3 == 2 else {}
        yield RowAnswer(number, f"Trả lời {number}", TONES[number % 3], remarks)


def rows_of(content, heading_row):
    sheet = opened(content).active
    return range(heading_row + 1, sheet.max_row + 1), sheet


@pytest.mark.parametrize(("name", "heading_row"), SAMPLES)
@pytest.mark.parametrize("result_column", [26, None])
def test_every_row_is_answered_and_all_other_cells_stay(name, heading_row, result_column):
    before = opened(sample(name)).active
    numbers = [row[0].row for row in before.iter_rows(min_row=heading_row + 1) if any(cell.value for cell in row)]
    given = [answer for answer in answers(heading_row + 1, before.max_row) if answer.number in numbers]
    content = give_back(sample(name), *given, result_column=result_column, heading_row=heading_row)
    after, column = opened(content).active, (result_column or 27) + 1
    for answer in given:
        cell = after.cell(answer.number, column)
        assert (cell.value, cell.alignment.wrap_text) == (answer.text, True)
        assert bool(after.cell(answer.number, 8).comment) == bool(answer.remarks)
    for row in before.iter_rows():
        for cell in row:
            if cell.column != column:
                same = after[cell.coordinate]
                assert (same.value, same.data_type, same.number_format) == (
                    cell.value,
                    cell.data_type,
                    cell.number_format,
                )
    assert after.merged_cells.ranges == before.merged_cells.ranges


@pytest.mark.parametrize(("name", "heading_row"), SAMPLES)
def test_the_reader_finds_the_answers_in_their_column(name, heading_row):
    last = len(as_read(sample(name)))
    content = give_back(sample(name), *_existing(name, heading_row, last), result_column=26, heading_row=heading_row)
    before, after = as_read(sample(name)), as_read(content)
    assert [row[:26] for row in after] == [row[:26] for row in before]
    assert after[heading_row][26] == f"Trả lời {heading_row + 1}"


def _existing(name, heading_row, last):
    sheet = opened(sample(name)).active
    return [answer for answer in answers(heading_row + 1, last) if sheet.cell(answer.number, 2).value]


def test_a_tone_is_a_ground():
    content = give_back(sample("clean_480"), *answers(9, 11), result_column=26, heading_row=8)
    sheet = opened(content).active
    assert [ground(sheet[f"AA{number}"]) for number in (9, 10, 11)] == ["FFE3F4E1", "FFFFF0C2", "FFFFD5D2"]
    assert ground(sheet["H11"]) == "FFFFD5D2" and ground(sheet["H10"]) is None


def test_parts_that_are_not_concerned_are_the_same_bytes():
    before, after = parts(sample("messy_400")), parts(give_back(sample("messy_400"), *answers(12, 12), heading_row=11))
    same = {"xl/sharedStrings.xml", "xl/theme/theme1.xml", "docProps/core.xml", "docProps/app.xml", "xl/workbook.xml"}
    assert {name for name in before if before[name] == after[name]} >= same


def test_the_new_heading_is_that_of_the_form():
    assert cells_of_form()[26].heading == HEADING
    after = opened(give_back(sample("clean_480"), heading_row=8)).active
    assert after["AB8"].value == HEADING
    assert after.column_dimensions["AB"].width == 50
