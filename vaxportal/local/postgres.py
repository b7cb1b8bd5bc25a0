"""The embedded PostgreSQL: made once, started on a free loopback port, reached by password only."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from vaxportal.local import processes, secrets
from vaxportal.local.places import CannotStart, Place, give

NAME = "vaxportal"
ADMIN = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # no personal data in the log: neither statements nor the values of a refused row
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "2GB"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    def __init__(self, place: Place, var: Path, *, throwaway: bool = False) -> None:
        self.place, self.var, self.throwaway = place, var, throwaway
        self.data = place.home / "postgres"
        self.log = var / "logs" / "postgres.log"
        self.password = secrets.kept(var, "database_password", may_invent=True)
        self.admin_password = secrets.kept(var, "database_admin_password", may_invent=True)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://{NAME}:{quote(self.password)}@127.0.0.1:{self.port}/{NAME}"

    def start(self) -> None:
        if not self.data.exists():
            self._make_cluster()
        self._end_forgotten()
        for port in (self.port, 0, 0):  # another program may take the port between the look and the start
            self.port = port or free_port()
            self._launch()
            if self._is_ready():
                break
        else:
            raise CannotStart(f"PostgreSQL did not start; its last words in {self.log}:\n{self._last_words()}")
        if not (self.place.home / "database-made").exists():
            self._make_database()

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, by=signal.SIGINT, patience=20)  # SIGINT: fast shutdown

    def _make_cluster(self) -> None:
        part = self.place.make("postgres.part")
        shutil.rmtree(part)
        self.place.make("postgres.part")
        password = self.place.home / "password.part"
        password.touch(mode=0o600)
        give(password, self.place.run_as)
        password.write_text(self.admin_password)
        command = [
            self.place.postgres / "initdb",
            "-D",
            part,
            "-U",
            ADMIN,
            f"--pwfile={password}",
            "-A",
            "scram-sha-256",
        ]
        command += ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"]
        try:
            made = subprocess.run(list(map(str, command)), cwd="/", capture_output=True, text=True, **self.place.run_as)
        finally:
            password.unlink()
        if made.returncode:
            raise CannotStart(f"PostgreSQL's data folder could not be made:\n{made.stderr.strip()}")
        (self.place.home / "database-made").unlink(missing_ok=True)
        part.rename(self.data)  # half a data folder is never taken for a whole one

    def _launch(self) -> None:
        settings = SETTINGS | (UNSAFE_BUT_FAST if self.throwaway else {}) | {"port": str(self.port)}
        command: list[str | Path] = [self.place.postgres / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self.process = processes.start(
                command,
                ends_by=signal.SIGINT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self.place.run_as,
            )

    def _is_ready(self, patience: float = 60) -> bool:
        process, until = self.process, time.monotonic() + patience
        while process is not None and process.poll() is None and time.monotonic() < until:
            try:
                self._connect(ADMIN).close()
            except psycopg2.OperationalError as error:
                if "password authentication failed" in str(error):
                    self.stop()
                    raise CannotStart(
                        f"{self.var / 'secrets'} does not fit the data in {self.data}: put the secrets back, "
                        "or move the data away to begin anew."
                    ) from None
                time.sleep(0.03)
            else:
                return True
        self.stop()
        return False

    def _connect(self, user: str) -> "psycopg2.extensions.connection":
        password = self.admin_password if user == ADMIN else self.password
        return psycopg2.connect(
            host="127.0.0.1", port=self.port, user=user, password=password, dbname="postgres", connect_timeout=5
        )

    def _make_database(self) -> None:
        connection = self._connect(ADMIN)
        connection.autocommit = True
        role = sql.Identifier(NAME)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(
                    sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, sql.Literal(self.password))
                )
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME])
            if not cursor.fetchone():
                cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))
        connection.close()
        (self.place.home / "database-made").touch()

    def _end_forgotten(self) -> None:
        """Ends a server that outlived its starter; removes its mark when the number now names another program."""
        mark = self.data / "postmaster.pid"
        try:
            pid = int(mark.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        if not processes.is_alive(pid):
            return
        if str(self.data) not in processes.command_of(pid) and "postgres" not in processes.command_of(pid):
            mark.unlink(missing_ok=True)
            return
        for last_word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if processes.wait_gone(pid, patience=5):
                return
            os.kill(pid, last_word)
        processes.wait_gone(pid, patience=5)

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])
