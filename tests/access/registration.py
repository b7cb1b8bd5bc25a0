"""Who may open the addresses of registration."""

from tests.access.doors import Door, everybody

DOORS: dict[str, Door] = {
    "registration:district_options": everybody(),
    "registration:commune_options": everybody(),
}
