"""How to say who may open an address. Each app lists its URL names in `tests/access/<app>.py` as `DOORS`:

    DOORS = {
        "registration:registration_start": everybody(),                              # also without logging in
        "today": anyone(),                                                           # whoever is logged in
        "registration:person_list": needs(P.SEE_PEOPLE),
        "registration:person_detail": needs(P.SEE_PEOPLE, args=lambda side: [side.person.ref]),
        "sessions:session_open": needs(P.RUN_SESSION, args=lambda side: [side.session.ref], method="post"),
        "registration:own_people": only(Role.CITIZEN),
    }

`args` is called with each of two sides of the country (tests/access/sides.py). Every role stands on the *own* side;
objects of the *foreign* side must answer 404 to it, unless its level is the nation (or `foreign_too=True`).
Rows that a side does not offer yet are made with `side.once("lot", lambda: LotFactory(…))`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.access.sides import Side
from vaxportal.accounts.roles import ALLOWED, Permission, Role

NO_ARGS: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Door:
    roles: frozenset[Role]
    public: bool = False
    args: Callable[[Side], Sequence[Any]] | None = None
    method: str = "get"
    data: Callable[[Side], dict[str, Any]] | None = None
    foreign_too: bool = False
    expect: frozenset[int] = frozenset({200, 302, 303})
    leads_to_log_in: bool = False  # a step of logging in sends back to its beginning
    because: str = ""

    def arguments(self, side: Side) -> Sequence[Any]:
        return self.args(side) if self.args else NO_ARGS


def _door(roles: frozenset[Role], options: dict[str, Any]) -> Door:
    if options.get("method") == "post":
        options.setdefault("expect", frozenset({200, 201, 302, 303, 400, 422}))
    return Door(roles, **options)


def everybody(**options: Any) -> Door:
    """A public page; it must carry @login_not_required."""
    return _door(frozenset(Role), {"public": True, "foreign_too": True} | options)


def anyone(**options: Any) -> Door:
    return _door(frozenset(Role), options)


def needs(*permissions: Permission, **options: Any) -> Door:
    """Every role that has any of the permissions; what a role still does not reach on its own side: `but_not`."""
    but_not = options.pop("but_not", ())
    able = {role for role in Role if ALLOWED[role] & set(permissions)}
    return _door(frozenset(able - set(but_not)), options)


def only(*roles: Role, **options: Any) -> Door:
    return _door(frozenset(roles), options)
