"""Counting what an act asks of the database, the same in any order of the tests."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(act: Callable[[], object]) -> int:
    """Without PREPARE: only the first test on a connection sends it."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not query["sql"].startswith("PREPARE") for query in captured)


def queries_of_page(browser: Client, url: str, data: dict | None = None) -> int:
    """Of a page opened for the second time: what the first one fills (caches, a session's row) is no row's cost."""

    def look():
        assert browser.get(url, data or {}).status_code == 200

    look()
    return queries_of(look)
