"""The grounds that cells stand on: our three colours, and what lay beneath them.

A coloured cell must find back to its own ground when its file returns. Programs number grounds anew when they save, so
ours carries what it covers: a full ground ignores its second colour, and there the covered colour is kept. Whether
there was one at all is told by the last digit of ours, because some programs fill the second colour as they like.
"""

from dataclasses import dataclass

from registration.imports.answers.answer import Tone
from registration.imports.answers.markup import child, spelled

BARE = {Tone.GOOD: "FFE3F4E1", Tone.ATTENTION: "FFFFF0C2", Tone.BAD: "FFFFD5D2"}
COVERING = {Tone.GOOD: "FFE3F4E2", Tone.ATTENTION: "FFFFF0C3", Tone.BAD: "FFFFD5D3"}
OURS = {colour[2:] for table in (BARE, COVERING) for colour in table.values()}
COVERS = {colour[2:] for colour in COVERING.values()}
NOTHING = {"indexed": "64"}


@dataclass(frozen=True, slots=True)
class Ground:
    """A full ground: its colour, as attributes, and if it is ours the one it covers. Any other fill has no colour."""

    colour: tuple[tuple[str, str], ...] = ()
    second: tuple[tuple[str, str], ...] = ()  # of ours only: without an effect to see

    @classmethod
    def read(cls, fill: bytes) -> "Ground":
        """From the content of a `fill`."""
        pattern = child(fill, "patternFill")
        if not pattern or pattern.attributes.get("patternType") != "solid":
            return cls()
        inside = pattern.within(fill)
        front, behind = child(inside, "fgColor"), child(inside, "bgColor")
        colour = _said(front.attributes if front else {})
        return cls(colour, _said(behind.attributes) if behind and _shade(colour) in COVERS else ())

    @property
    def is_ours(self) -> bool:
        return _shade(self.colour) in OURS

    def uncovered(self) -> "Ground":
        """The ground without our colour on it."""
        if not self.is_ours:
            return self
        return Ground(self.second)

    def covered(self, tone: Tone) -> "Ground":
        """Our colour over this ground."""
        below = self.uncovered().colour
        colour = {"rgb": (COVERING if below else BARE)[tone]}
        return Ground(_said(colour), below)

    def written(self, prefix: bytes) -> bytes:
        if not self.colour:
            return b'<%sfill><%spatternFill patternType="none"/></%sfill>' % (prefix, prefix, prefix)
        front, behind = spelled(dict(self.colour)), spelled(dict(self.second or _said(NOTHING)))
        pattern = b'<%spatternFill patternType="solid"><%sfgColor%s/><%sbgColor%s/></%spatternFill>'
        return (b"<%sfill>" + pattern + b"</%sfill>") % (prefix, prefix, prefix, front, prefix, behind, prefix, prefix)


def _said(colour: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(colour.items()))


def _shade(colour: tuple[tuple[str, str], ...]) -> str:
    return dict(colour).get("rgb", "")[2:].upper()
