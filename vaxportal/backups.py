"""Backup and restore: one file with the database, the uploaded files and a note about the keys they were sealed with.

The keys themselves are not in it: whoever finds a backup must not be able to read identity numbers.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.local.places import postgres_programs

DUMP, ABOUT, MEDIA = "database.dump", "about.json", "media"
FORMAT = 1
RECORDS = ("accounts.User", "registration.Person", "vaccination.Dose")  # rows that nobody may overwrite unasked
NEWER_THAN_SOME_SERVERS = b"SET transaction_timeout = 0;\n"  # written by 17 and later, unknown to 15 and 16


class CannotBackup(Exception):
    """Says what the person at the terminal can do."""


def make(file: Path) -> dict[str, Any]:  # Any: what JSON holds
    """Writes the backup beside its place, then moves it there: half a backup is never taken for a whole one."""
    part = file.with_name(f".{file.name}.part")
    about: dict[str, Any] = {  # Any: what JSON holds
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "database": server_version(),
        "keys": key_marks(),
        "rows": counts(),
    }
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            dump = Path(folder) / DUMP
            _run([program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--no-comments", "-f", dump])
            (Path(folder) / ABOUT).write_text(json.dumps(about, indent=1))
            part.touch(mode=0o600)
            with tarfile.open(part, "w") as archive:
                archive.add(Path(folder) / ABOUT, ABOUT)
                archive.add(dump, DUMP)
                if settings.MEDIA_ROOT.exists():
                    archive.add(settings.MEDIA_ROOT, MEDIA)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    record(None, "backup.made", rows=sum(about["rows"].values()))
    return about


def restore(file: Path, *, force: bool = False, other_keys: bool = False) -> dict[str, Any]:  # Any: what JSON holds
    """Puts the backup in the place of the database's content, in one transaction, then lays out the uploaded files."""
    if not force and (held := records()):
        found = ", ".join(f"{name}: {count}" for name, count in held.items())
        raise CannotBackup(f"The database holds records ({found}). --force puts the backup in their place.")
    with tempfile.TemporaryDirectory(prefix="vaxportal-restore-") as folder:
        about = _unpack(file, Path(folder))
        if (missing := set(about["keys"]) - set(key_marks())) and not other_keys:
            raise CannotBackup(
                f"The backup was made with keys that are not in VAXPORTAL_KEYS ({', '.join(sorted(missing))}): "
                "nobody could read numbers and phones. Set the ring that was in force, or give --other-keys."
            )
        _replace_database(Path(folder) / DUMP)
        if (Path(folder) / MEDIA).exists():
            shutil.copytree(Path(folder) / MEDIA, settings.MEDIA_ROOT, dirs_exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)  # a backup may be older than the code
    record(None, "backup.restored", made_at=about["made_at"], rows=sum(about["rows"].values()))
    return about


def key_marks() -> list[str]:
    """id and fingerprint of every key in the ring; tells keys from each other and nothing else."""
    marks = []
    for pair in settings.PERSONAL_DATA_KEYS.split(","):
        name, _, key = pair.strip().partition(":")
        mark = hashlib.sha256(b"vaxportal backup " + base64.urlsafe_b64decode(key)).hexdigest()[:16]
        marks.append(f"{name}:{mark}")
    return marks


def counts() -> dict[str, int]:
    """Rows of every table of ours, as the database has them now."""
    here = set(connection.introspection.table_names())
    models = [model for model in apps.get_models() if model._meta.managed and model._meta.db_table in here]
    return {model._meta.label: model._base_manager.count() for model in models}


def records() -> dict[str, int]:
    here = set(connection.introspection.table_names())
    models = [apps.get_model(label) for label in RECORDS]
    found = {model._meta.label: model._base_manager.count() for model in models if model._meta.db_table in here}
    return {label: count for label, count in found.items() if count}


def server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])


def program(name: str) -> Path:
    """pg_dump and its kin, not older than the server: the installed package's, else the system's."""
    wanted = server_version() // 10_000
    for found in _programs(name):
        said = subprocess.run([str(found), "--version"], capture_output=True, text=True).stdout
        version = re.search(r"(\d+)", said)
        if version and int(version.group(1)) >= wanted:
            return found
    raise CannotBackup(f"No {name} of PostgreSQL {wanted} or newer on this machine: install its client programs.")


def _programs(name: str) -> Iterator[Path]:
    yield postgres_programs() / name
    if on_path := shutil.which(name):
        yield Path(on_path)
    yield from sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)


def _environment() -> dict[str, str]:
    """Where the database is; by environment, so that the password shows in no process list."""
    given = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return outside | {names[key]: str(value) for key, value in given.items() if key in names and value}


def _run(command: list[str | Path]) -> None:
    done = subprocess.run([str(word) for word in command], env=_environment(), capture_output=True, text=True)
    if done.returncode:
        raise CannotBackup(done.stderr.strip())


def _unpack(file: Path, folder: Path) -> dict[str, Any]:  # Any: what JSON holds
    try:
        with tarfile.open(file) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # early 3.11 has none; _safe suffices
            archive.extractall(folder, members=_safe(archive))  # noqa: S202 - _safe names what may come out
        about = json.loads((folder / ABOUT).read_text())
    except (OSError, tarfile.TarError, ValueError) as error:
        raise CannotBackup(f"{file} is no backup of vaxportal: {error}") from None
    if about.get("format") != FORMAT:
        raise CannotBackup(f"{file} has a format that this version does not know.")
    return about


def _safe(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Files and folders that we put there; nothing that leads out of the folder."""
    for member in archive.getmembers():
        inside = member.name in {ABOUT, DUMP, MEDIA} or member.name.startswith(f"{MEDIA}/")
        if inside and ".." not in Path(member.name).parts and (member.isfile() or member.isdir()):
            yield member


def _replace_database(dump: Path) -> None:
    """One transaction: either the backup is there, or everything is as before."""
    psql_words = [str(program("psql")), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    restore_words = [str(program("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    connection.close()
    patience = {"PGOPTIONS": "-c lock_timeout=30s"}  # a web that still runs is an error, not an endless wait
    with tempfile.TemporaryFile() as said:
        outcome: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": said, "env": _environment() | patience}
        psql = subprocess.Popen(psql_words, stdin=subprocess.PIPE, **outcome)
        script = subprocess.Popen(restore_words, stdout=subprocess.PIPE, stderr=said)
        assert psql.stdin is not None and script.stdout is not None
        with suppress(BrokenPipeError):  # psql has met an error and says so
            _feed(script.stdout, psql.stdin)
        script.stdout.close()
        if script.wait() != 0:
            psql.kill()  # without an end of its input psql commits nothing
        with suppress(BrokenPipeError):
            psql.stdin.close()
        if psql.wait() != 0 or script.returncode != 0:
            said.seek(0)
            raise CannotBackup(f"Nothing was restored: {said.read().decode(errors='replace').strip()}")


def _feed(script: IO[bytes], psql: IO[bytes]) -> None:
    psql.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
    in_head = True
    for line in script:
        if in_head and line == NEWER_THAN_SOME_SERVERS:
            in_head = False
            continue
        psql.write(line)
