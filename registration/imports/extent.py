"""How far the cells of a sheet reach and how much they say, found out while its part is unpacked.

The reader makes one block of memory from the first cell to the last: two cells in opposite corners of a small file
would ask for 500 GB, and the whole process dies of it. And it copies a shared text into every cell that refers to it:
60 cells make 4 GB of one text of 20 MB. So both are counted before the reader is let in.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from registration.rules.codes import ListIs

CELLS = b"sheetData"  # without it the reader finds no cell in a part
VALUES = {"v", "is", "f"}


class TooFar(Exception):
    """A cell lies outside what a list may have; the argument is the code of the refusal."""


@dataclass
class Texts:
    """The table of shared texts, and how much the cells have taken from it; lengths in signs."""

    most: int
    most_entries: int
    lengths: list[int] = field(default_factory=list)
    longest: int = 0
    taken: int = 0

    def begin(self) -> None:
        if len(self.lengths) >= self.most_entries:
            raise TooFar(ListIs.UNPACKS_TOO_LARGE)
        self.lengths.append(0)

    def add(self, signs: int) -> None:
        if self.lengths:
            self.lengths[-1] += signs
            self.longest = max(self.longest, self.lengths[-1])

    def take(self, pieces: list[str]) -> None:
        """What cannot be understood in only one way may be the longest text."""
        entry = int(pieces[0]) if len(pieces) == 1 and _is_number(pieces[0]) else len(self.lengths)
        self.taken += self.lengths[entry] if entry < len(self.lengths) else self.longest
        if self.taken > self.most:
            raise TooFar(ListIs.UNPACKS_TOO_LARGE)


class Extent:
    """Fed with a part piece by piece; parts that are not XML may not claim to hold cells."""

    def __init__(self, *, rows: int, columns: int, texts: Texts, is_table: bool) -> None:
        """`is_table`: the part is the table of shared texts, which is fed before every sheet."""
        self.rows, self.columns, self.texts = rows, columns, texts
        self.row, self.column = 0, 0
        self.is_xml, self.names_cells, self.tail = True, False, b""
        self.is_table, self.is_shared, self.listens, self.entry = is_table, False, False, list[str]()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._entry if is_table else self._element
        self.parser.StartDoctypeDeclHandler = self._doctype
        if is_table:
            self.parser.CharacterDataHandler = self._length

    def feed(self, piece: bytes) -> None:
        self.names_cells = self.names_cells or CELLS in self.tail + piece
        self.tail = piece[-len(CELLS) :]
        if self.is_xml:
            try:
                self.parser.Parse(piece, False)
            except (expat.ExpatError, LookupError, ValueError):  # the last two: of an encoding that it cannot use
                self.is_xml = False

    def finish(self) -> None:
        """Cells and texts that cannot be looked at are refused."""
        self._take()
        if (self.names_cells or self.is_table) and not self.is_xml:
            raise TooFar(ListIs.NOT_A_WORKBOOK)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if self.listens:
            self._take()
        if name == "c":
            at = attributes.get("r", "")
            self.row, self.column = place(at) if at else (self.row, self.column + 1)
            self.is_shared = attributes.get("t") == "s"
        elif name == "row":
            self.row, self.column = int(attributes["r"]) if _is_number(attributes.get("r", "")) else self.row + 1, 0
        elif name in VALUES:
            self._look()
            if self.is_shared and name == "v":
                self.parser.CharacterDataHandler, self.listens = self.entry.append, True

    def _take(self) -> None:
        self.parser.CharacterDataHandler, self.listens = None, False
        if self.entry:
            self.texts.take(self.entry)
            self.entry.clear()

    def _look(self) -> None:
        if self.row > self.rows:
            raise TooFar(ListIs.TOO_MANY_ROWS)
        if self.column > self.columns:
            raise TooFar(ListIs.UNPACKS_TOO_LARGE)

    def _entry(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self.texts.begin()
        elif name == "sheetData":  # a sheet could be read from here too
            raise TooFar(ListIs.NOT_A_WORKBOOK)

    def _length(self, text: str) -> None:
        self.texts.add(len(text))

    def _doctype(self, *_said: object) -> None:
        raise TooFar(ListIs.NOT_A_WORKBOOK)  # it could say one thing to this parser, another to the reader


def place(reference: str) -> tuple[int, int]:
    """Row and column of a cell, counted from one: AB12 is (12, 28)."""
    letters = reference.rstrip("0123456789")
    digits, column = reference[len(letters) :], 0
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3 and _is_number(digits)):
        raise TooFar(ListIs.NOT_A_WORKBOOK)
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits), column


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 7
