"""Who may open the addresses of accounts: log-in, staff, audit; and those of allauth and the admin."""

from tests.access.doors import Door

DOORS: dict[str, Door] = {}
