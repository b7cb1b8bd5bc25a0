"""Cells of another kind of file become a workbook."""

import io
from datetime import date, datetime, time, timedelta

import pytest

from registration.imports.answers.grid import workbook_of
from tests.registration.imports.answers.returned import HEADING, as_read, bad, give_back, ground, opened, sheet_of


def made(*rows, sheet_name="Danh sách"):
    target = io.BytesIO()
    workbook_of(rows, target, sheet_name=sheet_name)
    return target.getvalue()


@pytest.mark.parametrize(
    "cell",
    [
        "Nguyễn Thị Đào",
        "  hai dấu cách  ",
        "0912345678",
        "=1+1",
        "+84912",
        "_x0041_",
        "a\nb <&> \"'",
        7,
        -2.5,
        87185000001,
        1e-7,
        True,
        date(1985, 3, 7),
        date(1900, 1, 1),
        date(1900, 2, 28),
        date(1900, 3, 1),
        datetime(2021, 9, 9, 23, 59, 59),
        time(7, 30),
        timedelta(hours=30),
    ],
)
def test_a_cell_is_read_as_it_was(cell):
    [[_number, read]] = as_read(made([1, cell]))
    assert read == cell and isinstance(read, bool) == isinstance(cell, bool)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (12345678901234567, "12345678901234567"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (date(1850, 1, 2), "02/01/1850"),
        (datetime(1985, 3, 7), date(1985, 3, 7)),
        ("a\x00b\ufffe", "ab"),
        (None, ""),
        ("", ""),
    ],
)
def test_what_no_sheet_can_hold_is_said_in_words(cell, read):
    assert as_read(made([1, cell, 2])) == [[1, read, 2]]


def test_rows_keep_their_places():
    assert as_read(made([], ["a"], [], [None, "b"]))[-3:] == [["a", ""], ["", ""], ["", "b"]]


def test_days_are_shown_day_first_and_texts_stay_texts():
    sheet = sheet_of(made([date(1985, 3, 7), "=1+1"]))
    assert (sheet["A1"].number_format, sheet["B1"].number_format) == ("dd/mm/yyyy", "@")


@pytest.mark.parametrize(
    ("name", "expected"), [("Công ty A&B", "Công ty A&B"), ("[x]/y?", "x  y"), ("", "Sheet1"), ("a" * 40, "a" * 31)]
)
def test_the_sheet_has_a_name_that_programs_accept(name, expected):
    assert opened(made([1], sheet_name=name)).sheetnames == [expected]


def test_such_a_workbook_is_answered_like_any_other():
    content = give_back(made(["Họ tên", "Ngày sinh"], ["An", date(1985, 3, 7)]), bad(2, remarks={1: "Sai."}))
    assert as_read(content) == [["Họ tên", "Ngày sinh", HEADING], ["An", date(1985, 3, 7), "Từ chối."]]
    assert ground(sheet_of(content)["B2"]) and sheet_of(content)["B2"].number_format == "dd/mm/yyyy"
