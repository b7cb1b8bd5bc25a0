"""A list that was here before: what we said then is replaced, not added to."""

import pytest
from openpyxl.styles import PatternFill

from registration.imports.answers.answer import RowAnswer, Tone
from tests.registration.imports.answers.returned import (
    GROUNDS,
    SHEET,
    as_read,
    bad,
    book_of,
    give_back,
    good,
    ground,
    opened,
    parts,
    saved,
    sheet_of,
)

OWN_GROUNDS = [
    None,
    PatternFill("solid", fgColor="FFFFFF00"),
    PatternFill("solid", fgColor="FFFFC7CE"),
    PatternFill("gray125"),
]


def people(fill=None):
    book = book_of(["Họ tên", "SĐT"], ["An", "0912"], ["Bình", "0913"], ["Cúc", "0914"])
    if fill:
        for place in ("A2", "B2", "C2", "A3"):
            book.active[place].fill = fill
    return saved(book)


@pytest.mark.parametrize("fill", OWN_GROUNDS)
def test_a_mended_cell_gets_its_own_ground_back(fill):
    own = ground(sheet_of(people(fill))["A2"])
    first = give_back(people(fill), bad(2, remarks={0: "Tên.", 1: "Số."}), bad(3, remarks={0: "Tên."}))
    assert [ground(sheet_of(first)[place]) for place in ("A2", "B2", "A3")] == [GROUNDS_OVER(own)] * 3
    second = give_back(first, good(2), bad(3, remarks={0: "Tên."}), result_column=2)
    sheet = sheet_of(second)
    assert [ground(sheet[place]) for place in ("A2", "B2")] == [own, own]
    assert ground(sheet["A3"]) == GROUNDS_OVER(own)
    assert (sheet["C2"].value, ground(sheet["C2"])[:-1]) == ("Đã nhận.", GROUNDS[Tone.GOOD][:-1])


def GROUNDS_OVER(own):
    """Over a ground of its own, our colour tells so by its last digit."""
    return GROUNDS[Tone.BAD] if own is None else GROUNDS[Tone.BAD][:-1] + "3"


def test_it_is_the_same_when_another_program_saved_the_file_in_between():
    first = give_back(people(OWN_GROUNDS[1]), bad(2, remarks={0: "Tên."}), bad(4, remarks={0: "Tên."}))
    saved_again = saved(opened(first))
    second = sheet_of(give_back(saved_again, good(2), good(4), result_column=2))
    assert (ground(second["A2"]), ground(second["A4"])) == ("FFFFFF00", None)
    assert second["A2"].comment is second["A4"].comment is None


def test_nothing_piles_up():
    answers = [bad(2, remarks={0: "Tên."}), good(3), RowAnswer(4, "Chờ.", Tone.ATTENTION, {1: "Trùng?"})]
    once = give_back(people(OWN_GROUNDS[1]), *answers)
    twice = give_back(once, *answers, result_column=2)
    assert {name: len(said) for name, said in parts(twice).items()} == {
        name: len(said) for name, said in parts(once).items()
    }
    assert parts(twice)["xl/styles.xml"] == parts(once)["xl/styles.xml"]
    assert as_read(twice) == as_read(once)


def test_an_old_answer_goes_with_the_row_that_is_no_person_any_more():
    first = give_back(people(), good(2), bad(3, remarks={0: "Tên."}))
    second = sheet_of(give_back(first, good(2), result_column=2))
    assert (second["C3"].value, ground(second["C3"]), ground(second["A3"])) == (None, None, None)
    assert second["A3"].value == "Bình"


def test_what_was_mended_here_stands_in_its_cell():
    first = give_back(people(), bad(2, remarks={1: "Số."}))
    mended = RowAnswer(2, "Đã nhận.", Tone.GOOD, {}, {1: "0912345678", 0: ""})
    sheet = sheet_of(give_back(first, mended, result_column=2))
    assert (sheet["B2"].value, ground(sheet["B2"]), sheet["A2"].value) == ("0912345678", None, None)


def test_a_mended_cell_can_still_be_wrong():
    row = RowAnswer(2, "Từ chối.", Tone.BAD, {1: "Vẫn thiếu."}, {1: "091234567"})
    sheet = sheet_of(give_back(people(), row))
    assert (sheet["B2"].value, ground(sheet["B2"])) == ("091234567", GROUNDS[Tone.BAD])
    assert sheet["B2"].comment.text.endswith("Vẫn thiếu.")


def test_rows_that_nobody_answers_stay_as_they_are():
    content = give_back(people(), good(2))
    assert b'<row r="4"><c r="A4"' in parts(content)[SHEET]
    assert sheet_of(content)["C4"].value is None
