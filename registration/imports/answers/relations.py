"""The two small lists of a workbook that say which part belongs to which, and of what kind each part is."""

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from registration.imports.answers.markup import Element, children, extended, prefix_of, root, spelled, spliced

TYPES = "[Content_Types].xml"
NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
OPEN = "http://schemas.openxmlformats.org/"
NOWHERE = "about:blank"
STRICT = "http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Dialect:
    """The names of the two editions of the standard; a workbook keeps to one of them."""

    main: str
    relation: str

    @classmethod
    def of(cls, workbook: bytes) -> "Dialect":
        if STRICT.encode() in workbook[:4096]:
            return cls(f"{STRICT}spreadsheetml/main", f"{STRICT}officeDocument/relationships")
        return cls(f"{OPEN}spreadsheetml/2006/main", f"{OPEN}officeDocument/2006/relationships")


class Relations:
    """What a part refers to by ids. `path` is the part that refers."""

    def __init__(self, path: str, xml: bytes | None) -> None:
        self.folder, self.xml = posixpath.dirname(path), xml or NO_RELATIONS
        self.is_changed = False

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """Id, kind (the last word of its type) and the path of each part inside the package."""
        for element in self._elements():
            said = element.attributes
            if said.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/" + self.folder, said.get("Target", "")))
                yield said.get("Id", ""), _kind(element), path.lstrip("/")

    def path_of(self, ref: str) -> str | None:
        return next((path for known, _kind, path in self if known == ref), None)

    def of_kind(self, kind: str) -> list[str]:
        """The paths of the parts of this kind."""
        return [path for _ref, known, path in self if known == kind]

    def add(self, kind: str, path: str, dialect: Dialect) -> str:
        """A new id for the part at this path."""
        taken = {element.attributes.get("Id") for element in self._elements()}
        ref = next(name for number in range(1, len(taken) + 2) if (name := f"rId{number}") not in taken)
        said = {"Id": ref, "Type": f"{dialect.relation}/{kind}", "Target": f"/{path}"}
        self.xml = appended(self.xml, b"<%sRelationship%s/>" % (prefix_of(self.xml), spelled(said)))
        self.is_changed = True
        return ref

    def remove(self, *kinds: str) -> None:
        self._change([(one.start, one.end, b"") for one in self._elements() if _kind(one) in kinds])

    def cut_off(self) -> None:
        """A program fetches pictures and the like from elsewhere unasked; links wait until they are clicked."""
        tag, changes = prefix_of(self.xml) + b"Relationship", []
        for element in self._elements():
            if element.attributes.get("TargetMode") == "External" and _kind(element) != "hyperlink":
                said = element.attributes | {"Target": NOWHERE}
                changes.append((element.start, element.end, b"<%s%s/>" % (tag, spelled(said))))
        self._change(changes)

    def _elements(self) -> Iterator[Element]:
        return children(self.xml, root(self.xml).inside)

    def _change(self, changes: list[tuple[int, int, bytes]]) -> None:
        self.is_changed = self.is_changed or bool(changes)
        self.xml = spliced(self.xml, changes)


class ContentTypes:
    """Which kind each part is of, by the ending of its name or by its path."""

    def __init__(self, xml: bytes) -> None:
        self.xml, self.is_changed = xml, False

    def ending(self, ending: str, kind: str) -> None:
        known = {element.attributes.get("Extension", "").lower() for element in self._elements("Default")}
        if ending not in known:
            # endings stand before paths
            tag = b"<%sDefault%s/>" % (prefix_of(self.xml), spelled({"Extension": ending, "ContentType": kind}))
            at = root(self.xml).inside
            self._change([(at, at, tag)])

    def part(self, path: str, kind: str) -> None:
        self.remove([path])
        tag = b"<%sOverride%s/>" % (prefix_of(self.xml), spelled({"PartName": f"/{path}", "ContentType": kind}))
        self.xml, self.is_changed = appended(self.xml, tag), True

    def kind_of(self, path: str) -> str:
        named = (one.attributes for one in self._elements("Override"))
        kinds = {said.get("PartName", "").lower(): said.get("ContentType", "") for said in named}
        return kinds.get(f"/{path}".lower(), "")

    def remove(self, paths: Collection[str]) -> None:
        names = {f"/{path}".lower() for path in paths}
        named = [one for one in self._elements("Override") if one.attributes.get("PartName", "").lower() in names]
        if named:
            self._change([(element.start, element.end, b"") for element in named])

    def _change(self, changes: list[tuple[int, int, bytes]]) -> None:
        self.xml, self.is_changed = spliced(self.xml, changes), True

    def _elements(self, name: str) -> Iterator[Element]:
        return (element for element in children(self.xml, root(self.xml).inside) if element.name == name)


def appended(xml: bytes, more: bytes) -> bytes:
    """The outermost element with more at its end."""
    outermost = next(children(xml))
    return spliced(xml, [extended(xml, outermost, more)])


def _kind(element: Element) -> str:
    return element.attributes.get("Type", "").rpartition("/")[2]
