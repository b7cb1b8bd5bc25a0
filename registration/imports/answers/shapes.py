"""The drawing that older and newer programs alike need to show a remark: one yellow box for each."""

import re
from collections.abc import Collection, Iterable, Iterator

from registration.imports.answers.cutter import Cutter
from registration.imports.answers.places import Place

SPACES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
HEAD = b"<xml " + SPACES + b'><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%s"/></o:shapelayout>'
BOX_KIND = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe" '
    + SPACES
    + b'><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
BOX = (
    b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1"'
    b' o:insetmode="auto"%s><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
    b'<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    b'</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    b"<x:Anchor>%d,15,%d,2,%d,15,%d,4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    b"<x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>"
)
WIDE, HIGH = 3, 5  # of a box, in columns and rows
NUMBERED = re.compile(rb"_x0000_s(\d{1,9})")
BLOCK = 1024  # boxes are numbered by blocks, and the first box of a drawing is the first of its second block
BOX_KIND_NAME = b'"_x0000_t202"'
NOTE = re.compile(rb"""\sObjectType\s*=\s*["']Note["']""")
ROW, COLUMN = (re.compile(rb"<(?:[^\s<>/:]+:)?%s\s*>\s*(\d{1,7})\s*<" % name) for name in (b"Row", b"Column"))


def new_drawing(places: Collection[Place]) -> Iterator[bytes]:
    blocks = ",".join(str(number) for number in range(1, len(places) // BLOCK + 2))
    yield HEAD % blocks.encode()
    yield BOX_KIND
    yield from _boxes(places, BLOCK, b"")
    yield b"</xml>"


def drawing_with(pieces: Iterator[bytes], *, without: Collection[Place], places: Collection[Place]) -> Iterator[bytes]:
    """A drawing that is there already: our old boxes go, new ones come, what others drew stays."""
    cutter, last, has_kind, spaces = Cutter(pieces), BLOCK, False, b" " + SPACES
    head, is_empty = cutter.until("xml")
    if is_empty:
        yield from new_drawing(places)
        return
    yield head
    if SPACES in head:
        spaces = b""
    for cut in cutter.elements("shape", within="xml"):
        yield cut.before
        has_kind = has_kind or BOX_KIND_NAME in cut.before
        if place_of(cut.element) not in without:
            yield cut.element
            last = max([last, *map(int, NUMBERED.findall(cut.element))])
    rest = cutter.tail()
    at = rest.rfind(b"</")
    yield rest[:at]
    if places and not (has_kind or BOX_KIND_NAME in rest):
        yield BOX_KIND
    yield from _boxes(places, last, spaces)
    yield rest[at:]


def place_of(shape: bytes) -> Place | None:
    """The cell that a box belongs to; None of any other shape."""
    row, column = ROW.search(shape), COLUMN.search(shape)
    return (int(row[1]), int(column[1])) if NOTE.search(shape) and row and column else None


def _boxes(places: Iterable[Place], last: int, spaces: bytes) -> Iterator[bytes]:
    for number, (row, column) in enumerate(places, last + 1):
        top = max(row - 1, 0)
        yield BOX % (number, spaces, column + 1, top, column + 1 + WIDE, top + HIGH, row, column)
