"""Addresses of the frame: front page, today, language, outbox, health."""

from tests.access.doors import Door, anyone, everybody

DOORS: dict[str, Door] = {
    "home": everybody(),
    "help": everybody(),
    "language": everybody(method="post"),
    "today": anyone(),
}
