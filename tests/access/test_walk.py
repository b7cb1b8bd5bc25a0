"""Every role × every address × own and foreign object. A new address without an entry fails here."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.access.addresses import addresses
from tests.access.doors import Door
from tests.access.sides import Side, foreign_side, own_side
from vaxportal.accounts.roles import LEVEL, Level, Role

TABLES = ("frame", "accounts", "registration", "sessions", "reporting", "api")
DOORS: dict[str, Door] = {}
for _table in TABLES:
    DOORS |= import_module(f"tests.access.{_table}").DOORS
ADDRESSES = addresses()
MAY_BE_WRITTEN_BY_GET = ('"audit_entry"', '"django_session"')
pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(settings):
    settings.DEMO = True  # the outbox exists there only
    return own_side(), foreign_side()


def door_of(name: str) -> Door | None:
    """The entry of the name, else of its prefix: `admin:*`."""
    return DOORS.get(name) or next(
        (d for key, d in DOORS.items() if key[-1] == "*" and name.startswith(key[:-1])), None
    )


def url_of(name: str, door: Door, side: Side) -> str:
    try:
        return reverse(name, args=list(door.arguments(side)))
    except NoReverseMatch:
        if DOORS.get(name):
            raise
        pytest.skip("an address with arguments under a common entry")


def ask(name: str, door: Door, user, side: Side):
    client = Client(raise_request_exception=True)
    if user:
        client.force_login(user)
    url = url_of(name, door, side)
    given = door.data(side) if door.data else {}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url, given) if door.method == "get" else client.post(url, given)
    if door.method == "get":
        assert not writes(queries), f"GET {name} writes: {writes(queries)}"
    return response


@contextmanager
def undone(wanted: bool):
    """What one role posts, the next must not find."""
    with transaction.atomic():
        yield
        transaction.set_rollback(wanted)


def writes(queries) -> list[str]:
    changing = ("INSERT", "UPDATE", "DELETE")
    found = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(changing)]
    return [sql[:120] for sql in found if not any(table in sql[:60] for table in MAY_BE_WRITTEN_BY_GET)]


def is_refusal(response) -> bool:
    ways_in = (reverse(settings.LOGIN_URL), reverse("admin:login"))
    to_log_in = response.status_code in {302, 303} and response.url.startswith(ways_in)
    return to_log_in or response.status_code in {401, 403, 404}


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_the_address_has_an_entry(name):
    assert door_of(name), f"say in tests/access/<app>.py who may open {name}"


def test_no_entry_is_left_over():
    gone = [key for key in DOORS if key[-1] != "*" and key not in ADDRESSES]
    assert gone == []


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_public_addresses_are_exactly_those_that_say_so(name):
    door = door_of(name)
    if door is None or name.startswith("api:"):
        pytest.skip("answered by another test")
    is_open = not getattr(ADDRESSES[name], "login_required", True)
    assert is_open == door.public, name


@pytest.mark.parametrize("name", sorted(name for name in ADDRESSES if door_of(name)))
def test_who_may_open_it(name, sides):
    assert [complaint for role in [*Role, None] for complaint in complaints(name, role, *sides)] == []


def complaints(name: str, role: Role | None, own: Side, foreign: Side) -> Iterator[str]:
    """What is wrong with how the address answers one role, on its own side and on the other."""
    door = door_of(name)
    user = own.user(role) if role else None
    may = door.public if role is None else role in door.roles
    response = ask(name, door, user, own)
    refused = is_refusal(response) and response.status_code not in door.expect - {302, 303}
    if may and refused and not door.leads_to_log_in:
        yield f"{role} gets {response.status_code} for an object of their own"
    elif may and response.status_code not in door.expect:
        yield f"{role} gets {response.status_code}"
    elif not may and not is_refusal(response):
        yield f"{role} gets {response.status_code}, should be refused"
    if may and role and (door.args or door.data) and not door.foreign_too and LEVEL[role] is not Level.NATION:
        response = ask(name, door, user, foreign)
        if not is_refusal(response):
            yield f"{role} reaches an object of another province ({response.status_code})"
