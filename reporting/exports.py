"""The daily report as a workbook in the form's layout: title block, merged headings, totals, printable.

Totals are numbers. openpyxl writes a formula without its result, and programs that do not reckon (previews on a phone,
mail programs, whatever reads the file for another report) would show an empty cell in its place.
"""

from io import BytesIO

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reporting.columns import COLUMNS, HEADINGS, NO_SHOW, REMARKS
from reporting.services.daily import Report, Row
from vaxportal.core.clock import now
from vaxportal.core.sheets import inert

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LEAD = 4  # number, locality, round, vaccine
FIRST_FIGURE = LEAD + 1
REMARKS_AT = FIRST_FIGURE + len(COLUMNS)
LAST = REMARKS_AT + 1
TITLE_ROW, HEAD_ROW = 4, 8
FIRST_ROW = HEAD_ROW + 3  # two rows of headings, one of column numbers
NUMBER_FORMAT = "#,##0"

THIN = Side(style="thin", color="808080")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(vertical="center", wrap_text=True)
BOLD = Font(name="Times New Roman", size=11, bold=True)
PLAIN = Font(name="Times New Roman", size=11)
SMALL = Font(name="Times New Roman", size=9, italic=True)
HEAD_FILL = PatternFill("solid", fgColor="E8EEF5")


def report_workbook(report: Report, *, title: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = inert(_("Báo cáo"))[:31]
    _title_block(sheet, report, title)
    _headings(sheet)
    last = FIRST_ROW - 1
    for last, row in enumerate(report.rows, start=FIRST_ROW):
        _line(sheet, last, row)
    _total(sheet, last + 1, report.total)
    _signatures(sheet, last + 3)
    _paper(sheet, last)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _write(
    sheet: Worksheet, row: int, column: int, value: str | int, font: Font = PLAIN, align: Alignment = LEFT
) -> Cell:
    """Text is written as text, whatever sign it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = inert(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font, cell.alignment = font, align
    return cell


def _wide(sheet: Worksheet, row: int, first: int, last: int, value: str, font: Font = PLAIN) -> None:
    _write(sheet, row, first, value, font, CENTRE)
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def _title_block(sheet: Worksheet, report: Report, title: str) -> None:
    unit, asked = report.unit, report.asked
    above = unit.above[-1].name if unit.above else ""
    _wide(sheet, 1, 1, LEAD + 2, above.upper(), PLAIN)
    _wide(sheet, 2, 1, LEAD + 2, unit.name.upper(), BOLD)
    _wide(sheet, 1, LEAD + 4, LAST, _("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), BOLD)
    _wide(sheet, 2, LEAD + 4, LAST, _("Độc lập - Tự do - Hạnh phúc"), BOLD)
    heading = Font(name="Times New Roman", size=14, bold=True)
    _wide(
        sheet,
        TITLE_ROW,
        1,
        LAST,
        _("%(title)s KẾT QUẢ TIÊM CHỦNG VẮC XIN COVID-19") % {"title": title.upper()},
        heading,
    )
    days = {"first": f"{asked.first:%d/%m/%Y}", "last": f"{asked.last:%d/%m/%Y}"}
    when = _("Ngày %(first)s") if asked.is_one_day else _("Từ ngày %(first)s đến ngày %(last)s")
    _wide(sheet, TITLE_ROW + 1, 1, LAST, when % days)
    made = _("Lập lúc %(time)s · theo mẫu phụ lục 5-A, QĐ 3588/QĐ-BYT") % {"time": f"{localtime(now()):%H:%M %d/%m/%Y}"}
    _wide(sheet, TITLE_ROW + 2, 1, LAST, made, SMALL)


def _headings(sheet: Worksheet) -> None:
    lead = (_("STT"), _("Địa phương, cơ sở"), _("Đợt tiêm"), _("Vắc xin"))
    for column, name in enumerate(lead, start=1):
        _tall(sheet, column, name)
    column = FIRST_FIGURE
    for heading in HEADINGS:
        if heading.is_group:
            _wide(sheet, HEAD_ROW, column, column + len(heading.columns) - 1, str(heading.name), BOLD)
            for offset, one in enumerate(heading.columns):
                _write(sheet, HEAD_ROW + 1, column + offset, str(one.name), BOLD, CENTRE)
        else:
            _tall(sheet, column, str(heading.name))
        column += len(heading.columns)
    _tall(sheet, REMARKS_AT, str(REMARKS))
    _tall(sheet, LAST, str(NO_SHOW.name))
    for number in range(1, LAST + 1):
        _write(sheet, HEAD_ROW + 2, number, f"({number})", SMALL, CENTRE)
        for row in range(HEAD_ROW, FIRST_ROW):
            sheet.cell(row, number).border = BOX
            sheet.cell(row, number).fill = HEAD_FILL


def _tall(sheet: Worksheet, column: int, name: str) -> None:
    _write(sheet, HEAD_ROW, column, name, BOLD, CENTRE)
    sheet.merge_cells(start_row=HEAD_ROW, end_row=HEAD_ROW + 1, start_column=column, end_column=column)


def _line(sheet: Worksheet, at: int, row: Row) -> None:
    name = f"{row.name} ({row.within})" if row.within else row.name
    name = f"{row.day:%d/%m/%Y}" if row.day else name
    _write(sheet, at, 1, row.number, align=CENTRE)
    for column, text in enumerate((name, row.round, row.vaccine), start=2):
        _write(sheet, at, column, text)
    for column, figure in enumerate(row.values, start=FIRST_FIGURE):
        _figure(sheet, at, column, figure)
    _write(sheet, at, REMARKS_AT, "; ".join(row.remarks))
    _figure(sheet, at, LAST, row.no_show)
    for column in range(1, LAST + 1):
        sheet.cell(at, column).border = BOX


def _total(sheet: Worksheet, at: int, total: Row) -> None:
    _wide(sheet, at, 1, LEAD, _("Tổng cộng"), BOLD)
    for column, figure in enumerate(total.values, start=FIRST_FIGURE):
        _figure(sheet, at, column, figure, BOLD)
    _figure(sheet, at, LAST, total.no_show, BOLD)
    for column in range(1, LAST + 1):
        sheet.cell(at, column).border = BOX


def _figure(sheet: Worksheet, at: int, column: int, figure: int, font: Font = PLAIN) -> None:
    cell = sheet.cell(at, column)
    cell.value, cell.number_format, cell.font = figure, NUMBER_FORMAT, font
    cell.alignment = Alignment(horizontal="right", vertical="center")


def _signatures(sheet: Worksheet, at: int) -> None:
    for first, last, words in ((1, LEAD, _("Người lập báo cáo")), (REMARKS_AT - 5, LAST, _("Thủ trưởng đơn vị"))):
        _wide(sheet, at, first, last, words, BOLD)
        _wide(sheet, at + 1, first, last, _("(Ký, ghi rõ họ tên)"), SMALL)


def _paper(sheet: Worksheet, last: int) -> None:
    widths = {1: 5, 2: 30, 3: 12, 4: 22, REMARKS_AT: 26}
    for column in range(1, LAST + 1):
        sheet.column_dimensions[get_column_letter(column)].width = widths.get(column, 10)
    sheet.row_dimensions[HEAD_ROW].height = sheet.row_dimensions[HEAD_ROW + 1].height = 32
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEAD_ROW}:{FIRST_ROW - 1}"
    sheet.print_area = f"A1:{get_column_letter(LAST)}{last + 5}"
