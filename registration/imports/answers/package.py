"""A workbook's file as parts: read under the names that a reader knows them by, written one after the other."""

import posixpath
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from typing import IO, BinaryIO

from registration.imports.answers.markup import Torn
from registration.imports.answers.plain import PIECE, plain
from registration.imports.answers.relations import TYPES, ContentTypes, Relations

WORKBOOK = "xl/workbook.xml"
RELATIONS = re.compile(r"(.*/|)_rels/([^/]*)\.rels")
MOST_AT_ONCE = 32 * 1024 * 1024  # of a part that is read whole: styles, relations, the workbook's own
PACKED = 3  # twice as fast as the usual 6, and larger by a twentieth


class Package:
    """Parts that are neither written nor dropped come over as they are, when it is finished."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self.source = zipfile.ZipFile(source)
        self.target = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKED)
        self.parts = {_known_as(part.filename): part for part in self.source.infolist()}
        self.done: set[str] = set()
        self.types = ContentTypes(self.content(TYPES))
        self.relations_of: dict[str, Relations] = {}

    def __contains__(self, path: str) -> bool:
        return _known_as(path) in self.parts

    def pieces(self, path: str) -> Iterator[bytes]:
        with self._open(path) as part:
            yield from plain(part)

    def content(self, path: str) -> bytes:
        """A part that is small in every real workbook."""
        read, size = [], 0
        for piece in self.pieces(path):
            read.append(piece)
            if (size := size + len(piece)) > MOST_AT_ONCE:
                raise Torn(f"{path} is too large")
        return b"".join(read)

    def relations(self, path: str) -> Relations:
        known = _known_as(path)
        if known not in self.relations_of:
            listed = _relations_path(path)
            self.relations_of[known] = Relations(path, self.content(listed) if listed in self else None)
        return self.relations_of[known]

    def is_waiting(self, path: str) -> bool:
        """There, and neither written nor dropped."""
        return path in self and _known_as(path) not in self.done

    def waiting(self, pattern: re.Pattern[str]) -> list[str]:
        return [path for path in self.parts if pattern.fullmatch(path) and self.is_waiting(path)]

    def referring(self) -> list[str]:
        """The parts that refer to others."""
        return [f"{found[1]}{found[2]}" for path in self.parts if (found := RELATIONS.fullmatch(path))]

    def unused(self, pattern: str) -> str:
        """A path for a new part, by a pattern with a place for a number."""
        numbered = (pattern.format(number) for number in range(1, len(self.parts) + 2))
        return next(path for path in numbered if path not in self)

    def write(self, path: str, pieces: Iterable[bytes]) -> None:
        """Under the name it had, or a new one."""
        if _known_as(path) in self.done:
            raise Torn(f"{path} is several things at once")
        known = self.parts.get(_known_as(path))
        self.done.add(_known_as(path))
        with self.target.open(known.filename if known else path, "w") as part:
            for piece in pieces:
                part.write(piece)

    def drop(self, paths: Collection[str]) -> None:
        """With what they refer to; nobody else does."""
        for path in paths:
            self.done |= {_known_as(path), _known_as(_relations_path(path))}
        self.types.remove(paths)

    def finish(self) -> None:
        for path, relations in self.relations_of.items():
            if relations.is_changed and _known_as(_relations_path(path)) not in self.done:
                self.write(_relations_path(path), [relations.xml])
        if self.types.is_changed:
            self.write(TYPES, [self.types.xml])
        for name, part in self.parts.items():
            if name not in self.done:
                self._copy(part)

    def close(self) -> None:
        self.target.close()
        self.source.close()

    def _copy(self, part: zipfile.ZipInfo) -> None:
        is_unpacked = part.compress_type == zipfile.ZIP_STORED  # pictures, which do not get smaller
        new = zipfile.ZipInfo(part.filename) if is_unpacked else part.filename
        with self.source.open(part) as given, self.target.open(new, "w") as made:
            while piece := given.read(PIECE):
                made.write(piece)

    def _open(self, path: str) -> IO[bytes]:
        if not (part := self.parts.get(_known_as(path))):
            raise Torn(f"no {path}")
        return self.source.open(part)


def _known_as(path: str) -> str:
    return path.lower().replace("\\", "/")


def _relations_path(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")
