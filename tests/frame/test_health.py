"""/health/ names what is down; /health/live/ knows the web and the database only."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from vaxportal import health
from vaxportal.core import clock
from vaxportal.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating():
    health.note_beat()


def ask(client, path="/health/"):
    answer = client.get(path)
    return answer.status_code, answer.json()["down"]


def test_everything_up_is_200(client, beating):
    assert ask(client) == (200, [])


def test_a_stranger_may_ask_whether_it_lives(client):
    assert ask(client, "/health/live/") == (200, [])


def test_a_worker_that_never_beat_is_down(client):
    assert ask(client) == (503, ["worker"])


def test_a_worker_silent_for_too_long_is_down(client, beating):
    Heartbeat.objects.update(beat_at=clock.now() - health.SILENT_FOR - timedelta(seconds=1))
    assert ask(client) == (503, ["worker"])


def test_a_dead_broker_is_named_within_its_time_out(client, beating, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert ask(client) == (503, ["broker"])


def test_a_migration_not_applied_is_named(client, beating):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*next(name for name in recorder.applied_migrations() if name[0] == "frame"))
    assert ask(client) == (503, ["migrations"])


def test_a_dead_database_is_named_and_breaks_nothing_else(client, beating, monkeypatch):
    def refuse(*_args, **_kwargs):
        from django.db import OperationalError

        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)  # what Django meets when the server is away
    assert ask(client, "/health/live/") == (503, ["database"])
    status, down = ask(client)
    assert status == 503
    assert {"database", "worker", "migrations"} <= set(down)


def test_one_row_per_worker_however_often_it_beats():
    health.note_beat()
    health.note_beat()
    assert Heartbeat.objects.count() == 1
