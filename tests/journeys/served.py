"""The portal in a process of its own, which a journey may kill: `python -m tests.journeys.served PORT MOMENT`.

Its clock begins at the moment of the journey, its database is the test's (DATABASE_URL)."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime
from urllib.request import urlopen

from django.db import connection
from django.utils import timezone


class Server:
    """May be killed as by a power cut, and started again at the same address."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = None

    @property
    def address(self):
        return f"http://localhost:{self.port}"

    def starts(self):
        words = [sys.executable, "-m", "tests.journeys.served", str(self.port), timezone.now().isoformat()]
        self.process = subprocess.Popen(words, env={**os.environ, "DATABASE_URL": _database()})
        for _try in range(150):
            try:
                urlopen(f"{self.address}/health/live/", timeout=10)
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the portal does not start")

    def dies(self):
        self.process.kill()
        self.process.wait()


@contextmanager
def served():
    server = Server()
    server.starts()
    try:
        yield server
    finally:
        server.dies()


def _database():
    told = connection.settings_dict
    return f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def main():
    import time_machine

    time_machine.travel(datetime.fromisoformat(sys.argv[2])).start()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "vaxportal.settings", "STATIC_MANIFEST": "0"}
    import django

    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("localhost", int(sys.argv[1])), WSGIRequestHandler)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    server.serve_forever()


if __name__ == "__main__":
    main()
