"""Where the remarks of a sheet are kept: their words in one part, their boxes in another, both named by the sheet."""

from collections.abc import Iterator

from registration.imports.answers.earlier import Earlier
from registration.imports.answers.package import Package
from registration.imports.answers.relations import Dialect
from registration.imports.answers.remarks import Remarks
from registration.imports.answers.shapes import drawing_with, new_drawing
from registration.imports.answers.tail import drawing_of, with_drawing

WORDS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
BOXES = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NONE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{main}"><authors></authors><commentList></commentList></comments>'
)


class RemarkParts:
    """The parts are found or named when they are asked for, and written after the sheet."""

    def __init__(self, package: Package, sheet: str, dialect: Dialect) -> None:
        self.package, self.dialect = package, dialect
        self.relations = package.relations(sheet)
        self.words = next((path for path in self.relations.of_kind("comments") if path in package), None)
        self.boxes: str | None = None

    def earlier(self) -> Earlier:
        return Earlier(self._pieces)

    def named_by(self, tail: bytes, prefix: bytes) -> bytes:
        """The end of the sheet, which names the part with the boxes; if there is none yet, a new one."""
        named = self.relations.path_of(drawing_of(tail) or "")
        if named and named in self.package:
            self.boxes = named
            return tail
        ref = self.relations.add("vmlDrawing", self._new_boxes(), self.dialect)
        return with_drawing(tail, ref, prefix=prefix, space=self.dialect.relation)

    def write(self, remarks: Remarks) -> None:
        self._write_boxes(remarks)
        if self.words:
            self.package.write(self.words, remarks.part())
            return
        path = self.package.unused("xl/comments{}.xml")
        self.package.write(path, remarks.part())
        self.package.types.part(path, WORDS)
        self.relations.add("comments", path, self.dialect)

    def _write_boxes(self, remarks: Remarks) -> None:
        earlier, places = remarks.earlier, remarks.places
        if self.boxes and self.boxes in self.package:
            there = self.package.pieces(self.boxes)
            self.package.write(self.boxes, drawing_with(there, without=earlier.ours, places=places))
        else:
            self.package.write(self._new_boxes(), new_drawing([*sorted(earlier.others), *places]))
            self.package.types.ending("vml", BOXES)

    def _new_boxes(self) -> str:
        self.boxes = self.boxes or self.package.unused("xl/drawings/vmlDrawing{}.vml")
        return self.boxes

    def _pieces(self) -> Iterator[bytes]:
        return self.package.pieces(self.words) if self.words else iter([NONE.format(main=self.dialect.main).encode()])
