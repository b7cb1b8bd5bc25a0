"""Plain text (.csv, .tsv, .txt) as rows, in whatever encoding and with whatever delimiter some program wrote it.

Knows neither the frame nor the database: it runs where a file that nobody trusts is opened.
"""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from itertools import islice

from registration.rules.codes import ListIs
from registration.rules.headings import heading_of
from registration.rules.legacy_text import BETWEEN_WORDS, OLD, to_unicode
from registration.rules.syllables import is_syllable

DELIMITERS = (";", ",", "\t", "|")
OTHER_KINDS = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc",
)
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
MARKUP = re.compile(r"\s*(?:<[!?a-z]|\{\\rtf)", re.IGNORECASE)  # a page or a document that is called a sheet
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # no program writes them into a text, no sheet can hold them
MOST_ODD = 0.01  # of the signs of a text: controls, and bytes that the encoding does not know
SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|:])"?[,;\t|:]*(?:\r\n|\r|\n|$)', re.IGNORECASE)  # Excel's own
LINE_TO_READ = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
LINES_TO_GUESS = 1_000
SIGNS_TO_GUESS = 65_536
ROWS_TO_GUESS = 60
MOST_LINES = 30  # of one record; beyond it a quotation mark was never closed


class Encoding(StrEnum):
    """What the bytes are; text for the old fonts is Windows-1252 to whoever opens it."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    WINDOWS_1258 = "windows-1258"
    WINDOWS_1252 = "windows-1252"


class TextRefused(Exception):
    """The bytes are no text, or no text that can be a list; the argument is the code of the refusal."""


def decode(content: bytes, encoding: Encoding | None = None) -> tuple[str, Encoding]:
    """The text and its encoding, which is guessed if nobody says it; control signs are left out."""
    if content.startswith(OTHER_KINDS):
        raise TextRefused(ListIs.NOT_A_WORKBOOK)
    encoding = encoding or guess_encoding(content)
    text = _decoded(content, encoding).removeprefix("\ufeff")
    begin = text[:SIGNS_TO_GUESS]
    if MARKUP.match(begin) or len(CONTROLS.findall(begin)) + begin.count("\ufffd") > MOST_ODD * len(begin) + 1:
        raise TextRefused(ListIs.NOT_A_WORKBOOK)
    return CONTROLS.sub("", text), encoding


def guess_encoding(content: bytes) -> Encoding:
    """By its mark, by its pattern of zeros, by what decodes, and at last by what makes Vietnamese of it."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return Encoding(name)
    if wide := _wide(content[:SIGNS_TO_GUESS]):
        return wide
    return Encoding.UTF_8 if _is_utf_8(content) else _single_byte(content)


def rows(text: str, *, most: int, delimiter: str | None = None) -> Iterator[list[str]]:
    """The rows one by one, blank ones too, so that their numbers are those of the sheet; `sep=;` is no row."""
    said = SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    delimiter = delimiter or (said[1] if said else guess_delimiter(text))
    try:
        for number, row in enumerate(_records(text, delimiter), start=1):
            if number > most:
                raise TextRefused(ListIs.TOO_MANY_ROWS)
            yield row
    except csv.Error as error:  # a cell longer than the module reads: 131,072 signs
        raise TextRefused(ListIs.NOT_A_WORKBOOK) from error


def guess_delimiter(text: str) -> str:
    """The one that shows the most headings, then the one that cuts the most rows into equally many cells."""
    return max(DELIMITERS, key=lambda delimiter: _table_likeness(text[:SIGNS_TO_GUESS], delimiter))


def _decoded(content: bytes, encoding: Encoding) -> str:
    text = content.decode(encoding, errors="replace")
    return unicodedata.normalize("NFC", text) if encoding == Encoding.WINDOWS_1258 else text  # it writes tones apart


def _wide(content: bytes) -> Encoding | None:
    """UTF-16 without a mark: every other byte of an ordinary text is zero."""
    half = len(content) // 2
    high, low = content[1::2].count(0), content[0::2].count(0)
    if half and max(high, low) > 0.3 * half and min(high, low) < 0.05 * half:
        return Encoding.UTF_16_LE if high > low else Encoding.UTF_16_BE
    return None


def _is_utf_8(content: bytes) -> bool:
    """A few bytes may be broken, as at the end of a file that was cut."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", errors="replace")
        return text.count("\ufffd") < MOST_ODD * (len(text) - len(text.encode("ascii", "ignore")))
    return True


def _single_byte(content: bytes) -> Encoding:
    lines = b"\n".join(match[0] for match in islice(LINE_TO_READ.finditer(content), LINES_TO_GUESS))
    western = _decoded(lines, Encoding.WINDOWS_1252)
    as_western = max(map(_readable, (western, *(to_unicode(western, letters) for letters in OLD))))
    as_vietnamese = _readable(_decoded(lines, Encoding.WINDOWS_1258))
    return Encoding.WINDOWS_1258 if 0 < as_vietnamese >= as_western else Encoding.WINDOWS_1252


def _readable(text: str) -> float:
    """How many of the words that an encoding can spoil are Vietnamese."""
    words = {word for word in BETWEEN_WORDS.split(text) if not word.isascii()}
    return sum(map(is_syllable, words)) / max(len(words), 1)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """A quotation mark that is never closed would swallow the rows below it: those are read again line by line."""
    held: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            held.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter)
    while True:
        try:
            record = next(reader, None)
        except csv.Error:
            record = None
        if not held:
            return
        yield from _line_by_line(held, delimiter) if record is None or _swallowed(held) else (record,)
        held.clear()


def _swallowed(lines: list[str]) -> bool:
    return len(lines) > MOST_LINES or (len(lines) > 1 and sum(line.count('"') for line in lines) % 2 == 1)


def _line_by_line(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    for line in lines:
        is_closed = line.count('"') % 2 == 0
        yield from csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if is_closed else csv.QUOTE_NONE)


def _table_likeness(text: str, delimiter: str) -> tuple[int, int]:
    found = list(islice(_records(text, delimiter), ROWS_TO_GUESS))
    headings = max((len({heading_of(cell) for cell in row} - {""}) for row in found), default=0)
    widths = Counter(len(row) for row in found if len(row) > 1)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    return headings, count * (width - 1)
