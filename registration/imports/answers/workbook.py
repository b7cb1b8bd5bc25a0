"""An employer's own file, given back with every row answered."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import BinaryIO

from registration.imports.answers.answer import RowAnswer
from registration.imports.answers.head import column_styles, with_column
from registration.imports.answers.inert import make_inert
from registration.imports.answers.markup import Torn, child, children, prefix_of, root
from registration.imports.answers.package import WORKBOOK, Package
from registration.imports.answers.relations import Dialect
from registration.imports.answers.remark_parts import RemarkParts
from registration.imports.answers.remarks import Remarks
from registration.imports.answers.rows import Rows, Table
from registration.imports.answers.sheet import passed_through
from registration.imports.answers.styles import Styles, plain_styles
from registration.imports.answers.survey import Survey

STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


def answered(
    source: BinaryIO,
    target: BinaryIO,
    *,
    sheet: int,
    result_column: int | None,
    heading_row: int,
    answers: Iterable[RowAnswer],
) -> int:
    """Writes the workbook with the answers to its rows, and says how many of them found their row.

    `sheet` and `result_column` count from 0, `heading_row` (the last one, if there are several) from 1. Without a
    `result_column` the list gets a new one. `answers` rise by number and are taken as the sheet goes by. Raises
    ValueError or an error of `zipfile` and `zlib` where the file is not what it was when it was read.
    """
    with closing(Package(source, target)) as package:
        path, dialect = _sheet_path(package, sheet), Dialect.of(package.content(WORKBOOK))
        table = _table(package, path, result_column, heading_row)
        parts, style_part = RemarkParts(package, path, dialect), StylePart(package, dialect)
        with Remarks(parts.earlier()) as remarks:
            rows = Rows(table, style_part.styles, remarks, answers)
            package.write(path, _sheet(package.pieces(path), rows, parts))
            if remarks.change_something:
                parts.write(remarks)
        style_part.write()
        make_inert(package)
        package.finish()
    return rows.answered


class StylePart:
    """The part with the styles, read before the sheet and written after it; few writers leave it out."""

    def __init__(self, package: Package, dialect: Dialect) -> None:
        self.package, self.dialect = package, dialect
        self.relations = package.relations(WORKBOOK)
        self.path = next((path for path in self.relations.of_kind("styles") if path in package), None)
        plain = plain_styles(dialect.main)
        self.styles = Styles(package.content(self.path) if self.path else plain.encode())

    def write(self) -> None:
        if not self.styles.is_changed:
            return
        path = self.path or "xl/styles.xml"
        self.package.write(path, [self.styles.written()])
        if not self.path:
            self.package.types.part(path, STYLES)
            self.relations.add("styles", path, self.dialect)


def _sheet_path(package: Package, number: int) -> str:
    """The part of a sheet by its place in the order of the workbook."""
    xml = package.content(WORKBOOK)
    sheets = child(xml, "sheets", root(xml).inside)
    listed = list(children(xml, sheets.inside, sheets.outside)) if sheets else []
    said = listed[number].attributes if number < len(listed) else {}
    ref = next((value for name, value in said.items() if name.endswith(":id")), "")
    if not (path := package.relations(WORKBOOK).path_of(ref)):
        raise Torn("no such sheet")
    return path


def _table(package: Package, path: str, result_column: int | None, heading_row: int) -> Table:
    if result_column is not None:
        return Table(heading_row, result_column, is_new_column=False)
    survey = Survey(package.pieces(path), heading_row)
    return Table(heading_row, survey.last_column + 1, is_new_column=True)


def _sheet(pieces: Iterator[bytes], rows: Rows, parts: RemarkParts) -> Iterator[bytes]:
    prefix = b""

    def head(xml: bytes) -> bytes:
        nonlocal prefix
        prefix, rows.column_styles = prefix_of(xml), column_styles(xml)
        return with_column(xml, rows.table.result_column) if rows.table.is_new_column else xml

    def tail(xml: bytes) -> bytes:
        return parts.named_by(xml, prefix) if rows.remarks.change_something else xml

    return passed_through(pieces, rows.answer, head=head, tail=tail)
