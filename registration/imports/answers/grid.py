"""A workbook made of bare cells, for lists that came in another kind of file and go back as .xlsx."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import BinaryIO

from registration.imports.answers.package import PACKED, WORKBOOK
from registration.imports.answers.places import letters
from registration.imports.answers.relations import OPEN, TYPES
from registration.imports.answers.styles import plain_styles
from registration.imports.answers.texts import written

Cell = str | int | float | bool | date | datetime | time | timedelta | None

GATHERED = 100  # rows that are written together
LONGEST_NAME = 31
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
MOST_DIGITS = 10**15  # a sheet keeps no more of a number
DAY_ZERO, LEAP_THAT_NEVER_WAS = date(1899, 12, 30), date(1900, 3, 1)  # sheets count a 29 February 1900
A_DAY = 24 * 60 * 60 * 10**6  # microseconds

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN, OF_PARTS = f"{OPEN}spreadsheetml/2006/main", f"{OPEN}officeDocument/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FORMATS = ("@", "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss", "h:mm:ss", "[h]:mm:ss")
TEXT, DAY, MOMENT, HOUR, SPAN = range(1, 6)  # styles, in the order of their formats
PARTS = {
    TYPES: f'{HEAD}<Types xmlns="{OPEN}package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/{WORKBOOK}" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{OPEN}package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OF_PARTS}/officeDocument" Target="{WORKBOOK}"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{OPEN}package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{OF_PARTS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OF_PARTS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": plain_styles(MAIN, FORMATS),
}
BOOK = (
    f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OF_PARTS}">'
    '<sheets><sheet name="%s" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BEGIN = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetFormatPr defaultColWidth="16" defaultRowHeight="15"/><sheetData>'
END = "</sheetData></worksheet>"


def workbook_of(rows: Iterable[Sequence[Cell]], target: BinaryIO, *, sheet_name: str) -> None:
    """One sheet with these cells, from the first row on; written as the rows come."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED) as archive:
        for path, content in PARTS.items():
            archive.writestr(path, content)
        archive.writestr(WORKBOOK, BOOK % _sheet_name(sheet_name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(BEGIN.encode())
            for piece in _pieces(rows):
                part.write(piece)
            part.write(END.encode())


def _sheet_name(name: str) -> str:
    """A name that the programs accept."""
    name = NOT_IN_A_NAME.sub(" ", name)[:LONGEST_NAME].strip(" '") or "Sheet1"
    return written(name).decode().replace('"', "&quot;")


def _pieces(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    made: list[bytes] = []
    for number, row in enumerate(rows, start=1):
        cells = [
            _cell(b"%s%d" % (letters(column), number), cell) for column, cell in enumerate(row) if cell is not None
        ]
        made.append(b'<row r="%d">%s</row>' % (number, b"".join(cells)))
        if len(made) >= GATHERED:
            yield b"".join(made)
            made.clear()
    yield b"".join(made)


def _cell(place: bytes, cell: Cell) -> bytes:
    if isinstance(cell, str):
        return _text(place, cell)
    if isinstance(cell, bool):
        return b'<c r="%s" t="b"><v>%d</v></c>' % (place, cell)
    if isinstance(cell, int | float):
        return _number(place, cell)
    return _moment(place, cell)


def _text(place: bytes, text: str) -> bytes:
    """As a text even when somebody edits it: the column of such cells is of the kind that takes all for text."""
    if not (said := written(text)):
        return b""
    return b'<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (place, TEXT, said)


def _number(place: bytes, number: int | float) -> bytes:
    if not isfinite(number) or abs(number) >= MOST_DIGITS:
        return _text(place, str(number))
    whole = int(number)
    return b'<c r="%s"><v>%s</v></c>' % (place, str(whole if whole == number else number).encode())


def _moment(place: bytes, cell: date | datetime | time | timedelta | None) -> bytes:
    """Days and hours are numbers with a style; a day before 1900 is none that a sheet knows."""
    if cell is None:
        return b""
    if isinstance(cell, timedelta):
        days, style = cell / timedelta(days=1), SPAN
    elif isinstance(cell, time):
        days, style = _part_of_day(cell), HOUR
    else:
        day, hour = (cell.date(), _part_of_day(cell.time())) if isinstance(cell, datetime) else (cell, 0.0)
        days, style = (day - DAY_ZERO).days - (day < LEAP_THAT_NEVER_WAS) + hour, MOMENT if hour else DAY
        if days < 1:
            return _text(place, f"{cell:%d/%m/%Y}")
    return b'<c r="%s" s="%d"><v>%s</v></c>' % (place, style, f"{days:.15g}".encode())


def _part_of_day(hour: time) -> float:
    return (((hour.hour * 60 + hour.minute) * 60 + hour.second) * 10**6 + hour.microsecond) / A_DAY
