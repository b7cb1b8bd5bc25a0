"""A stream of plain XML taken apart at the elements of one name; only one of them is held at a time."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from registration.imports.answers.markup import ATTRIBUTES, PREFIX, Torn, end_of, opening

LONGEST = 32 * 1024 * 1024  # of an element, or of what stands between two; a full row of a real list has 30 MB at most


class Cut(NamedTuple):
    """What stands before an element, and the element: its start tag ends at `inside`."""

    before: bytes
    element: bytes
    name: bytes  # with its prefix
    attributes: bytes
    inside: int


class Cutter:
    """Reads forward only. What is given out is exactly what came in."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.buffer, self.at = pieces, b"", 0

    def until(self, name: str) -> tuple[bytes, bool]:
        """Everything up to the start tag of this element and with it; and whether the element is empty."""
        tag = self._find(opening(name))
        if not tag:
            raise Torn(f"no {name}")
        begun, self.at = self.at, tag.end()
        return self.buffer[begun : self.at], bool(tag[3])

    def elements(self, name: str, *, within: str) -> Iterator[Cut]:
        """The elements up to the end tag of the one around them; what stands before that tag comes with `rest`."""
        named, around = name.encode(), within.encode()
        start = rb"(" + PREFIX + named + rb")(?=[\s/>])(" + ATTRIBUTES + rb")\s*+(/?)"
        either = re.compile(rb"<(?:" + start + rb"|/" + PREFIX + around + rb"\s*+)>")
        while (tag := self._find(either)) and tag[1]:
            _outside, end = end_of(self.buffer, tag)
            if end < 0:
                if not self._more():
                    raise Torn(f"{name} does not end")
                continue  # the tag is looked for again: the buffer has moved
            start_at, begun = tag.start(), self.at
            self.at = end
            before, element = self.buffer[begun:start_at], self.buffer[start_at:end]
            yield Cut(before, element, tag[1], tag[2], tag.end() - start_at)

    def rest(self) -> Iterator[bytes]:
        yield self.buffer[self.at :]
        self.buffer, self.at = b"", 0
        yield from self.pieces

    def tail(self) -> bytes:
        """The rest at once; of a sheet it is small."""
        while self._more():
            pass
        return self.buffer[self.at :]

    def _find(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        while not (match := pattern.search(self.buffer, self.at)):
            if not self._more():
                return None
        return match

    def _more(self) -> bool:
        """As much again as is held: so a long element is not looked through from its start for every piece."""
        held = [self.buffer[self.at :]]
        wanted = max(len(held[0]), 1)
        for piece in self.pieces:
            held.append(piece)
            if (wanted := wanted - len(piece)) <= 0:
                break
        self.buffer, self.at = b"".join(held), 0
        if len(self.buffer) > LONGEST:
            raise Torn("longer than in any real list")
        return len(held) > 1
