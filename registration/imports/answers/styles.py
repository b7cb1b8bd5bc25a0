"""The styles of a workbook, and for each one that must be coloured its twin on another ground."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from registration.imports.answers.answer import Tone
from registration.imports.answers.grounds import Ground
from registration.imports.answers.markup import (
    Element,
    Torn,
    child,
    children,
    extended,
    prefix_of,
    root,
    spelled,
    spliced,
)

MOST = 65_490  # styles of a workbook; more the programs do not open
PLAIN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{main}">{formats}'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    "<cellXfs>{styles}</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
FORMATS = '<numFmts count="{}">{}</numFmts>'
FORMAT = '<numFmt numFmtId="{}" formatCode="{}"/>'
STYLE = '<xf numFmtId="{}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
FIRST_FORMAT = 164  # those below are the programs' own
AFTER_FILLS = {"borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}
AFTER_STYLES = {"cellStyles", "dxfs", "tableStyles", "colors", "extLst"}
Thing = TypeVar("Thing")
Style = tuple[tuple[tuple[str, str], ...], bytes]  # the attributes of an `xf` and its content


def plain_styles(main: str, formats: Sequence[str] = ()) -> str:
    """A part with the plain style, and one for each way of showing a number; `main` is the name of its language."""
    numbered = list(enumerate(formats, FIRST_FORMAT))
    shown = "".join(FORMAT.format(number, code) for number, code in numbered)
    styles = "".join(STYLE.format(number) for number in (0, *dict(numbered)))
    return PLAIN.format(main=main, formats=FORMATS.format(len(numbered), shown) if shown else "", styles=styles)


class Styles:
    """Known by their numbers. New ones are numbered on; what was there is not touched."""

    def __init__(self, xml: bytes) -> None:
        self.xml, self.prefix = xml, prefix_of(xml)
        self.grounds = [Ground.read(element.within(xml)) for element in self._inside("fills")]
        self.styles = [_style(element, xml) for element in self._inside("cellXfs")]
        self.had = len(self.grounds), len(self.styles)
        self.grounds += [Ground()] * (2 - len(self.grounds))  # two that the programs take for their own
        self.styles = self.styles or [_style(None, b"")]
        self.numbers = _numbers(map(_known_as, self.styles))
        self.ground_numbers = _numbers(self.grounds) | {Ground(): 0}
        ours = (number for number in range(len(self.styles)) if self._ground(self.styles[number]).is_ours)
        self.ours = frozenset(ours)
        self.twins: dict[tuple[int, Tone | None, bool], int] = {}

    def own(self, number: int) -> int:
        """The style without our colour."""
        return self._twin(number, None, wraps=False) if number in self.ours else number

    def coloured(self, number: int, tone: Tone, *, wraps: bool = False) -> int:
        """The style on the ground of a tone."""
        return self._twin(number, tone, wraps=wraps)

    def _twin(self, number: int, tone: Tone | None, *, wraps: bool) -> int:
        asked = number, tone, wraps
        if asked not in self.twins:
            if len(self.styles) >= MOST or not 0 <= number < len(self.styles):
                number = 0
            self.twins[asked] = self._number(self._on(self.styles[number], tone, wraps=wraps))
        return self.twins[asked]

    def _on(self, style: Style, tone: Tone | None, *, wraps: bool) -> Style:
        said, content = dict(style[0]), style[1]
        ground = self._ground(style)
        ground = ground.covered(tone) if tone else ground.uncovered()
        said |= {"fillId": str(self._ground_number(ground)), "applyFill": "1"}
        if wraps:
            said, content = said | {"applyAlignment": "1"}, _wrapping(content, self.prefix)
        return tuple(sorted(said.items())), content

    def _number(self, style: Style) -> int:
        known = _known_as(style)
        if known not in self.numbers:
            self.numbers[known] = len(self.styles)
            self.styles.append(style)
        return self.numbers[known]

    def _ground(self, style: Style) -> Ground:
        said = dict(style[0]).get("fillId", "0")
        number = int(said) if said.isdecimal() and len(said) < 7 else 0
        return self.grounds[number] if number < len(self.grounds) else Ground()

    def _ground_number(self, ground: Ground) -> int:
        if ground not in self.ground_numbers:
            self.ground_numbers[ground] = len(self.grounds)
            self.grounds.append(ground)
        return self.ground_numbers[ground]

    @property
    def is_changed(self) -> bool:
        return self.had != (len(self.grounds), len(self.styles))

    def written(self) -> bytes:
        fills = b"".join(ground.written(self.prefix) for ground in self.grounds[self.had[0] :])
        styles = b"".join(_written(style, self.prefix) for style in self.styles[self.had[1] :])
        return spliced(
            self.xml,
            [
                self._more("fills", fills, len(self.grounds), AFTER_FILLS),
                self._more("cellXfs", styles, len(self.styles), AFTER_STYLES),
            ],
        )

    def _more(self, name: str, more: bytes, count: int, after: set[str]) -> tuple[int, int, bytes]:
        if element := child(self.xml, name, root(self.xml).inside):
            return extended(self.xml, element, more, count=count)
        outermost = next(children(self.xml))
        later = (one.start for one in children(self.xml, outermost.inside) if one.name in after)
        at = next(later, outermost.outside)
        tag = self.prefix + name.encode()
        return at, at, b'<%s count="%d">%s</%s>' % (tag, count, more, tag)

    def _inside(self, name: str) -> Iterator[Element]:
        if element := child(self.xml, name, root(self.xml).inside):
            for number, inside in enumerate(children(self.xml, element.inside, element.outside)):
                if number > MOST:
                    raise Torn(f"more {name} than a workbook has")
                yield inside


def _numbers(things: Iterable[Thing]) -> dict[Thing, int]:
    """The first number of each."""
    numbers: dict[Thing, int] = {}
    for number, thing in enumerate(things):
        numbers.setdefault(thing, number)
    return numbers


def _style(element: Element | None, xml: bytes) -> Style:
    if not element:
        return tuple(sorted({"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"}.items())), b""
    return tuple(sorted(element.attributes.items())), element.within(xml)


def _known_as(style: Style) -> Style:
    """Whether a style says that its ground applies makes no difference to look at."""
    return tuple(said for said in style[0] if said[0] != "applyFill"), style[1]


def _written(style: Style, prefix: bytes) -> bytes:
    tag, said = prefix + b"xf", spelled(dict(style[0]))
    return b"<%s%s>%s</%s>" % (tag, said, style[1], tag) if style[1] else b"<%s%s/>" % (tag, said)


def _wrapping(content: bytes, prefix: bytes) -> bytes:
    """Long answers are read in several lines."""
    alignment = child(content, "alignment")
    said = (alignment.attributes if alignment else {}) | {"wrapText": "1"}
    tag = b"<%salignment%s/>" % (prefix, spelled(said))
    start, end = (alignment.start, alignment.end) if alignment else (0, 0)
    return spliced(content, [(start, end, tag)])
