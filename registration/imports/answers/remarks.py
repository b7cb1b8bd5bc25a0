"""Remarks on cells: they join those of others on the sheet, and take the place of our own of an earlier time."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from tempfile import SpooledTemporaryFile

from registration.imports.answers.cutter import Cut, Cutter
from registration.imports.answers.earlier import MOST, SIGNED, Earlier, joined, without_joined
from registration.imports.answers.places import Place, letters
from registration.imports.answers.plain import PIECE
from registration.imports.answers.texts import written

IN_MEMORY = 4 * 1024 * 1024
COMMENT = b'<%scomment ref="%s" authorId="%d"><%stext><%st xml:space="preserve">%s</%st></%stext></%scomment>'


class Remarks(AbstractContextManager["Remarks"]):
    """Gathered while the sheet goes by, in a file when they are many; only where they stand is remembered."""

    def __init__(self, earlier: Earlier) -> None:
        self.earlier = earlier
        self.places: list[Place] = []
        self.joined: dict[Place, str] = {}
        self.said = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed by __exit__

    def __exit__(self, *_error: object) -> None:
        self.said.close()

    def add(self, place: Place, text: str) -> None:
        """What is over the limit is told by the colour and the answer of the row alone."""
        if place in self.earlier.others:
            self.joined[place] = text
        elif len(self.places) + len(self.earlier.others) < MOST:
            self.places.append(place)
            self.said.write(self._comment(place, text))

    @property
    def change_something(self) -> bool:
        return bool(self.places or self.joined or self.earlier.are_outdated)

    def part(self) -> Iterator[bytes]:
        """The part with all remarks of the sheet."""
        cutter = Cutter(self.earlier.pieces())
        head, is_empty = cutter.until("commentList")
        yield self.earlier.signed(head)
        if is_empty:
            yield from self._said()
            yield b"</%scommentList>" % self.earlier.prefix
        else:
            for cut in cutter.elements("comment", within="commentList"):
                yield cut.before + self._kept(cut)
            yield from self._said()
        yield from cutter.rest()

    def _kept(self, cut: Cut) -> bytes:
        place, is_ours = self.earlier.read(cut)
        if is_ours:
            return b""
        comment = without_joined(cut.element)
        return joined(comment, self.joined[place]) if place in self.joined else comment

    def _said(self) -> Iterator[bytes]:
        self.said.seek(0)
        while piece := self.said.read(PIECE):
            yield piece

    def _comment(self, place: Place, text: str) -> bytes:
        prefix, reference = self.earlier.prefix, b"%s%d" % (letters(place[1]), place[0] + 1)
        said = written(SIGNED + text)
        tags = (prefix, reference, self.earlier.author, prefix, prefix, said, prefix, prefix, prefix)
        return COMMENT % tags
