"""The embedded Valkey, a Redis-protocol server. It keeps nothing on disk: the rows in PostgreSQL are the work."""

import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import redis

from vaxportal.local import processes, secrets
from vaxportal.local.places import CannotStart, Place
from vaxportal.local.postgres import free_port

SETTINGS = """
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
daemonize no
maxmemory-policy noeviction
"""


class Valkey:
    def __init__(self, place: Place, var: Path) -> None:
        self.place = place
        self.log = var / "logs" / "valkey.log"
        self.password = secrets.kept(var, "redis_password", may_invent=True)
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{quote(self.password)}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        for port in (self.port, 0, 0):
            self.port = port or free_port()
            self._launch()
            if self._is_ready():
                return
        raise CannotStart(f"Valkey did not start; its last words are in {self.log}.")

    def stop(self) -> None:
        if self.process is not None:
            processes.stop(self.process, patience=5)

    def _launch(self) -> None:
        folder = self.place.make("valkey")
        settings = SETTINGS.format(port=self.port, password=self.password, folder=folder)
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self.process = processes.start(  # settings by standard input: the password shows in no process list
                [self.place.valkey, "-"], cwd="/", stdin=subprocess.PIPE, stdout=log, stderr=log, **self.place.run_as
            )
        assert self.process.stdin is not None
        with self.process.stdin as line:
            line.write(settings.encode())

    def _is_ready(self, patience: float = 20) -> bool:
        process, until = self.process, time.monotonic() + patience
        client = redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        while process is not None and process.poll() is None and time.monotonic() < until:
            try:
                return bool(client.ping())
            except redis.RedisError:
                time.sleep(0.03)
            finally:
                client.close()
        self.stop()
        return False
