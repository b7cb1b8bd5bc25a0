"""Who may open the addresses of sessions."""

from tests.access.doors import Door

DOORS: dict[str, Door] = {}
