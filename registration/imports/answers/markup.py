"""Elements and attributes of plain XML, found by their bytes, so that all the rest stays as it lies.

Plain: UTF-8, well-formed, without comments and CDATA. Then each `<` begins a tag, and no prefix needs to be known: the
programs that write workbooks choose them as they like.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from sys import maxsize

PREFIX = rb"(?:[^\s<>/:!?=\"']++:)?"
NAME = PREFIX + rb"[^\s<>/:!?=\"']++"
ATTRIBUTES = rb"""(?:[^<>"'/]*+(?:"[^"<]*+"|'[^'<]*+'))*+"""
TAG = re.compile(rb"<(/?)(" + NAME + rb")(" + ATTRIBUTES + rb")\s*+(/?)>")
ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")


class Torn(ValueError):
    """A part that is not what it was said to be, or larger than any real one."""


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element lies: `start` to `end` with its tags, `inside` to `outside` without them."""

    name: str
    attributes: dict[str, str]
    start: int
    inside: int
    outside: int
    end: int

    def within(self, xml: bytes) -> bytes:
        return xml[self.inside : self.outside]


def opening(*names: str) -> re.Pattern[bytes]:
    """A start tag of these elements. Groups: 1 name with prefix, 2 attributes, 3 the stroke of an empty one."""
    any_name = "|".join(names).encode()
    return re.compile(rb"<(" + PREFIX + rb"(?:" + any_name + rb"))(?=[\s/>])(" + ATTRIBUTES + rb")\s*+(/?)>")


def end_of(xml: bytes, tag: re.Match[bytes]) -> tuple[int, int]:
    """Where the content of an opened element ends, and where its end tag does; -1 twice if not in these bytes."""
    if tag[3]:
        return tag.end(), tag.end()
    closing = b"</" + tag[1]
    if (at := xml.find(closing, tag.end())) >= 0:
        after = at + len(closing)
        if xml[after : after + 1] == b">":
            return at, after + 1
        later = _closing(tag[1]).search(xml, at)  # the name of another element only began so
        return later.span() if later else (-1, -1)
    return -1, -1


@lru_cache(maxsize=64)
def _closing(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"</" + re.escape(name) + rb"\s*+>")


def root(xml: bytes) -> Element:
    """The outermost element; its end is not looked for."""
    if not (tag := TAG.search(xml)):
        raise Torn("no element")
    return Element(local(tag[2]), attributes(tag[3]), tag.start(), tag.end(), len(xml), len(xml))


def prefix_of(xml: bytes) -> bytes:
    """What stands before the names of the outermost element's own language: b"" or b"x:"."""
    tag = TAG.search(xml)
    return tag[2][: -len(local(tag[2]))] if tag else b""


def children(xml: bytes, at: int = 0, end: int = maxsize) -> Iterator[Element]:
    """The elements that lie side by side from here on, until the one around them ends."""
    depth, first = 0, None
    for tag in TAG.finditer(xml, at, end):
        if tag[1]:
            depth -= 1
            if depth < 0:
                return
        elif depth == 0:
            first = tag
        if not tag[1] and not tag[4]:
            depth += 1
        elif depth == 0 and first:
            inside, outside = (tag.end(), tag.end()) if first is tag else (first.end(), tag.start())
            yield Element(local(first[2]), attributes(first[3]), first.start(), inside, outside, tag.end())


def child(xml: bytes, name: str, at: int = 0, end: int = maxsize) -> Element | None:
    return next((element for element in children(xml, at, end) if element.name == name), None)


def local(name: bytes) -> str:
    return name.rpartition(b":")[2].decode()


def attributes(said: bytes) -> dict[str, str]:
    return {name.decode(): unescape((one or other).decode()) for name, one, other in ATTRIBUTE.findall(said)}


def spelled(values: Mapping[str, str]) -> bytes:
    """Attributes as they stand in a tag."""
    return "".join(f' {name}="{_quoted(value)}"' for name, value in values.items()).encode()


def _quoted(value: str) -> str:
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\n", "&#10;")):
        value = value.replace(sign, name)
    return value


def spliced(xml: bytes, changes: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The bytes with each stretch (from, to) replaced; stretches do not overlap."""
    done, at = [], 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        done += [xml[at:start], new]
        at = end
    return b"".join([*done, xml[at:]])


def extended(xml: bytes, element: Element, more: bytes, *, count: int | None = None) -> tuple[int, int, bytes]:
    """The change that appends to the content of an element, and corrects the count that it says of it."""
    tag = TAG.match(xml, element.start)
    if not tag:
        raise Torn("no such element")
    said = element.attributes if count is None else element.attributes | {"count": str(count)}
    content = element.within(xml) + more
    return element.start, element.end, b"<%s%s>%s</%s>" % (tag[2], spelled(said), content, tag[2])
