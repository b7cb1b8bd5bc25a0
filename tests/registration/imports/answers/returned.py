"""Workbooks for tests of what is given back: made by a library or written by hand, answered, opened again."""

import io
import zipfile

import openpyxl
from python_calamine import CalamineWorkbook

from registration.imports.answers.answer import RowAnswer, Tone
from registration.imports.answers.workbook import answered

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
GROUNDS = {Tone.GOOD: "FFE3F4E1", Tone.ATTENTION: "FFFFF0C2", Tone.BAD: "FFFFD5D2"}
HEADING = "Kết quả import\n(không điền ô này)"


def good(number, text="Đã nhận."):
    return RowAnswer(number, text, Tone.GOOD)


def bad(number, text="Từ chối.", **more):
    return RowAnswer(number, text, Tone.BAD, **more)


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_of(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return book


def give_back(content, *answers, sheet=0, result_column=None, heading_row=1):
    content = content if isinstance(content, bytes) else saved(content)
    target = io.BytesIO()
    given = {"sheet": sheet, "result_column": result_column, "heading_row": heading_row}
    count = answered(io.BytesIO(content), target, answers=answers, **given)
    assert count == len(answers)
    return target.getvalue()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def sheet_of(content, number=0):
    return opened(content).worksheets[number]


def as_read(content, number=0):
    """As the portal reads it."""
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(number).to_python(skip_empty_area=False)
    )


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(content, changed, without=()):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, said in (parts(content) | changed).items():
            if name not in without:
                made.writestr(name, said)
    return file.getvalue()


def written_by_hand(rows, *, before="", after="", **changed):
    """A workbook whose sheet says exactly this."""
    xml = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return with_parts(saved(openpyxl.Workbook()), {SHEET: xml} | changed)


def ground(cell):
    return cell.fill.fgColor.rgb if cell.fill.patternType == "solid" else None


def looks(cell):
    """All of a cell's looks but its ground."""
    return cell.number_format, *map(repr, (cell.font, cell.border, cell.alignment, cell.protection))
