"""What stands before the rows of a sheet: how far it reaches, and its columns."""

from collections.abc import Iterator

from registration.imports.answers.markup import Element, child, children, extended, prefix_of, root, spelled, spliced
from registration.imports.answers.places import MOST_COLUMNS, corners_of, letters

RESULT_WIDTH = 50


def column_styles(head: bytes) -> dict[int, int]:
    """The styles of cells that are not there, by column."""
    styles: dict[int, int] = {}
    for element in _columns(head):
        style = element.attributes.get("style", "")
        if style.isdecimal() and len(style) < 7:
            styles |= dict.fromkeys(range(*_reach(element)), int(style))
    return styles


def with_column(head: bytes, column: int) -> bytes:
    """The head of a sheet that has one more column, wide enough to read an answer in."""
    return _with_width(_with_reach(head, column), column)


def _with_reach(head: bytes, column: int) -> bytes:
    dimension = child(head, "dimension", root(head).inside)
    corners = corners_of(dimension.attributes.get("ref", "")) if dimension else None
    if not dimension or not corners or corners[1][1] >= column:
        return head
    (top, left), (bottom, _right) = corners
    reach = b"%s%d:%s%d" % (letters(left), top + 1, letters(column), bottom + 1)
    tag = b'<%sdimension ref="%s"/>' % (prefix_of(head), reach)
    return spliced(head, [(dimension.start, dimension.end, tag)])


def _with_width(head: bytes, column: int) -> bytes:
    prefix, wide = prefix_of(head), {"width": str(RESULT_WIDTH), "customWidth": "1", "hidden": "0"}
    tag = _column(prefix, column, column + 1, wide)
    for element in _columns(head):
        begin, end = _reach(element)
        if begin <= column < end:  # a range of columns alike: ours is cut out of it
            said = element.attributes
            before, after = (_column(prefix, *ends, said) for ends in ((begin, column), (column + 1, end)))
            own = _column(prefix, column, column + 1, said | wide)
            return spliced(head, [(element.start, element.end, before + own + after)])
        if begin > column:
            return spliced(head, [(element.start, element.start, tag)])
    if columns := child(head, "cols", root(head).inside):
        return spliced(head, [extended(head, columns, tag)])
    return b"%s<%scols>%s</%scols>" % (head, prefix, tag, prefix)


def _column(prefix: bytes, begin: int, end: int, said: dict[str, str]) -> bytes:
    """The columns from `begin` up to before `end`, of which there may be none."""
    reach = {"min": str(begin + 1), "max": str(end)}
    return b"<%scol%s/>" % (prefix, spelled(said | reach)) if begin < end else b""


def _columns(head: bytes) -> Iterator[Element]:
    if columns := child(head, "cols", root(head).inside):
        yield from children(head, columns.inside, columns.outside)


def _reach(column: Element) -> tuple[int, int]:
    """First column and the one after the last, from 0."""
    first, last = (column.attributes.get(name, "") for name in ("min", "max"))
    if not all(said.isdecimal() and len(said) < 7 for said in (first, last)):
        return 0, 0
    return int(first) - 1, min(int(last), MOST_COLUMNS)
