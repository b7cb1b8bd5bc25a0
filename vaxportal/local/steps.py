"""What must be done before the first page: catalogs, static files, tables, reference data, demo. Each step leaves a
stamp of what it has seen and is skipped while that has not changed."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg2

from vaxportal import catalogs
from vaxportal.local import processes
from vaxportal.local.places import CannotStart
from vaxportal.local.terminal import step

ROOT = Path(__file__).resolve().parents[2]
APPS = ("vaxportal", "registration", "sessions", "reporting")
ACCOUNTS = "demo-accounts.json"


class Stamps:
    """var/stamps.json: what each step saw when it last succeeded."""

    def __init__(self, var: Path) -> None:
        self.file = var / "stamps.json"
        try:
            self.seen: dict[str, str] = json.loads(self.file.read_text())
        except (OSError, ValueError):
            self.seen = {}

    def fits(self, name: str, now: str) -> bool:
        return self.seen.get(name) == now

    def put(self, name: str, now: str) -> None:
        self.seen[name] = now
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(self.seen, indent=1))
        part.rename(self.file)


def fingerprint(files: Iterable[Path], *more: str) -> str:
    seen = hashlib.sha256("\n".join(more).encode())
    for file in sorted(files):
        about = file.stat()
        seen.update(f"{file.relative_to(ROOT)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def in_apps(pattern: str) -> list[Path]:
    return [file for app in APPS for file in (ROOT / app).rglob(pattern) if file.is_file()]


class Preparation:
    """Brings one database and one var folder up to this code."""

    def __init__(self, var: Path, environment: Mapping[str, str]) -> None:
        self.var, self.environment = var, dict(environment)
        self.stamps = Stamps(var)
        self.static: subprocess.Popen[bytes] | None = None

    def begin_static(self) -> None:
        """Collects static files beside the other steps; it needs no database."""
        files = [file for file in (ROOT / "static").rglob("*") if file.is_file()]
        files.append(ROOT / "vaxportal" / "settings.py")  # names the files of packages
        files += [lock for lock in (ROOT / "uv.lock", ROOT / "node_modules" / ".package-lock.json") if lock.exists()]
        self.static_seen = fingerprint(files, str(self.var))
        manifest = self.var / "static" / "staticfiles.json"
        if not (self.stamps.fits("static", self.static_seen) and manifest.exists()):
            self.static = self._begin("collectstatic", "--noinput", "--verbosity", "0", quiet=True)

    def end_static(self) -> None:
        if self.static is None:
            return
        with step("Static files"):
            self._finish(self.static, "collectstatic")
        self.stamps.put("static", self.static_seen)

    def compile_catalogs(self) -> None:
        catalogs.compile_all()

    def database(self, url: str) -> None:
        """Tables, then reference data."""
        tables = fingerprint([file for file in in_apps("*.py") if file.parent.name == "migrations"], _lock())
        if not self.stamps.fits("tables", f"{tables} {database_state(url)}"):
            with step("Database tables"):
                self._run("migrate", "--noinput", "--skip-checks", "--verbosity", "0", quiet=True)
            self.stamps.put("tables", f"{tables} {database_state(url)}")
        data = f"{fingerprint(file for file in in_apps('*') if file.parent.name == 'data')} {database_born(url)}"
        if not self.stamps.fits("reference", data) and self._knows("load_reference"):
            with step("Administrative units, priority groups, vaccines, dose rules"):
                self._run("load_reference")
            self.stamps.put("reference", data)

    def demo(self, url: str) -> None:
        born = database_born(url)
        if (self.stamps.fits("demo", born) and (self.var / ACCOUNTS).exists()) or not self._knows("demo"):
            return
        with step("Demo accounts and data (only this first time)"):
            self._run("demo")
        self.stamps.put("demo", born)

    def _knows(self, command: str) -> bool:
        return any((ROOT / app / "management" / "commands" / f"{command}.py").exists() for app in _with_commands())

    def _begin(self, *words: str, quiet: bool = False) -> subprocess.Popen[bytes]:
        kept = subprocess.PIPE if quiet else None
        error = subprocess.STDOUT if quiet else None
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        return processes.start(command, env=self.environment, cwd=ROOT, stdout=kept, stderr=error)

    def _run(self, *words: str, quiet: bool = False) -> None:
        self._finish(self._begin(*words, quiet=quiet), words[0])

    def _finish(self, child: subprocess.Popen[bytes], name: str) -> None:
        try:
            said, _ = child.communicate()
        except BaseException:
            processes.stop(child, patience=5)
            raise
        if child.returncode:
            raise CannotStart(f"`manage.py {name}` failed:\n{(said or b'').decode(errors='replace').strip()}")

    def give_up(self) -> None:
        if self.static is not None:
            processes.stop(self.static, patience=2)


def _with_commands() -> list[str]:
    return ["vaxportal", *(f"vaxportal/{part.name}" for part in (ROOT / "vaxportal").iterdir()), *APPS[1:]]


def _lock() -> str:
    """Migrations of the packages change with their versions."""
    return hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()


def _ask(url: str, question: str) -> str:
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.OperationalError as error:
        raise CannotStart(f"The database of DATABASE_URL does not answer: {str(error).strip()}") from None
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
            known = cursor.fetchone()
            if not (known and known[0]):
                return "empty"
            cursor.execute(question)
            answer = cursor.fetchone()
            return " ".join(map(str, answer or ()))
    finally:
        connection.close()


def database_state(url: str) -> str:
    return _ask(url, "SELECT count(*), max(applied) FROM django_migrations")


def database_born(url: str) -> str:
    """Tells this database from another one at the same address."""
    return _ask(url, "SELECT min(applied) FROM django_migrations")
