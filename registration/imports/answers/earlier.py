"""The remarks that are on a sheet already: by its people, and by us when the list was here before."""

from collections.abc import Callable, Iterator
from html import unescape

from registration.imports.answers.cutter import Cut, Cutter
from registration.imports.answers.markup import (
    attributes,
    child,
    children,
    end_of,
    extended,
    opening,
    prefix_of,
    root,
    spliced,
)
from registration.imports.answers.places import Place, place_of
from registration.imports.answers.texts import written

AUTHOR = "Cổng tiêm chủng"
SIGNED = f"{AUTHOR}:\n"  # some programs forget who wrote a remark; and all show only its text
JOINED = f"\n\n— {AUTHOR}:\n"
SIGNATURE, JOINED_SIGNATURE = f"{AUTHOR}:", f"— {AUTHOR}:".encode()
MOST = 20_000  # remarks of a sheet: with more a spreadsheet program needs minutes to open it
TEXT = opening("t")


class Earlier:
    """`pieces` gives the part with the remarks, anew each time it is called."""

    def __init__(self, pieces: Callable[[], Iterator[bytes]]) -> None:
        self.pieces = pieces
        self.ours: set[Place] = set()
        self.others: set[Place] = set()
        self.are_outdated = False  # something of ours is among them
        cutter = Cutter(pieces())
        head, is_empty = cutter.until("commentList")
        self.prefix, self.authors = prefix_of(head), _authors(head)
        self.author = self.authors.index(AUTHOR) if AUTHOR in self.authors else len(self.authors)
        for cut in () if is_empty else cutter.elements("comment", within="commentList"):
            place, is_ours = self.read(cut)
            places = self.ours if is_ours else self.others
            if len(places) < MOST:
                places.add(place)
            self.are_outdated = self.are_outdated or is_ours or JOINED_SIGNATURE in cut.element

    def read(self, cut: Cut) -> tuple[Place, bool]:
        """Where a remark stands, and whether it is ours."""
        said = attributes(cut.attributes)
        is_ours = said.get("authorId") == str(self.author) or _text(cut.element).startswith(SIGNATURE)
        return place_of(said.get("ref", "")) or (-1, -1), is_ours

    def signed(self, head: bytes) -> bytes:
        """What stands before the remarks, with us among their authors; the list of remarks is opened."""
        if head.endswith(b"/>"):
            head = head[:-2] + b">"
        if AUTHOR in self.authors:
            return head
        name = b"<%sauthor>%s</%sauthor>" % (self.prefix, AUTHOR.encode(), self.prefix)
        if authors := child(head, "authors", root(head).inside):
            return spliced(head, [extended(head, authors, name)])
        at = root(head).inside
        return spliced(head, [(at, at, b"<%sauthors>%s</%sauthors>" % (self.prefix, name, self.prefix))])


def _authors(head: bytes) -> list[str]:
    authors = child(head, "authors", root(head).inside)
    if not authors:
        return []
    return [unescape(one.within(head).decode()) for one in children(head, authors.inside, authors.outside)]


def _texts(comment: bytes) -> list[tuple[int, int, int, int]]:
    """Where the texts of a remark lie: with their tags from the first to the last number."""
    return [(tag.start(), tag.end(), *end_of(comment, tag)) for tag in TEXT.finditer(comment)]


def _text(comment: bytes) -> str:
    return unescape(b"".join(comment[inside:outside] for _start, inside, outside, _end in _texts(comment)).decode())


def without_joined(comment: bytes) -> bytes:
    """The remark of another without what we said below it."""
    changes, is_cut = [], False
    for _start, inside, outside, _end in _texts(comment):
        at = inside if is_cut else comment.find(JOINED_SIGNATURE, inside, outside)
        if at >= 0:
            before = b"" if is_cut else comment[inside:at].rstrip()
            is_cut = True
            changes.append((inside, outside, before))
    return spliced(comment, changes)


def joined(comment: bytes, text: str) -> bytes:
    """The remark of another with ours below it."""
    texts, said = _texts(comment), written(JOINED + text)
    if not texts:
        return comment
    start, inside, outside, end = texts[-1]
    tag = opening("t").match(comment, start)
    name = tag[1] if tag else b"t"
    return spliced(
        comment, [(start, end, b'<%s xml:space="preserve">%s%s</%s>' % (name, comment[inside:outside], said, name))]
    )
