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


def door_of(name: str) -> Door | None:
    """The entry of the name, else of its prefix: `admin:*`."""
    return DOORS.get(name) or next(
        (d for key, d in DOORS.items() if key[-1] == "*" and name.startswith(key[:-1])), None
    )


class Walk:
    """Both sides of the country and a browser for every role, for a walk through many addresses."""

    def __init__(self) -> None:
        self.own, self.foreign = own_side(), foreign_side()
        self.browsers: dict[Role | None, Client] = {}

    def browser(self, role: Role | None) -> Client:
        if role not in self.browsers:
            self.browsers[role] = Client()
            if role:
                self.browsers[role].force_login(self.own.user(role))
        return self.browsers[role]

    def complaints(self, name: str) -> Iterator[str]:
        """What is wrong with how the address answers each role, on its own side and on the other."""
        door = door_of(name)
        for role in [*Role, None]:
            may = door.public if role is None else role in door.roles
            yield from (f"{role or 'nobody'}: {fault}" for fault in self.faults(name, door, role, may))

    def faults(self, name: str, door: Door, role: Role | None, may: bool) -> Iterator[str]:
        browser = self.browser(role)
        response, written = ask(name, door, browser, self.own)
        refused = is_refusal(response) and response.status_code not in door.expect - {302, 303}
        if written:
            yield f"a GET writes {written}"
        if may and refused and not door.leads_to_log_in:
            yield f"{response.status_code} for an object of their own"
        elif may and response.status_code not in door.expect:
            yield f"{response.status_code} is not expected"
        elif not may and not is_refusal(response):
            yield f"{response.status_code}, should be refused"
        if may and role and (door.args or door.data) and not door.foreign_too and LEVEL[role] is not Level.NATION:
            response, _written = ask(name, door, browser, self.foreign)
            if not is_refusal(response):
                yield f"reaches an object of another province ({response.status_code})"


def ask(name: str, door: Door, browser: Client, side: Side):
    url, given = url_of(name, door, side), door.data(side) if door.data else {}
    with CaptureQueriesContext(connection) as queries, undone():
        response = browser.get(url, given) if door.method == "get" else post(browser, name, url, given)
    return response, writes(queries) if door.method == "get" else []


def post(browser: Client, name: str, url: str, given: dict):
    as_json = {"content_type": "application/json"} if name.startswith("api:") else {}
    return browser.post(url, given, **as_json)


def url_of(name: str, door: Door, side: Side) -> str:
    return reverse(name, args=list(door.arguments(side)))


@contextmanager
def undone():
    """What one role does, the next must not find."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def writes(queries) -> list[str]:
    changing = ("INSERT", "UPDATE", "DELETE")
    found = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(changing)]
    return [sql[:120] for sql in found if not any(table in sql[:60] for table in MAY_BE_WRITTEN_BY_GET)]


def is_refusal(response) -> bool:
    ways_in = (reverse(settings.LOGIN_URL), reverse("accounts:citizen_login"), reverse("admin:login"))
    to_log_in = response.status_code in {302, 303} and response.url.startswith(ways_in)
    return to_log_in or response.status_code in {401, 403, 404}


def has_address(name: str) -> bool:
    """Under a common entry (`admin:*`) only addresses without arguments are walked."""
    try:
        return name in DOORS or bool(reverse(name))
    except NoReverseMatch:
        return False


def test_every_address_has_an_entry():
    missing = [name for name in ADDRESSES if not door_of(name)]
    assert missing == [], "say in tests/access/<app>.py who may open them"


def test_no_entry_is_left_over():
    assert [key for key in DOORS if key[-1] != "*" and key not in ADDRESSES] == []


def test_public_addresses_are_exactly_those_that_say_so():
    """Views of Django carry a mark; those of REST say it in their permission classes and are walked below."""
    wrong = {
        name
        for name, view in ADDRESSES.items()
        if (door := door_of(name)) and not name.startswith("api:")
        if door.public == getattr(view, "login_required", True)
    }
    assert wrong == set()


@pytest.mark.django_db
@pytest.mark.parametrize("part", sorted({name.partition(":")[0] if ":" in name else "frame" for name in ADDRESSES}))
def test_who_may_open_it(part, settings):
    settings.DEMO = True  # the outbox exists there only
    walk, wrong = Walk(), {}
    for name in sorted(name for name in ADDRESSES if (name.partition(":")[0] if ":" in name else "frame") == part):
        if door_of(name) and has_address(name) and (found := list(walk.complaints(name))):
            wrong[name] = found
    assert wrong == {}
