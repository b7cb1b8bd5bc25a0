"""Who may open the addresses of reporting."""

from tests.access.doors import Door

DOORS: dict[str, Door] = {}
