"""Workbooks of other kinds than .xlsx, written sign by sign: .xls (BIFF8 in a compound file) and .ods."""

import io
import struct
import zipfile
from html import escape

BOF, EOF, BOUNDSHEET, DIMENSIONS = 0x0809, 0x000A, 0x0085, 0x0200
LABEL, NUMBER, FORMULA, STRING, FILEPASS = 0x0204, 0x0203, 0x0006, 0x0207, 0x002F
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
ONE_PLUS_ONE = bytes([0x1E, 1, 0, 0x1E, 1, 0, 0x03])

ODS = "application/vnd.oasis.opendocument.spreadsheet"
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Sheet1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)


class Computed:
    """A formula cell with the value that it had when the file was saved."""

    def __init__(self, value):
        self.value = value


def xls(*rows, more=b"", streams=()):
    """`more`: records after the first one of the workbook; `streams`: others in the file, as (name, content)."""
    sheet = _record(BOF, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 6))
    sheet += _record(DIMENSIONS, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0))
    for at, row in enumerate(rows):
        sheet += b"".join(_binary_cell(at, column, cell) for column, cell in enumerate(row) if cell is not None)
    sheet += _record(EOF, b"")
    name = struct.pack("<BB", 6, 0) + b"Sheet1"
    head = _record(BOF, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)) + more
    at = len(head) + len(_record(BOUNDSHEET, bytes(6) + name)) + len(_record(EOF, b""))
    head += _record(BOUNDSHEET, struct.pack("<IBB", at, 0, 0) + name) + _record(EOF, b"")
    return compound([("Workbook", head + sheet), *streams])


def compound(streams):
    """A compound file with these streams in its root; each is padded so that it needs no small sectors."""
    padded = [(name, content + bytes(-len(content) % SECTOR or 0)) for name, content in streams]
    padded = [(name, content.ljust(8 * SECTOR, b"\0")) for name, content in padded]
    folder = -(-(1 + len(padded)) // 4)
    held = folder + sum(len(content) // SECTOR for _name, content in padded)
    tables = -(-held // 127)
    chain = [FAT] * tables + [*range(tables + 1, tables + folder), END]
    entries, at = [_entry("Root Entry", 5, END, 0, child=1 if padded else FREE)], tables + folder
    for number, (name, content) in enumerate(padded, start=1):
        count = len(content) // SECTOR
        chain += [*range(at + 1, at + count), END]
        entries.append(_entry(name, 2, at, len(content), right=number + 1 if number < len(padded) else FREE))
        at += count
    chain += [FREE] * (tables * 128 - len(chain))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    listed = b"".join(entries).ljust(folder * SECTOR, b"\0")
    return head + struct.pack(f"<{len(chain)}I", *chain) + listed + b"".join(content for _name, content in padded)


def ods(*rows, **parts):
    """`parts`: more of them, by name with __ for /."""
    return ods_saying(
        "".join(f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows), parts
    )


def ods_saying(rows, parts=(), before=""):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", ODS, zipfile.ZIP_STORED)
        made.writestr("content.xml", CONTENT.format(before=before, rows=rows))
        made.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        for name, said in dict(parts).items():
            made.writestr(name.replace("__", "/"), said)
    return file.getvalue()


def _record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def _binary_cell(row, column, cell):
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, Computed):
        is_text = isinstance(cell.value, str)
        value = b"\0" * 6 + b"\xff\xff" if is_text else struct.pack("<d", cell.value)
        told = place + value + struct.pack("<HIH", 0, 0, len(ONE_PLUS_ONE)) + ONE_PLUS_ONE
        return _record(FORMULA, told) + (_record(STRING, _wide(cell.value)) if is_text else b"")
    if isinstance(cell, str):
        return _record(LABEL, place + _wide(cell))
    return _record(NUMBER, place + struct.pack("<d", cell))


def _wide(text):
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _entry(name, kind, start, size, *, child=FREE, right=FREE):
    written = name.encode("utf-16-le")
    links = struct.pack("<BBIII", kind, 1, FREE, right, child)
    return (
        written.ljust(64, b"\0")
        + struct.pack("<H", len(written) + 2)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _open_cell(cell):
    formula = ' table:formula="of:=1+1"' if isinstance(cell, Computed) else ""
    value = cell.value if isinstance(cell, Computed) else cell
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        text = escape(value)
        return f'<table:table-cell{formula} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    return f'<table:table-cell{formula} office:value-type="float" office:value="{value}"/>'
