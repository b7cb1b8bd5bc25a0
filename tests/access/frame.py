"""Addresses of the frame: front page, today, language, outbox, health."""

from tests.access.doors import Door, anyone, everybody, only
from vaxportal.accounts.roles import Role

DOORS: dict[str, Door] = {
    "home": everybody(),
    "help": everybody(),
    "health": everybody(expect=frozenset({200, 503})),
    "health_live": everybody(),
    "language": everybody(method="post"),
    "outbox": everybody(),
    "today": anyone(),
    "acting_switch": only(  # the membership of a nurse, which is nobody else's
        Role.SITE_STAFF,
        method="post",
        data=lambda side: {"membership": side.user(Role.SITE_STAFF).memberships.get().pk},
    ),
}
