"""manage.py demo: made-up places and accounts, and their list in var/demo-accounts.json. Again changes nothing."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sessions.models import VaccinationSession
from vaxportal.accounts.services.citizens import account_of_phone
from vaxportal.core import clock
from vaxportal.demo.accounts import CITIZEN_PHONE, STATION, as_rows, first_administrator, make_accounts
from vaxportal.demo.citizen import register_family
from vaxportal.demo.places import make_facilities
from vaxportal.geography.models import Commune
from vaxportal.simulation.cast import current_consent

DAYS = 5
CAMPAIGN = ("--people", "240", "--days", str(DAYS), "--seed", "2021", "--plan-ahead")


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
        if not VaccinationSession.objects.exists():
            with transaction.atomic():  # an interrupted first start leaves no half campaign
                self._register_family()
                call_command("simulate", *CAMPAIGN, verbosity=options["verbosity"])

    def _register_family(self) -> None:
        """A week before the campaign begins, at home where the demo's station is."""
        with clock.pretending(clock.now() - timedelta(days=DAYS + 7)):
            home = Commune.objects.get(facilities__code=STATION)
            register_family(account_of_phone(phone=CITIZEN_PHONE), home.code, current_consent())
