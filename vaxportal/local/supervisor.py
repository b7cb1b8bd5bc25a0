"""`make run`: servers, preparation, web, worker and beat under one process, and a clean end of all of them."""

import http.client
import importlib
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from vaxportal.local import servers
from vaxportal.local.children import Child, Children, read_procfile
from vaxportal.local.places import CannotStart
from vaxportal.local.steps import ACCOUNTS, ROOT, Preparation
from vaxportal.local.terminal import box, say, step

DEFAULTS = {"HOST": "127.0.0.1", "PORT": "8000", "WEB_WORKERS": "2", "WEB_THREADS": "4", "WORKER_PROCESSES": "2"}
QUIET = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}  # root's own choice, said once a start
LOCK = "run.lock"


def run(var: Path) -> int:
    """Runs until Ctrl-C or SIGTERM."""
    environment = DEFAULTS | QUIET | {name: value for name, value in os.environ.items() if value}
    address = f"http://localhost:{environment['PORT']}/"
    lock = servers.take(var / LOCK)
    if lock is None:
        raise CannotStart(f"vaxportal already runs from this folder: {(var / LOCK).read_text()}. Stop it there first.")
    servers.sign(lock, f"{address} (process {os.getpid()})")
    _refuse_busy_port(environment["HOST"], environment["PORT"])
    _heed_signals()
    return Supervisor(var, environment, address).run()


def _refuse_busy_port(host: str, port: str) -> None:
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CannotStart(f"PORT={port} is no port number.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            reason = f"Port {port} cannot be used ({error.strerror}): another program has it, or it needs root."
            raise CannotStart(f"{reason} Try: make run PORT={int(port) + 1}") from None


def _heed_signals() -> None:
    """The first Ctrl-C or SIGTERM ends everything in order; a second one does not wait."""

    def heed(number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, _leave_now)
        signal.signal(signal.SIGTERM, _leave_now)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, heed)


def _leave_now(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)  # children are tied to this process


class Supervisor:
    def __init__(self, var: Path, environment: dict[str, str], address: str) -> None:
        self.var, self.environment, self.address = var, environment, address
        self.servers = servers.Servers(var, environment)
        self.children = Children()
        self.began = time.monotonic()

    def run(self) -> int:
        preparation: Preparation | None = None
        try:
            preparation = Preparation(self.var, self.environment)
            settings = self._prepare(preparation)
            self._start_children(settings)
            while True:
                self.children.attend()
                self.servers.revive()
        except KeyboardInterrupt:
            return 0
        except BrokenPipeError:  # nobody reads us any more
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open to the end
            return 0
        finally:
            if preparation:
                preparation.give_up()
            self._stop()

    def _prepare(self, preparation: Preparation) -> Any:  # Any: the settings module
        starter = servers.take(self.var / servers.STARTER)
        if starter is None:
            holder = (self.var / servers.STARTER).read_text()
            raise CannotStart(
                f"Another command (process {holder}) has started the servers of {self.var}: end it first."
            )
        servers.sign(starter, str(os.getpid()))
        self.starter = starter  # held to the end
        preparation.begin_static()
        if self.servers.wanted():
            with step(self.servers.wanted()):
                self.servers.start()
        self.environment |= self.servers.environment()
        preparation.environment |= self.servers.environment()
        os.environ |= self.servers.environment()
        settings = _settings()
        preparation.compile_catalogs()
        preparation.database(self.environment["DATABASE_URL"])
        if settings.DEMO:
            preparation.demo(self.environment["DATABASE_URL"])
        preparation.end_static()
        return settings

    def _start_children(self, settings: Any) -> None:  # Any: the settings module
        """The web first: the other programs would only slow its start."""
        programs = read_procfile(ROOT / "Procfile", self.environment)
        self._add("web", programs.pop("web"))
        with step("First page"):
            while not self._answers():
                self.children.attend()
        for name, words in programs.items():
            self._add(name, words)
        say(f"  All in {time.monotonic() - self.began:.1f} s.")
        box(self.address, _accounts(self.var) if settings.DEMO else [], _notes(self.var, settings))

    def _add(self, name: str, words: list[str]) -> None:
        self.children.add(Child(name, words, self.environment, ROOT))

    def _answers(self) -> bool:
        host = self.environment["HOST"].replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        connection = http.client.HTTPConnection(host, int(self.environment["PORT"]), timeout=10)
        try:
            connection.request("GET", "/health/live/", headers={"Host": "localhost"})
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _stop(self) -> None:
        say("Stopping …")
        self.children.stop()
        self.servers.stop()
        say(f"Stopped. Data are kept in {self.var}." if self.servers.wants_database else "Stopped.")


def _settings() -> Any:  # Any: the settings module
    """Read only now: the addresses of the servers had to be known."""
    try:
        return importlib.import_module("vaxportal.settings")
    except ImproperlyConfigured as reason:
        raise CannotStart(str(reason)) from None


def _accounts(var: Path) -> list[list[str]]:
    try:
        found = json.loads((var / ACCOUNTS).read_text())
    except (OSError, ValueError):
        return []
    rows = [[str(account.get(key) or "") for key in ("role", "login", "password")] for account in found]
    return [["role", "login", "password"], *rows] if rows else []


def _notes(var: Path, settings: Any) -> list[str]:  # Any: the settings module
    notes = [f"All accounts: {var / ACCOUNTS}"] if settings.DEMO and (var / ACCOUNTS).exists() else []
    return [*notes, "Stop with Ctrl-C."]
