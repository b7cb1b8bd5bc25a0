"""`make run` as a whole: one start with everything that can happen to it, because a start is dear."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from vaxportal.local.postgres import free_port
from vaxportal.local.processes import is_alive

ROOT = Path(__file__).resolve().parents[2]
RUN = [sys.executable, "-m", "vaxportal.local", "run"]
PROGRAMS = len((ROOT / "Procfile").read_text().splitlines())
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def surroundings(tmp_path, settings):
    """A database of its own on the servers that the tests use, and secrets as in an installation."""
    name = f"{connection.settings_dict['NAME']}_run"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {os.environ.get('TEST_TEMPLATE', 'template1')}")
    about = connection.get_connection_params()
    url = f"postgres://{about['user']}:{about['password']}@{about['host']}:{about['port']}/{name}"
    secrets = {
        "SECRET_KEY": "run-" * 20,
        "VAXPORTAL_KEYS": settings.PERSONAL_DATA_KEYS,
        "DEMO": "0",
        "MESSENGER": "smtp",
    }
    outside = {key: value for key, value in os.environ.items() if key != "VAXPORTAL_EMBEDDED"}
    yield outside | secrets | {"DATABASE_URL": url, "VAXPORTAL_VAR": str(tmp_path), "PORT": str(free_port())}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def health(surroundings):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{surroundings['PORT']}/health/", timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return {"status": "down", "down": ["web"]}


def wait_until(claim, patience=300):
    until = time.monotonic() + patience
    while not claim():
        assert time.monotonic() < until
        time.sleep(0.2)


def children(parent):
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split()
    return [int(pid) for pid in found]


def refused(surroundings, **more):
    done = subprocess.run(RUN, cwd=ROOT, env=surroundings | more, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    return done.stderr


def test_a_run_from_first_start_to_clean_end(surroundings, tmp_path):
    with (tmp_path / "said").open("wb") as said:
        run = subprocess.Popen(RUN, cwd=ROOT, env=surroundings, stdout=said)
    try:
        wait_until(lambda: health(surroundings)["status"] == "ok" or run.poll() is not None)
        assert run.poll() is None

        assert f"http://localhost:{surroundings['PORT']}/ (process {run.pid})" in refused(surroundings)
        assert "Try: make run PORT=" in refused(surroundings, VAXPORTAL_VAR=str(tmp_path / "other"))

        born = set(children(run.pid))
        assert len(born) == PROGRAMS
        os.kill(max(born), signal.SIGKILL)
        wait_until(lambda: len(children(run.pid)) == PROGRAMS and set(children(run.pid)) != born)

        last = children(run.pid)
        run.send_signal(signal.SIGINT)
        assert run.wait(60) == 0
        assert not [pid for pid in last if is_alive(pid)]
        assert health(surroundings)["down"] == ["web"]
        assert f"http://localhost:{surroundings['PORT']}/" in (tmp_path / "said").read_text()
    finally:
        run.kill()


def test_a_missing_secret_is_named(surroundings):
    assert "SECRET_KEY must be set" in refused(surroundings, SECRET_KEY="")


def test_a_database_that_does_not_answer_is_named(surroundings):
    message = refused(surroundings, DATABASE_URL="postgres://nobody:x@127.0.0.1:1/none")
    assert "DATABASE_URL does not answer" in message


@pytest.mark.parametrize("port", ["no", "0", "70000"])
def test_a_port_that_is_none_is_refused(surroundings, port):
    assert "is no port number" in refused(surroundings, PORT=port)
