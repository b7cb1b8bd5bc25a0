"""Serves single files of npm packages: node_modules as a static folder would publish thousands of files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage


class PackageFinder(BaseFinder):
    """Finds the files named in NPM_FILES ({address: path in node_modules}) once `npm ci` has fetched them."""

    def __init__(self, app_names: object = None) -> None:
        self.storage = FileSystemStorage(location=settings.NODE_MODULES)

    def find(self, path: str, find_all: bool = False) -> Any:  # Django declares two overloads of it
        found = self._path(path)
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: object) -> Iterator[tuple[str, Storage]]:
        for address in settings.NPM_FILES:
            if found := self._path(address):
                yield address, RenamedFile(found, address)

    def _path(self, address: str) -> Path | None:
        source = settings.NPM_FILES.get(address)
        found = Path(settings.NODE_MODULES) / source if source else None
        return found if found and found.is_file() else None


class RenamedFile(FileSystemStorage):
    """One file under another name, so that collectstatic copies it to its address."""

    def __init__(self, source: Path, address: str) -> None:
        super().__init__(location=source.parent)
        self.source, self.address = source, address

    def path(self, name: str) -> str:
        return str(self.source) if name == self.address else super().path(name)
