"""The national form as a workbook: blank with its code lists, or filled with a list and what became of it."""

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

from registration.imports.columns import Cell, cells_of_form
from registration.models import PriorityGroup, Vaccine
from vaxportal.geography.models import Commune, Facility

FIRST_HEADING = 7
FIRST_ROW = 9
LAST_PREPARED_ROW = 2000  # as far as the blank form offers its choices
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
    return _saved(_form(rows))


@lru_cache(maxsize=1)
def blank_form(today: date) -> bytes:
    """Cells are text, so that no zero is lost; the code lists of the day stand on their own sheets."""
    book = _form(())
    _code_sheet(book, "PL2_Nhom uu tien", ("Mã nhóm", "Tên nhóm"), _groups(today), (10, 110))
    _code_sheet(
        book, "PL3_Dia ban", ("Tỉnh", "Mã tỉnh", "Huyện", "Mã huyện", "Xã", "Mã xã"), _places(today), (26, 9) * 3
    )
    _code_sheet(book, "PL4_Co so tiem", ("Mã cơ sở", "Tên cơ sở"), _facilities(), (12, 60))
    _code_sheet(book, "PL5_Vac xin", ("Tên vắc xin",), Vaccine.objects.values_list("name"), (40,))
    return _saved(book)


def _form(rows: Iterable[Sequence[object]]) -> Workbook:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("PL1_Danh sach doi tuong tiem")
    cells = cells_of_form()
    for number, cell in enumerate(cells, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = cell.width, "@"
    sheet.freeze_panes = f"C{FIRST_ROW}"
    for range_ in _merged(cells):
        sheet.merged_cells.ranges.add(CellRange(range_))
    for choices, column_name in (("0,1", "D"), (",".join(map(str, range(1, 17))), "E")):
        offer = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        offer.add(f"{column_name}{FIRST_ROW}:{column_name}{LAST_PREPARED_ROW}")
        sheet.data_validations.append(offer)
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
    book: Workbook, name: str, headings: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]
) -> None:
    sheet = book.create_sheet(name)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, words) for words in headings])
    for row in rows:
        sheet.append(list(row))


def _groups(today: date) -> Iterable[Sequence[object]]:
    groups = PriorityGroup.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today)
    return groups.order_by("code").values_list("code", "name_vi")


def _places(today: date) -> Iterable[Sequence[object]]:
    units = Commune.objects.on(today).order_by("district__province__code", "district__code", "code")
    province, district = ("district__province__name", "district__province__code"), ("district__name", "district__code")
    return units.values_list(*province, *district, "name", "code")


def _facilities() -> Iterable[Sequence[object]]:
    return Facility.objects.active().order_by("code").values_list("code", "name")


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
