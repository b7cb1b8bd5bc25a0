"""What runs and what does not. `live` is for container checks: the web and its database; the whole is for people."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import cache

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vaxportal.core import clock
from vaxportal.models import Heartbeat

WORKER = "worker"
SILENT_FOR = timedelta(seconds=35)  # three beats of ten seconds missed
log = logging.getLogger(__name__)


class Down(Exception):
    """This part does not work; the text says why, without secrets."""


def note_beat() -> None:
    """Called by the worker: proves beat, broker, worker and database in one row."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"beat_at": clock.now()})


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def broker() -> None:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except redis.RedisError as error:
        raise Down(type(error).__name__) from None
    finally:
        client.close()


def worker() -> None:
    last = Heartbeat.objects.filter(name=WORKER).first()
    if last is None:
        raise Down("no beat yet")
    if (silent := clock.now() - last.beat_at) > SILENT_FOR:
        raise Down(f"silent for {silent.total_seconds():.0f} s")


def migrations() -> None:
    missing = _wanted() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise Down(f"{len(missing)} not applied")


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The code of a running process does not change, so its migrations are read once."""
    loader = MigrationLoader(None)
    replaced = {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    return frozenset(set(loader.disk_migrations) - replaced)


LIVE: dict[str, Callable[[], None]] = {"database": database}
WHOLE: dict[str, Callable[[], None]] = {**LIVE, "broker": broker, "worker": worker, "migrations": migrations}


def _answer(checks: dict[str, Callable[[], None]]) -> JsonResponse:
    found = {"web": "ok"} | {name: _tried(check) for name, check in checks.items()}
    down = sorted(name for name, state in found.items() if state != "ok")
    body = {"status": "down" if down else "ok", "down": down, "checks": found}
    return JsonResponse(body, status=503 if down else 200)


def _tried(check: Callable[[], None]) -> str:
    try:
        check()
    except Down as reason:
        return str(reason)
    except DatabaseError as error:
        log.warning("health: %s", type(error).__name__)
        return type(error).__name__
    return "ok"


@login_not_required
@never_cache
@require_safe
def health_live(request: HttpRequest) -> JsonResponse:
    return _answer(LIVE)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    return _answer(WHOLE)
