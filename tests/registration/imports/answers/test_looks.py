"""What a sheet looks like stays; only the ground of what is spoken of changes."""

import io
import re

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from registration.imports.answers.answer import RowAnswer, Tone
from tests.registration.imports.answers.returned import (
    GROUNDS,
    HEADING,
    SHEET,
    bad,
    book_of,
    give_back,
    good,
    ground,
    looks,
    opened,
    parts,
    saved,
    sheet_of,
    with_parts,
    written_by_hand,
)

YELLOW = PatternFill("solid", fgColor="FFFFFF00")


def decorated(cell):
    cell.number_format, cell.font = "dd/mm/yyyy", Font(bold=True, color="FF00B050", name="Times New Roman")
    cell.border, cell.alignment = Border(left=Side("thin"), bottom=Side("double")), Alignment("right", "top")
    cell.protection = Protection(locked=False)
    return cell


def test_formatting_of_a_cell_stays_when_it_is_coloured():
    book = book_of(["Họ tên", "Ngày sinh"], ["An", 33000])
    decorated(book.active["B2"])
    before = sheet_of(saved(book))["B2"]
    after = sheet_of(give_back(book, bad(2, remarks={1: "Sai."})))["B2"]
    assert looks(after) == looks(before)
    assert (after.value, ground(after), ground(before)) == (before.value, GROUNDS[Tone.BAD], None)


def test_a_result_cell_keeps_its_looks_and_wraps():
    book = book_of(["Họ tên", "Kết quả"], ["An", "cũ"])
    decorated(book.active["B2"])
    after = sheet_of(give_back(book, good(2), result_column=1))["B2"]
    assert (after.value, after.font.b, after.border.bottom.style, ground(after)) == (
        "Đã nhận.",
        True,
        "double",
        GROUNDS[Tone.GOOD],
    )
    assert (after.alignment.horizontal, after.alignment.wrap_text) == ("right", True)


def test_a_new_column_looks_like_the_one_beside_it():
    book = book_of(["Họ tên", "SĐT"], ["An", "0912"])
    decorated(book.active["B1"]), decorated(book.active["B2"])
    book.active["B1"].fill = YELLOW
    after = sheet_of(give_back(book, good(2)))
    assert (after["C1"].value, looks(after["C1"]), ground(after["C1"])) == (HEADING, looks(after["B1"]), "FFFFFF00")
    assert after["C2"].border.left.style == "thin" and ground(after["C2"]) == GROUNDS[Tone.GOOD]


def test_a_cell_that_was_not_there_looks_as_its_column_or_row_says():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    rows += '<row r="3" s="2" customFormat="1"><c r="A3"><v>3</v></c></row>'
    book = book_of([1])
    book.active["A1"].font, book.active["A2"].font = Font(bold=True), Font(italic=True)
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols>'
    sheet += f'<col min="2" max="4" width="9" style="1"/></cols><sheetData>{rows}</sheetData></worksheet>'
    content = with_parts(saved(book), {SHEET: sheet})
    after = sheet_of(give_back(content, bad(2, remarks={2: "Thiếu."}), bad(3, remarks={2: "Thiếu."}), result_column=4))
    assert [after[place].font.b for place in ("C2", "C3")] == [True, False]
    assert [after[place].font.i for place in ("C2", "C3")] == [False, True]
    assert {ground(after[place]) for place in ("C2", "C3")} == {GROUNDS[Tone.BAD]}


def furnished():
    book = book_of(["Họ tên", "Giới", "Kết quả"], ["An", 1, None], ["Bình", 0, None])
    sheet = book.active
    sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows = "B2", "A1:C3", "1:1"
    sheet.merge_cells("A5:C6")
    sheet.column_dimensions["A"].width, sheet.row_dimensions[2].height = 33, 44
    sheet.row_dimensions[3].hidden = True
    validation = DataValidation(type="list", formula1='"0,1"')
    validation.add("B2:B3")
    sheet.add_data_validation(validation)
    sheet.conditional_formatting.add("B2:B3", CellIsRule(operator="equal", formula=["1"], font=Font(bold=True)))
    sheet["A2"].hyperlink = "https://example.vn/"
    sheet.protection.sheet = True
    sheet.print_area, sheet.page_setup.orientation = "A1:C6", "landscape"
    sheet.oddFooter.center.text = "Trang &P"
    sheet.sheet_properties.tabColor = "FF0000"
    sheet.add_table(Table(displayName="DS", ref="A1:C3"))
    book.create_sheet("Mã")["A1"] = "PL2"
    return saved(book)


def around_the_rows(content):
    xml = parts(content)[SHEET]
    return re.sub(rb"<sheetData>.*</sheetData>", b"", xml, flags=re.DOTALL)


def test_what_stands_around_the_rows_stays():
    content = furnished()
    after = give_back(content, good(2), bad(3), result_column=2)
    assert around_the_rows(after) == around_the_rows(content)
    same = {"xl/theme/theme1.xml", "xl/tables/table1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert {name for name, said in parts(content).items() if parts(after)[name] == said} >= same
    assert sheet_of(after).row_dimensions[2].height == 44 and sheet_of(after).row_dimensions[3].hidden


def test_remarks_come_where_the_order_of_a_sheet_wants_them():
    after = give_back(furnished(), bad(3, remarks={0: "Sai tên."}), result_column=2)
    names = re.findall(rb"<(\w+)", around_the_rows(after))
    assert names[names.index(b"legacyDrawing") - 1] not in {b"tablePart", b"tableParts"}
    assert names.index(b"headerFooter") < names.index(b"legacyDrawing") < names.index(b"tableParts")
    assert sheet_of(after)["A3"].comment.text.endswith("Sai tên.")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("", {"C": 50}),
        ('<cols><col min="1" max="2" width="7"/></cols>', {"A": 7, "C": 50}),
        ('<cols><col min="1" max="1" width="7"/><col min="5" max="6" width="8"/></cols>', {"A": 7, "C": 50, "E": 8}),
        ('<cols><col min="2" max="16384" width="7" hidden="1"/></cols>', {"B": 7, "C": 50, "D": 7}),
        ('<cols><col min="3" max="3" width="7"/></cols>', {"C": 50}),
        ('<cols><col min="1" max="3" width="7"/></cols>', {"A": 7, "C": 50}),
    ],
)
def test_a_new_column_is_wide_and_the_others_stay_as_wide_as_they_were(columns, expected):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c></row>'
    content = give_back(written_by_hand(rows, before=f'<dimension ref="A1:B1"/>{columns}'))
    after = sheet_of(content)
    assert {name: after.column_dimensions[name].width for name in expected} == expected
    assert not after.column_dimensions["C"].hidden
    assert b'<dimension ref="A1:C1"/>' in parts(content)[SHEET]
    reaches = re.findall(rb'min="(\d+)" max="(\d+)"', parts(content)[SHEET])
    numbers = [int(number) for reach in reaches for number in reach]
    assert numbers == sorted(numbers)


def test_each_ground_and_style_is_made_once():
    book = book_of(["Họ tên", "SĐT"], *(["An", number] for number in range(300)))
    rows = [RowAnswer(number, "…", list(Tone)[number % 3], {0: "Tên."}) for number in range(2, 302)]
    styles = opened(give_back(book, *rows))
    assert len(styles._fills) == 2 + 3
    assert len(styles._cell_styles) <= 1 + 3 + 3


def test_a_workbook_without_styles_gets_them():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    given = written_by_hand(rows)
    types, book = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    changed = {
        name: re.sub(rb"<(Override|Relationship)(?=[^>]*styles)[^>]*>", b"", parts(given)[name])
        for name in (types, book)
    }
    content = give_back(with_parts(given, changed, without={"xl/styles.xml"}), bad(2))
    assert ground(sheet_of(content)["B2"]) == GROUNDS[Tone.BAD]


def test_a_sheet_is_found_by_its_place_in_the_workbook():
    book = book_of(["a"])
    book.create_sheet("Hai").append(["Họ tên"])
    book["Hai"].append(["An"])
    book.move_sheet("Hai", -1)
    content = give_back(book, good(2), sheet=0)
    assert [sheet["B2"].value for sheet in opened(content)] == ["Đã nhận.", None]


def test_pictures_stay():
    from PIL import Image

    book, file = book_of(["Họ tên"], ["An"]), io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    book.active.add_image(openpyxl.drawing.image.Image(file), "C3")
    content = saved(book)
    after = give_back(content, bad(2, remarks={0: "Sai."}))
    assert parts(after)["xl/media/image1.png"] == parts(content)["xl/media/image1.png"]
    assert len(sheet_of(after)._images) == 1
