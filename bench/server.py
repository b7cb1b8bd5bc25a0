"""The programs of the Procfile, as `make run` starts them, on the benchmark's database and a free port."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from vaxportal.local import processes
from vaxportal.local.children import read_procfile

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*names: str, log: Path) -> Iterator[int]:
    """Starts the named programs of the Procfile; gives the port of the web; ends them all afterwards."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "HOST": "127.0.0.1", "LOG_LEVEL": "WARNING"}
    defaults = {"WEB_WORKERS": "2", "WEB_THREADS": "4", "WORKER_PROCESSES": "2"}
    programs = read_procfile(ROOT / "Procfile", defaults | environment)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        started = [
            processes.start(programs[name], env=environment, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
            for name in names
        ]
        try:
            _until_it_answers(port)
            yield port
        finally:
            for process in started:
                process.send_signal(signal.SIGTERM)
            for process in started:
                processes.stop(process)


def _until_it_answers(port: int, patience: float = 180) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line, suppress(OSError):
            line.request("GET", "/health/live/")
            if line.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("the web server did not answer in time; see var/logs/bench.log")
