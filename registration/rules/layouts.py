"""How a worker list is read: which sheet, where the headings stand, which column holds what, which letters it is in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from registration.rules.codes import ListIs
from registration.rules.list_columns import HEADINGS, Header
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold

OWNER = re.compile(r"^(?:CONG TY|CTY|DOANH NGHIEP|DNTN|XI NGHIEP|NHA MAY|HOP TAC XA|TRUONG|UBND|UY BAN|BENH VIEN) ")
NOT_TELLING = re.compile(
    r"\b(?:CONG TY|CTY|DOANH NGHIEP|DNTN|XI NGHIEP|NHA MAY|HOP TAC XA|TRUONG|UBND|UY BAN|NHAN DAN|BENH VIEN|CHI NHANH"
    r"|TNHH|MOT THANH VIEN|MTV|CO PHAN|CP|TU NHAN|TIEU HOC|THCS|THPT|TRUNG HOC|CO SO|PHO THONG|MAM NON|VA|XA|HUYEN"
    r"|TINH)\b"
)
UNSURE = {"windows-1258", "windows-1252"}  # encodings that no byte tells apart
FOR_ALL_ROWS = ("group", "province")  # what may be said once for every row when the file has no such column


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Rows and columns count from 0. `for_all`: values for fields that have no column."""

    sheet: int = 0
    row: int = 0
    first_row: int = 1
    columns: Mapping[str, int] = field(default_factory=dict)
    letters: str = "unicode"
    encoding: str = ""
    delimiter: str = ""
    for_all: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        """A .csv: numbers have lost their zeros without looking like numbers."""
        return bool(self.encoding)

    @property
    def header(self) -> Header:
        return Header(self.row, self.first_row, self.columns)

    def as_json(self) -> dict[str, Any]:  # Any: what JSON holds
        return {name: getattr(self, name) for name in self.__slots__} | {
            "columns": dict(self.columns),
            "for_all": dict(self.for_all),
        }


def layout_of(kept: Mapping[str, Any]) -> Layout:  # Any: what JSON holds
    return Layout(**{name: value for name, value in kept.items() if name in Layout.__slots__})


def as_before(guessed: Layout, before: Layout) -> Layout:
    """A file with the headings of an earlier one: what the columns hold and how its text was meant, as somebody chose
    it then. Where the rows begin and what the bytes are is this file's own: it may have another title, or be a CSV."""
    unsure = {guessed.encoding, before.encoding} <= UNSURE
    encoding = before.encoding if unsure else guessed.encoding
    return replace(guessed, columns=before.columns, letters=before.letters, for_all=before.for_all, encoding=encoding)


def layout_problems(layout: Layout) -> Iterator[Problem]:
    """Columns without which no row can be taken."""
    for name, heading in HEADINGS.items():
        if not (
            layout.for_all.get(name) or layout.header.columns_of(name) or (name == "commune" and _has_home(layout))
        ):
            yield Problem(ListIs.COLUMN_MISSING, name, column=heading)


def _has_home(layout: Layout) -> bool:
    """By its code, or in an address that tells all."""
    return "commune_code" in layout.columns or "address" in layout.columns


def other_owners(texts: Iterable[str], name: str) -> list[str]:
    """Organizations that a file names and that are not the one of this name: perhaps the file of somebody else.

    Words like “Công ty TNHH” say nothing; one word more in common is enough to be meant.
    """
    own = _telling(name)
    owners = dict.fromkeys(text for text in texts if OWNER.search(fold(text)) and _telling(text))
    return [owner for owner in owners if own and not own & _telling(owner)]


def _telling(name: str) -> set[str]:
    return set(NOT_TELLING.sub(" ", fold(name)).split())


def headings_digest(texts: list[str]) -> str:
    """The same for files whose headings read the same, whatever stands below."""
    return sha256("|".join(fold(text) for text in texts).encode()).hexdigest()
