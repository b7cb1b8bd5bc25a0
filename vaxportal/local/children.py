"""The programs of the Procfile under one parent: their lines with a name before them, and a new start when one dies."""

import os
import selectors
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from string import Template

from vaxportal.local import processes
from vaxportal.local.terminal import relay

STEADY = 30.0  # seconds alive after which earlier deaths are forgotten
LONGEST_PAUSE = 30.0


def read_procfile(file: Path, environment: Mapping[str, str]) -> dict[str, list[str]]:
    """name → words, with ${NAME} filled in and `python` meaning this one."""
    programs = {}
    for line in file.read_text().splitlines():
        name, _, command = line.partition(":")
        words = shlex.split(Template(command).substitute(environment))
        programs[name.strip()] = [sys.executable if word == "python" else word for word in words]
    return programs


class Child:
    def __init__(self, name: str, words: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self.name, self.words, self.environment, self.folder = name, words, environment, folder
        self.process: subprocess.Popen[bytes] | None = None
        self.began = self.again_at = 0.0
        self.deaths = 0
        self.unfinished = b""

    def start(self) -> None:
        self.began, self.again_at = time.monotonic(), 0.0
        self.process = processes.start(
            self.words, env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)

    def read(self) -> bool:
        """Relays what the child has said; False at its end."""
        assert self.process is not None and self.process.stdout is not None
        said = self.process.stdout.read()
        if said is None:
            return True
        *lines, self.unfinished = (self.unfinished + said).split(b"\n")
        for line in lines:
            relay(self.name, line.decode(errors="replace"))
        return bool(said)

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def mourn(self) -> None:
        """Sets the time of the next start: at once first, then after longer and longer pauses."""
        assert self.process is not None
        lived = time.monotonic() - self.began
        self.deaths = 1 if lived > STEADY else self.deaths + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2 ** (self.deaths - 1))
        self.again_at = time.monotonic() + pause
        relay("run", f"{self.name} ended (code {self.process.returncode}); starting it again in {pause:.1f} s")
        self.process = None


class Children:
    def __init__(self) -> None:
        self.all: list[Child] = []
        self.lines = selectors.DefaultSelector()

    def add(self, child: Child) -> None:
        self.all.append(child)
        self._start(child)

    def _start(self, child: Child) -> None:
        child.start()
        assert child.process is not None and child.process.stdout is not None
        self.lines.register(child.process.stdout, selectors.EVENT_READ, child)

    def attend(self, patience: float = 0.2) -> None:
        """One round: relay what was said, start again what died."""
        self._relay(patience)
        for child in self.all:
            if child.is_dead():
                self._let_go(child)
                child.mourn()
            elif child.process is None and time.monotonic() >= child.again_at:
                self._start(child)

    def _relay(self, patience: float) -> None:
        for key, _ in self.lines.select(patience):
            if not key.data.read():
                self.lines.unregister(key.fileobj)

    def _let_go(self, child: Child) -> None:
        assert child.process is not None and child.process.stdout is not None
        child.read()
        if (
            child.process.stdout in self.lines.get_map().values()
            or child.process.stdout.fileno() in self.lines.get_map()
        ):
            self.lines.unregister(child.process.stdout)
        child.process.stdout.close()
        _kill_rest(child.process)

    def stop(self, patience: float = 8) -> None:
        """Asks all at once, waits, then ends what is left."""
        alive = [child.process for child in self.all if child.process is not None]
        for process in alive:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        until = time.monotonic() + patience
        while time.monotonic() < until and any(process.poll() is None for process in alive):
            self._relay(0.1)
        for process in alive:
            _kill_rest(process)
            process.wait()


def _kill_rest(process: subprocess.Popen[bytes]) -> None:
    """Ends the group: the workers of a master that died would keep its port and its tasks."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
