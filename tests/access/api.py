"""Who may open the addresses of api."""

from tests.access.doors import Door

DOORS: dict[str, Door] = {}
