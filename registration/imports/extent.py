"""How far the cells of a sheet reach, found out while its part is unpacked.

The reader makes one block of memory from the first cell to the last: two cells in opposite corners of a small file
would ask for 500 GB, and the whole process dies of it. So the corners are looked at before the reader is.
"""

from xml.parsers import expat

from registration.rules.codes import ListIs

CELLS = b"sheetData"  # without it the reader finds no cell in a part
VALUES = {"v", "is", "f"}


class TooFar(Exception):
    """A cell lies outside what a list may have; the argument is the code of the refusal."""


class Extent:
    """Fed with a part piece by piece; parts that are not XML may not claim to hold cells."""

    def __init__(self, *, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns
        self.row, self.column = 0, 0
        self.is_xml, self.names_cells, self.tail = True, False, b""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._element
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes) -> None:
        self.names_cells = self.names_cells or CELLS in self.tail + piece
        self.tail = piece[-len(CELLS) :]
        if self.is_xml:
            try:
                self.parser.Parse(piece, False)
            except (expat.ExpatError, LookupError, ValueError):  # the last two: of an encoding that it cannot use
                self.is_xml = False

    def finish(self) -> None:
        """Cells that cannot be looked at are refused."""
        if self.names_cells and not self.is_xml:
            raise TooFar(ListIs.NOT_A_WORKBOOK)

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            at = attributes.get("r", "")
            self.row, self.column = place(at) if at else (self.row, self.column + 1)
        elif name == "row":
            self.row, self.column = int(attributes["r"]) if _is_number(attributes.get("r", "")) else self.row + 1, 0
        elif name in VALUES:
            self._look()

    def _look(self) -> None:
        if self.row > self.rows:
            raise TooFar(ListIs.TOO_MANY_ROWS)
        if self.column > self.columns:
            raise TooFar(ListIs.UNPACKS_TOO_LARGE)

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
