"""The embedded servers as a newcomer meets them: real processes in a folder of the test."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from vaxportal.local import addresses, places

ROOT = Path(__file__).resolve().parents[2]
ASK = (
    "import os, psycopg2; d = psycopg2.connect(os.environ['DATABASE_URL']); d.autocommit = True; c = d.cursor(); "
    "c.execute(os.environ['QUESTION']); print(c.fetchone()[0])"
)


@pytest.fixture
def var(tmp_path):
    """A folder as deep in closed ones as pytest makes them; what lies elsewhere goes with it."""
    var = tmp_path / "var"
    yield var
    if (note := var / places.ELSEWHERE).exists():
        subprocess.run(["rm", "-rf", note.read_text().strip()], check=True)


def words(*command):
    return [sys.executable, "-m", "vaxportal.local", "exec", "--", *command]


def environment(var, **more):
    outside = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return outside | {"VAXPORTAL_VAR": str(var)} | more


def ask(var, question):
    given = environment(var, QUESTION=question)
    done = subprocess.run(words(sys.executable, "-c", ASK), cwd=ROOT, env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def begin(var, seconds="60"):
    child = subprocess.Popen(words("sleep", seconds), cwd=ROOT, env=environment(var))
    until = time.monotonic() + 60
    while not addresses.written(var):
        assert time.monotonic() < until
        time.sleep(0.05)
    return child


def test_the_servers_serve_and_keep_their_data(var):
    assert ask(var, "CREATE TABLE kept AS SELECT 'mũi tiêm' AS word; SELECT lower('ĐẶNG')") == "đặng"
    assert ask(var, "SELECT word FROM kept") == "mũi tiêm"
    assert not addresses.written(var)


def test_extensions_can_be_made_without_a_superuser(var):
    ask(var, "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION btree_gist; SELECT 1")
    assert ask(var, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == "False"


def test_a_killed_starter_takes_the_servers_along_and_the_next_start_recovers(var):
    ask(var, "CREATE TABLE kept AS SELECT 7 AS number; SELECT 1")
    child = begin(var)
    url = addresses.written(var)["database_url"]
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert ask(var, "SELECT number FROM kept") == "7"
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


def test_a_second_command_uses_the_servers_of_the_first(var):
    child = begin(var)
    try:
        port = addresses.written(var)["database_url"].rpartition(":")[2].partition("/")[0]
        assert ask(var, "SHOW port") == port
    finally:
        child.terminate()
        child.wait(30)


def test_nobody_gets_in_without_the_passwords(var):
    child = begin(var)
    try:
        found = addresses.written(var)
        place, _, _ = found["database_url"].rpartition("@")[2].partition("/")
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(f"postgres://vaxportal@{place}/vaxportal")
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(f"redis://{found['redis_url'].rpartition('@')[2]}").ping()
        for secret in [var / addresses.FILE, *(var / "secrets").iterdir()]:
            assert secret.stat().st_mode & 0o077 == 0
    finally:
        child.terminate()
        child.wait(30)


def test_a_moved_folder_keeps_its_data(var):
    ask(var, "CREATE TABLE kept AS SELECT 7 AS number; SELECT 1")
    moved = var.rename(var.with_name("moved"))
    assert ask(moved, "SELECT number FROM kept") == "7"
    moved.rename(var)


def test_the_exit_code_is_the_command_s_own(var):
    assert subprocess.run(words("sh", "-c", "exit 3"), cwd=ROOT, env=environment(var)).returncode == 3


def manage(var, *command, **more):
    outside = {name: value for name, value in environment(var).items() if name != "VAXPORTAL_EMBEDDED"} | more
    return subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=outside, capture_output=True, text=True
    )


@pytest.mark.parametrize("command", [["backup", "a.backup"], ["recount", "--check"], ["migrate"]])
def test_a_command_without_the_servers_says_how_to_have_them(var, command):
    done = manage(var, *command)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.startswith("The embedded servers are not running: make run, or for one command: ")
    assert done.stderr.endswith(f'make shell DO="manage.py {command[0]} …"\n')


def test_a_database_of_ones_own_that_does_not_answer_is_named(var):
    done = manage(var, "recount", DATABASE_URL="postgres://nobody:x@127.0.0.1:1/none", DEMO="1")
    assert done.returncode == 1 and "OperationalError" in done.stderr and "embedded" not in done.stderr


def test_permissions_of_other_folders_stay(var):
    before = {parent: parent.stat().st_mode for parent in var.parents}
    ask(var, "SELECT 1")
    assert {parent: parent.stat().st_mode for parent in var.parents} == before
