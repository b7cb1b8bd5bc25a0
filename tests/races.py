"""Two requests of which the second comes while the first is still in flight."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection, transaction

WAITS_FOR_US = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


def in_flight(first, second):
    """`second` begins on a connection of its own, comes to wait for what `first` has not committed, and goes on."""
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            one = first()
            coming = other.submit(_alone, second)
            _until_it_waits(coming)
        return one, coming.result()


def _alone(act):
    try:
        return act()
    finally:
        connection.close()


def _until_it_waits(coming: Future) -> None:
    for _look in range(600):
        with connection.cursor() as cursor:
            cursor.execute(WAITS_FOR_US)
            if cursor.fetchone()[0] or coming.done():
                return
        time.sleep(0.02)
