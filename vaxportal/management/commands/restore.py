"""manage.py restore FILE: puts a backup in the place of the database's content."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vaxportal import backups


class Command(BaseCommand):
    help = "Restores a backup, all of it or nothing. Stop web, worker and beat first."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="even where the database holds records: they are lost")
        parser.add_argument("--other-keys", action="store_true", help="even where numbers cannot be read afterwards")

    def handle(self, *, file: Path, force: bool, other_keys: bool, **options: Any) -> None:  # Django's own signature
        try:
            about = backups.restore(file, force=force, other_keys=other_keys)
        except backups.CannotBackup as reason:
            raise CommandError(str(reason)) from None
        rows = sum(about["rows"].values())
        self.stdout.write(f"Restored {rows} rows as of {about['made_at']}; the tables are brought up to this version.")
