"""Files opened by the reader in its own process, and what comes back from it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Any

from registration.imports.gate import Refused, kind_of
from registration.rules.codes import ListIs
from registration.wording import WORDING
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds on a busy machine; the reader's own limit counts what it works
LEAST = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}  # no keys, no addresses
Cells = list[Any]  # Any: text, numbers, days
Seen = Mapping[str, Any]  # Any: what JSON holds


def refuse_at_the_door(content: bytes) -> None:
    """What can be said at once, without opening the file; raises RuleBroken."""
    try:
        kind_of(content)
    except Refused as refusal:
        raise broken(refusal.code, refusal.facts) from refusal


def look(content: bytes) -> Seen:
    """The kind of the file and its sheets with their first rows; raises RuleBroken with a ListIs code."""
    with Reader({"do": "look"}, content) as reader:
        return _days_read(next(reader.lines()))


def rows(content: bytes, **asked: object) -> Iterator[tuple[int, Cells]]:
    """All rows of a sheet with something in them: their number from 1, and their cells."""
    with Reader({"do": "read", **asked}, content) as reader:
        for line in reader.lines():
            for number, cells in line:
                yield number, [_day_read(cell) if type(cell) is dict else cell for cell in cells]


def broken(code: str, facts: Mapping[str, object] | None = None) -> RuleBroken:
    return RuleBroken([Problem(ListIs(code), "file", overridable=False, **(facts or {}))], WORDING)


class Reader:
    """A process at work on one file; it ends with the block."""

    def __init__(self, task: Mapping[str, object], content: bytes) -> None:
        self.task, self.content = task, content

    def __enter__(self) -> "Reader":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "registration.imports.reader"],
            cwd=ROOT,
            env=LEAST | {name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # its words could hold what stands in the file
        )
        Thread(target=self._feed, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                _there(pipe).close()
        self.process.wait()

    def lines(self) -> Iterator[Any]:  # Any: what JSON holds
        """What it says; raises RuleBroken when it refuses, or when the file was the end of it."""
        while (line := self._line()).endswith(b"\n"):  # half a line: it was ended
            said = json.loads(line)
            if isinstance(said, dict) and "refused" in said:
                raise broken(said["refused"], said["facts"])
            yield said
        if self.process.wait() != 0:
            raise broken(ListIs.UNPACKS_TOO_LARGE)

    def _line(self) -> bytes:
        """The next one, if it comes in time; how long we take over it ourselves does not count."""
        timer = Timer(PATIENCE, self.process.kill)
        timer.start()
        try:
            return _there(self.process.stdout).readline()
        finally:
            timer.cancel()

    def _feed(self) -> None:
        with suppress(OSError), _there(self.process.stdin) as pipe:  # it may have ended already
            pipe.write(json.dumps(self.task).encode() + b"\n")
            pipe.write(self.content)


def _there(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _days_read(seen: Seen) -> Seen:
    for sheet in seen["sheets"]:
        sheet["first"] = [[_day_read(cell) for cell in row] for row in sheet["first"]]
    return seen


def _day_read(cell: Any) -> Any:  # Any: a cell
    return date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell
