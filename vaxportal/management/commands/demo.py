"""manage.py demo: made-up places and accounts, and their list in var/demo-accounts.json. Again changes nothing."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from vaxportal.demo.accounts import as_rows, first_administrator, make_accounts
from vaxportal.demo.places import make_facilities


class Command(BaseCommand):
    help = "Makes the demo accounts and facilities (DEMO=1 only) and writes var/demo-accounts.json."

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        if not settings.DEMO:
            raise CommandError("Demo accounts have a known password: they are made with DEMO=1 only.")
        with transaction.atomic():
            administrator = first_administrator()
            make_facilities(administrator)
            lines = make_accounts(administrator)
        path = settings.VAR / "demo-accounts.json"
        path.write_text(json.dumps(list(as_rows(lines)), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(lines)} demo accounts: {path}")
