"""Both embedded servers of one var folder: one starter at a time, any number of users beside it."""

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from vaxportal.local import addresses
from vaxportal.local.places import ELSEWHERE, CannotStart, find_place
from vaxportal.local.postgres import Postgres
from vaxportal.local.valkey import Valkey

STARTER, USERS = "servers.lock", "servers-users.lock"
THROWAWAY = "vaxportal-try-"


def take(file: Path, how: int = fcntl.LOCK_EX | fcntl.LOCK_NB) -> IO[str] | None:
    """The lock of this file, or None when another process holds it. It ends with the process, whatever ends that."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = file.open("a+")
    try:
        fcntl.flock(lock, how)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def sign(lock: IO[str], text: str) -> None:
    """Leaves word of the holder for those who find the lock taken."""
    lock.seek(0)
    lock.truncate()
    lock.write(text)
    lock.flush()


class Servers:
    """The embedded servers that the environment does not replace by DATABASE_URL and REDIS_URL."""

    def __init__(self, var: Path, environment: Mapping[str, str], *, throwaway: bool = False) -> None:
        self.var = var
        self.wants_database = not environment.get("DATABASE_URL")
        self.wants_broker = not environment.get("REDIS_URL")
        self.throwaway = throwaway
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None

    def wanted(self) -> str:
        names = [("PostgreSQL", self.wants_database), ("Valkey", self.wants_broker)]
        return " and ".join(name for name, wanted in names if wanted)

    def start(self) -> None:
        if not self.wanted():
            return
        place = find_place(self.var)
        (self.var / addresses.FILE).unlink(missing_ok=True)
        _shorten_logs(self.var / "logs")
        try:
            if self.wants_database:
                self.postgres = Postgres(place, self.var, throwaway=self.throwaway)
                self.postgres.start()
            if self.wants_broker:
                self.valkey = Valkey(place, self.var)
                self.valkey.start()
        except BaseException:
            self.stop()
            raise
        self._write()

    def environment(self) -> dict[str, str]:
        """What a child needs to reach the embedded servers and to know that they are ours."""
        found: dict[str, str] = {}
        if self.postgres:
            found |= {"DATABASE_URL": self.postgres.url, "VAXPORTAL_EMBEDDED": "1"}
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url
        return found

    def revive(self) -> None:
        """Starts a server that died again, at the address that everybody knows."""
        for server in (self.postgres, self.valkey):
            if server and server.process and server.process.poll() is not None:
                print(f"A server ended (code {server.process.returncode}); starting it again.", flush=True)
                server.start()

    def stop(self) -> None:
        if self.valkey:
            self.valkey.stop()
        if self.postgres:
            self.postgres.stop()
        (self.var / addresses.FILE).unlink(missing_ok=True)

    def _write(self) -> None:
        found = {"starter": str(os.getpid())}
        if self.postgres:
            found["database_url"] = self.postgres.url
        if self.valkey:
            found["redis_url"] = self.valkey.url
        part = self.var / f"{addresses.FILE}.part"
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_text(json.dumps(found, indent=1))
        part.rename(self.var / addresses.FILE)


def _shorten_logs(folder: Path) -> None:
    for log in folder.glob("*.log"):
        if log.stat().st_size > 10_000_000:
            log.rename(log.with_suffix(".log.old"))


@contextmanager
def running(var: Path, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """What reaches the servers of this var, started for the time of the block unless another process did already."""
    lock = take(var / STARTER)
    if lock is None:
        with _beside(var) as found:
            yield {name: value for name, value in found.items() if name not in environment}
        return
    sign(lock, str(os.getpid()))
    servers = Servers(var, environment)
    servers.start()
    try:
        yield servers.environment()
    finally:
        _wait_for_users(var)
        servers.stop()
        lock.close()


@contextmanager
def throwaway(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Servers in a folder of their own that vanishes with them; fast because a crash may lose everything."""
    _clear_forgotten()
    var = Path(tempfile.mkdtemp(prefix=THROWAWAY))
    lock = take(var / STARTER)
    servers = Servers(var, environment, throwaway=True)
    try:
        if os.geteuid() == 0:
            var.chmod(0o711)  # the servers' user passes through
        servers.start()
        yield servers.environment() | {"VAXPORTAL_VAR": str(var)}
    finally:
        servers.stop()
        if lock:
            lock.close()
        _remove(var)


def _clear_forgotten() -> None:
    """Removes what a killed run left behind."""
    for var in Path(tempfile.gettempdir()).glob(f"{THROWAWAY}*"):
        with suppress(FileNotFoundError):  # another run is quicker
            if var.stat().st_uid == os.geteuid() and (lock := take(var / STARTER)):
                _remove(var)
                lock.close()


def _remove(var: Path) -> None:
    if (note := var / ELSEWHERE).exists():
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


@contextmanager
def _beside(var: Path, patience: float = 60) -> Iterator[dict[str, str]]:
    users, until = take(var / USERS, fcntl.LOCK_SH), time.monotonic() + patience
    while (found := addresses.written(var)).get("starter") != (var / STARTER).read_text():
        if time.monotonic() > until:
            raise CannotStart(f"Another process holds {var / STARTER} but its servers do not come up.")
        time.sleep(0.1)
    reach = {"DATABASE_URL": found.get("database_url", ""), "REDIS_URL": found.get("redis_url", "")}
    try:
        yield {name: url for name, url in reach.items() if url} | {"VAXPORTAL_EMBEDDED": "1"}
    finally:
        if users:
            users.close()


def _wait_for_users(var: Path) -> None:
    if free := take(var / USERS):
        free.close()
        return
    print("Waiting for another command that uses these servers…", flush=True)
    if free := take(var / USERS, fcntl.LOCK_EX):
        free.close()
