"""manage.py create_administrator --name … --email …: the first account of a new installation, by invitation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vaxportal.accounts.services.administrators import open_first_administrator
from vaxportal.core.errors import RuleBroken


class Command(BaseCommand):
    help = "Opens the first administrator's account and sends the link on which its owner sets the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        try:
            user = open_first_administrator(full_name=options["name"], email=options["email"])
        except RuleBroken as refusal:
            raise CommandError(" ".join(told["message"] for told in refusal.told())) from refusal
        self.stdout.write(f"{user.username}: an invitation is on its way to {user.email}.")
