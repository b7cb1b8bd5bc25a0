"""manage.py backup FILE: database, uploaded files and marks of the keys in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vaxportal import backups


class Command(BaseCommand):
    help = "Writes a backup while everything runs. Keep VAXPORTAL_KEYS elsewhere: numbers are unreadable without them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="write over an older backup of this name")

    def handle(self, *, file: Path, force: bool, **options: Any) -> None:  # Django's own signature
        if file.exists() and not force:
            raise CommandError(f"{file} exists: choose another name, or give --force.")
        if not file.absolute().parent.is_dir():
            raise CommandError(f"The folder {file.absolute().parent} does not exist.")
        try:
            about = backups.make(file.absolute())
        except backups.CannotBackup as reason:
            raise CommandError(str(reason)) from None
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"{file}: {sum(about['rows'].values())} rows, {size:.1f} MB.")
        self.stdout.write(
            "Keep VAXPORTAL_KEYS in another place: without them nobody can read numbers and phones in it."
        )
