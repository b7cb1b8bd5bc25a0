"""The national form as a workbook: blank with choices and code sheets, or filled with a list and what became of it."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation

from registration.imports import choices
from registration.imports.choices import FIRST_ROW, coded_choices, typed_choices
from registration.imports.codes import Codes, codes_on
from registration.imports.columns import Cell, cells_of_form
from vaxportal.core.sheets import inert

FIRST_HEADING = 7
NOTES = (
    ("Chú ý: ", ""),
    ("", "1.Các cột có hoa thị (*) màu đỏ là cột bắt buộc nhập"),
    ("", "2. Địa điểm tiêm nhập Mã cơ sở KCB"),
    ("", "3. Với các cột không có thông tin thì KHÔNG NHẬP"),
    ("", "4. Thực hiện bỏ bộ lọc dữ liệu ( Filter)"),
)
LINE = Side(style="thin", color="9AA5B1")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
GROUND = PatternFill("solid", fgColor="E8EEF5")
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
MUST = Font(bold=True, color="B3261E")
MAY = Font(bold=True)


def filled_form(rows: Iterable[Sequence[object]]) -> bytes:
    """A list with the answer of each row, in the columns in which it can be handed in again."""
    return _saved(_form(rows, typed_choices()))


def blank_form(today: date) -> bytes:
    """With the codes of the day, as they stand at this moment."""
    return _blank(codes_on(today))


@lru_cache(maxsize=1)
def _blank(codes: Codes) -> bytes:
    """Made anew when a code has changed. Cells are text, so that no zero is lost."""
    book = _form((), [*typed_choices(), *coded_choices(codes)])
    places = ("Tỉnh", "Mã tỉnh", "Huyện", "Mã huyện", "Xã", "Mã xã")
    _code_sheet(book, choices.GROUPS, ("Mã nhóm", "Tên nhóm"), codes.groups, (10, 110))
    _code_sheet(book, choices.PLACES, places, codes.places, (26, 9) * 3)
    _code_sheet(book, choices.FACILITIES, ("Mã cơ sở", "Tên cơ sở"), codes.facilities, (12, 60))
    _code_sheet(book, choices.VACCINES, ("Tên vắc xin",), codes.vaccines, (40,))
    steps = book.create_sheet(choices.STEPS)
    steps.sheet_state = "hidden"
    for row in [("",), *choices.steps(codes)]:
        steps.append([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return _saved(book)


def _form(rows: Iterable[Sequence[object]], offered: Iterable[DataValidation]) -> Workbook:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("PL1_Danh sach doi tuong tiem")
    cells = cells_of_form()
    for number, cell in enumerate(cells, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = cell.width, "@"
    sheet.freeze_panes = f"C{FIRST_ROW}"
    for range_ in _merged(cells):
        sheet.merged_cells.ranges.add(CellRange(range_))
    for choice in offered:
        sheet.data_validations.append(choice)
    for note in NOTES:
        sheet.append(note)
    sheet.append(())
    sheet.append([_heading(sheet, cell.under or cell.heading) for cell in cells])
    sheet.append([_heading(sheet, cell.heading if cell.under else "") for cell in cells])
    for row in rows:
        sheet.append(row)
    return book


def _merged(cells: list[Cell]) -> Iterable[str]:
    """Headings of two rows, and headings over several columns."""
    top, below = FIRST_HEADING, FIRST_HEADING + 1
    numbered = enumerate(cells, start=1)
    for under, group in groupby(numbered, key=lambda pair: pair[1].under):
        columns = [get_column_letter(number) for number, _cell in group]
        if under:
            yield f"{columns[0]}{top}:{columns[-1]}{top}"
        else:
            yield from (f"{column}{top}:{column}{below}" for column in columns)


def _heading(sheet: Any, words: str) -> Any:  # a cell that the library builds by a function
    heading = WriteOnlyCell(sheet, words or None)
    heading.font = MUST if "(*)" in words else MAY
    heading.fill, heading.border, heading.alignment = GROUND, FRAME, MIDDLE
    return heading


def _code_sheet(
    book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    sheet = book.create_sheet(name)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, words) for words in headings])
    for row in rows:
        sheet.append([inert(text) for text in row])


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
