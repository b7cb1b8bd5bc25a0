"""manage.py load_reference: units, priority groups, vaccines, rules. Safe at every start; twice changes nothing."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand

LOADERS = {
    "vaxportal.geography.services.loading": "geography",
    "registration.services.reference": "registration",
    "sessions.services.reference": "sessions",
}


class Command(BaseCommand):
    help = "Loads the reference data that comes with the product; loading twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        for module, name in LOADERS.items():
            if find_spec(module) is None:
                continue
            self.stdout.write(f"{name}: {import_module(module).load()}")
