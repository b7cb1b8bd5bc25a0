"""Addresses of the frame: front page, today, language, outbox, health."""

from tests.access.doors import Door, anyone

DOORS: dict[str, Door] = {
    "today": anyone(),
}
