"""What is refused before anything of an uploaded file is opened: its size, its kind, its directory.

Known by their content, never by their name. Standard library only: the reader of files runs without the frame.
"""

import io
import re
import zipfile
import zlib
from enum import StrEnum

from registration.rules.codes import ListIs
from registration.rules.limits import MOST_BYTES

MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 150  # of unpacked to packed; real sheets stay below 30
SMALL = 1024 * 1024  # whose ratio is of no matter
MOST_PARTS = 2_000
LOCKED_SHEETS = re.compile(  # of .xls: after its first record, and that it is to be read only
    rb"\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)
SPREADSHEET, OPEN_DOCUMENT = "xl/workbook.xml", "content.xml"
BINARY_SPREADSHEET = "xl/workbook.bin"
MACROS = ("vbaproject.bin", "vbadata.xml")
SCRIPTS = ("basic/", "scripts/")
LISTED = b"PK\x01\x02"  # how a directory names a part
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of .xls, and of any .xlsx with a password
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ENCRYPTED = 1
PACKED_AS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the standard of workbooks knows no other
TORN = (  # as zipfile says it
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # patched, or packed by a later version
    ValueError,  # a part that begins before the file does, a name that is no UTF-8
)
PIECE = 1024 * 1024
DECLARES = tuple(
    word.encode(form) for word in ("<!DOCTYPE", "<!ENTITY") for form in ("ascii", "utf-16-le", "utf-16-be")
)
LONGEST = max(map(len, DECLARES))


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


class Refused(Exception):
    """The file is no list that can be read: a code of ListIs and the facts of its sentence."""

    def __init__(self, code: ListIs, **facts: object) -> None:
        super().__init__(str(code))
        self.code, self.facts = code, facts


def kind_of(content: bytes) -> Kind:
    """Raises Refused for what is too large, locked, full of macros or of another kind; nothing is unpacked."""
    if len(content) > MOST_BYTES:
        raise Refused(ListIs.TOO_LARGE, megabytes=MOST_BYTES // 1024**2)
    if content.startswith(OLE):
        return _kind_of_ole(content)
    if content.startswith(ZIP):
        return _kind_of_zip(content)
    if not content or content.isspace():
        raise Refused(ListIs.NO_ROWS)
    return Kind.TEXT


def _kind_of_ole(content: bytes) -> Kind:
    """By the names of its streams, which stand in UTF-16 in its directory."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has("EncryptedPackage") or LOCKED_SHEETS.search(content):
        raise Refused(ListIs.OLD_OR_LOCKED)
    if has("_VBA_PROJECT"):
        raise Refused(ListIs.HAS_MACROS)
    if has("Workbook") or has("Book"):
        return Kind.XLS
    raise Refused(ListIs.NOT_A_WORKBOOK)


def _kind_of_zip(content: bytes) -> Kind:
    if content.count(LISTED) > MOST_PARTS:  # the directory itself can be of many megabytes
        raise Refused(ListIs.UNPACKS_TOO_LARGE)
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except TORN as error:
        raise Refused(ListIs.NOT_A_WORKBOOK) from error
    names = {read_as(part) for part in parts}
    if len(names) < len(parts) or BINARY_SPREADSHEET in names:  # two parts of a name: each program may take another
        raise Refused(ListIs.NOT_A_WORKBOOK)
    kinds = [kind for kind, name in ((Kind.XLSX, SPREADSHEET), (Kind.ODS, OPEN_DOCUMENT)) if name in names]
    if len(kinds) != 1:
        raise Refused(ListIs.NOT_A_WORKBOOK)
    if any(name.endswith(MACROS) or name.startswith(SCRIPTS) for name in names):
        raise Refused(ListIs.HAS_MACROS)
    _refuse_by_directory(parts, len(content))
    return kinds[0]


def _refuse_by_directory(parts: list[zipfile.ZipInfo], size: int) -> None:
    """Parts that are packed in more bytes than there are share them: each small one unpacks to a large one."""
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Refused(ListIs.OLD_OR_LOCKED)
    if {part.compress_type for part in parts} - PACKED_AS:
        raise Refused(ListIs.NOT_A_WORKBOOK)
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    is_bomb = packed > size or (unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1))
    if unpacked > MOST_UNPACKED or is_bomb:
        raise Refused(ListIs.UNPACKS_TOO_LARGE)


def refuse_hostile_parts(content: bytes) -> None:
    """Unpacks every part once in small pieces: a directory can lie, and a document type can say one thing to one
    program and another to the next."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        for part in archive.infolist():
            with archive.open(part) as stream:  # never further than the directory says
                tail = b""
                while piece := stream.read(PIECE):
                    if any(word in tail + piece for word in DECLARES):
                        raise Refused(ListIs.NOT_A_WORKBOOK)
                    tail = piece[-LONGEST:]
    except TORN as error:
        raise Refused(ListIs.NOT_A_WORKBOOK) from error


def read_as(part: zipfile.ZipInfo) -> str:
    """The name by which programs find a part."""
    return part.filename.lower().replace("\\", "/")
