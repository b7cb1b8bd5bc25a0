"""The cells of a row: found in its bytes, given another style or another text, rid of what they would compute."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from registration.imports.answers.markup import ATTRIBUTES, PREFIX, Torn, end_of, opening
from registration.imports.answers.places import MOST_COLUMNS, column_of, letters
from registration.imports.answers.texts import written
from vaxportal.core.sheets import SHIELD, inert, would_run

CELL, FORMULA, VALUE = opening("c"), opening("f"), opening("v")
WHOLE = re.compile(  # a cell to its end; groups: name with prefix, column, style, and what it says besides
    rb"<(" + PREFIX + rb"c)(?=[\s/>])"
    rb'(?: r="([A-Z]{1,3})[0-9]++")?+(?: s="([0-9]{1,6})")?+(' + ATTRIBUTES + rb")\s*+"
    rb"(?:/>|>(?:[^<]++|<(?!/\1\s*+>))*+</\1\s*+>)"
)
NOWHERE = -2
MAYBE_FORMULA = re.compile(rb"[<:]f[\s/>]")
REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})[0-9]""")
STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]{1,6})["']""")
KIND = re.compile(rb"""\st\s*=\s*["']str["']""")
OF_FORMULAS = re.compile(rb"""\scm\s*=\s*(?:"[^"]*"|'[^']*')""")  # points to the description of an array formula


class Cell(NamedTuple):
    """Where a cell lies in its row; its column counts from 0."""

    column: int
    style: int | None
    start: int
    end: int


def cells(row: bytes, at: int) -> Iterator[Cell]:
    """A cell that does not say where it stands follows the one before."""
    column = -1
    for seen, found in enumerate(WHOLE.finditer(row, at)):
        if seen >= MOST_COLUMNS:
            raise Torn("more cells than a row has")
        cell = _cell(found, column)
        column = cell.column
        yield cell


def _cell(found: re.Match[bytes], left: int) -> Cell:
    _name, place, style, more = found.groups()
    if more and not place and (said := REFERENCE.search(more)):
        place = said[1]
    if more and not style and (said := STYLE.search(more)):
        style = said[1]
    start, end = found.span()
    return Cell(column_of(place) if place else left + 1, int(style) if style else None, start, end)


def last_cell(row: bytes, prefix: bytes, before: int | None = None) -> Cell | None:
    """Found from the end of the row, or from there backwards; None if it does not say where it stands."""
    at, before = row.rfind(b"<%sc " % prefix, 0, before), before or len(row)
    found = WHOLE.match(row, at, before) if at > 0 else None
    cell = _cell(found, NOWHERE) if found else None
    return cell if cell and cell.column >= 0 and not WHOLE.search(row, cell.end, before) else None


def style_of(said: bytes) -> int | None:
    """From the attributes of a cell or a row."""
    style = STYLE.search(said)
    return int(style[1]) if style else None


def restyled(cell: bytes, style: int) -> bytes:
    tag = _tag(cell)
    said = b'%s s="%d"' % (STYLE.sub(b"", tag[2]), style)
    return b"<%s%s%s>%s" % (tag[1], said, tag[3], cell[tag.end() :])


def empty_cell(prefix: bytes, column: int, number: int, style: int) -> bytes:
    return b'<%sc r="%s%d" s="%d"/>' % (prefix, letters(column), number, style)


def text_cell(prefix: bytes, column: int, number: int, style: int, text: str) -> bytes:
    """A text that stays a text: written into the cell itself, where nothing is computed; and when saved as CSV."""
    said = written(inert(text))
    if not said:
        return empty_cell(prefix, column, number, style)
    tags = b'<%sc r="%s%d" s="%d" t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%sc>'
    return tags % (prefix, letters(column), number, style, prefix, prefix, said, prefix, prefix, prefix)


def computes(xml: bytes) -> bool:
    return b"<f" in xml or (b":f" in xml and bool(MAYBE_FORMULA.search(xml)))


def uncomputed(row: bytes) -> bytes:
    """The row with the values that its formulas had when the file was saved."""
    if not computes(row):
        return row
    made, at = list[bytes](), 0
    for seen, formula in enumerate(FORMULA.finditer(row)):
        if seen >= MOST_COLUMNS:
            raise Torn("more formulas than a row has")
        if formula.start() >= at:
            start, end, value = _around(row, formula)
            made += (row[at:start], value)
            at = end
    return b"".join([*made, row[at:]])


def _around(row: bytes, formula: re.Match[bytes]) -> tuple[int, int, bytes]:
    """Where the cell with the formula begins and ends, and what takes its place."""
    start = row.rfind(b"<%sc" % formula[1][:-1], 0, formula.start())
    cell = WHOLE.match(row, start) if start >= 0 else None
    if cell and cell.end() > formula.start():
        return *cell.span(), _valued(cell[0])
    _outside, end = end_of(row, formula)
    if end < 0:
        raise Torn("a formula does not end")
    return formula.start(), end, b""


def _valued(cell: bytes) -> bytes:
    kept, at = list[bytes](), 0
    while formula := FORMULA.search(cell, at):
        kept.append(cell[at : formula.start()])
        _outside, at = end_of(cell, formula)
        if at < 0 or len(kept) > MOST_COLUMNS:
            raise Torn("a formula does not end")
    cell = b"".join([*kept, cell[at:]])
    tag = _tag(cell)
    said = OF_FORMULAS.sub(b"", tag[2])
    if KIND.search(said):
        return _as_text(cell, tag, said)
    return b"<%s%s%s>%s" % (tag[1], said, tag[3], cell[tag.end() :])


def _as_text(cell: bytes, tag: re.Match[bytes], said: bytes) -> bytes:
    """A computed text can begin like a formula."""
    name, said = tag[1], KIND.sub(b"", said)
    value = VALUE.search(cell)
    text = cell[value.end() : end_of(cell, value)[0]] if value else b""
    if not text:
        return b"<%s%s/>" % (name, said)
    if would_run(unescape(text.decode())):
        text = SHIELD.encode() + text
    prefix = name[:-1]
    tags = b'<%s%s t="inlineStr"><%sis><%st xml:space="preserve">%s</%st></%sis></%s>'
    return tags % (name, said, prefix, prefix, text, prefix, prefix, name)


def _tag(cell: bytes) -> re.Match[bytes]:
    if not (tag := CELL.match(cell)):
        raise Torn("no cell")
    return tag
