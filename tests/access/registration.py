"""Who may open the addresses of registration."""

from tests.access.doors import Door

DOORS: dict[str, Door] = {}
