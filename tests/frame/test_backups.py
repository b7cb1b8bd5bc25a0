"""The drill: back up, restore into another database by the command, compare every table."""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from registration.models import Person
from tests.factories import PersonFactory
from vaxportal import backups

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "lists").mkdir(parents=True)
    (settings.MEDIA_ROOT / "lists" / "one.xlsx").write_bytes(b"a list")
    return settings.MEDIA_ROOT


@pytest.fixture
def other_database():
    """An empty database beside the tests' own."""
    name = f"{connection.settings_dict['NAME']}_drill"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(name):
    about = connection.get_connection_params()
    return f"postgres://{about['user']}:{about['password']}@{about['host']}:{about['port']}/{name}"


def restore(file, name, var, *words):
    environment = os.environ | {"DATABASE_URL": url_of(name), "VAXPORTAL_VAR": str(var), "DEMO": "1"}
    command = [sys.executable, "manage.py", "restore", str(file), *words]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def rows(name, tables):
    with psycopg2.connect(url_of(name)) as other, other.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    other.close()
    return found


def test_what_is_restored_equals_what_was_backed_up(tmp_path, media, other_database, settings):
    PersonFactory.create_batch(3)
    file, var = tmp_path / "portal.backup", tmp_path / "var"
    call_command("backup", str(file))
    tables = connection.introspection.table_names()
    before = rows(connection.settings_dict["NAME"], tables)

    refused = restore(file, other_database, var)  # another machine, other keys
    assert refused.returncode == 1
    assert "VAXPORTAL_KEYS" in refused.stderr

    keys = {"VAXPORTAL_KEYS": settings.PERSONAL_DATA_KEYS}
    os.environ |= keys
    try:
        done = restore(file, other_database, var)
    finally:
        del os.environ["VAXPORTAL_KEYS"]
    assert done.returncode == 0, done.stderr
    after = rows(other_database, tables)
    assert before["registration_person"] == 3
    own_entries = {"audit_entry": after["audit_entry"]}  # backup and restore leave their own lines
    assert after | own_entries == before | own_entries
    assert (var / "media" / "lists" / "one.xlsx").read_bytes() == b"a list"


def test_a_database_with_records_is_left_alone(tmp_path, media):
    PersonFactory()
    backups.make(tmp_path / "portal.backup")
    with pytest.raises(CommandError, match="--force"):
        call_command("restore", str(tmp_path / "portal.backup"))
    assert Person.objects.count() == 1


def test_a_damaged_backup_changes_nothing(tmp_path, media):
    PersonFactory()
    whole = tmp_path / "portal.backup"
    backups.make(whole)
    with tarfile.open(whole) as archive, tarfile.open(tmp_path / "damaged", "w") as damaged:
        for member in archive.getmembers():
            content = archive.extractfile(member).read() if member.isfile() else b""
            if member.name == backups.DUMP:
                content = content[: len(content) // 2]
                member.size = len(content)
            damaged.addfile(member, io.BytesIO(content))
    with pytest.raises(CommandError, match="Nothing was restored"):
        call_command("restore", str(tmp_path / "damaged"), "--force")
    assert Person.objects.count() == 1


def test_a_file_that_is_no_backup_is_refused(tmp_path):
    (tmp_path / "note.txt").write_text("hello")
    with pytest.raises(CommandError, match="no backup of vaxportal"):
        call_command("restore", str(tmp_path / "note.txt"), "--force")


def test_a_backup_is_readable_by_its_owner_only_and_holds_no_key(tmp_path, media, settings):
    file = tmp_path / "portal.backup"
    call_command("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    for pair in settings.PERSONAL_DATA_KEYS.split(","):
        assert pair.partition(":")[2].encode() not in file.read_bytes()


def test_an_older_backup_is_not_written_over_unasked(tmp_path, media):
    file = tmp_path / "portal.backup"
    file.write_text("older")
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", str(file))
    assert file.read_text() == "older"
