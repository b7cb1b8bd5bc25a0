from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from reporting.services.recount import recount


class Command(BaseCommand):
    help = "Counts all tallies anew from the records and repairs what differs; --check only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="repair nothing; exit 1 when something differs")

    def handle(self, *, check: bool, **_options: object) -> None:
        done = recount(repair=not check)
        if check and done.differences:
            raise CommandError(f"{done.differences} tallies differ from the records.")
        self.stdout.write(f"{done.differences} differences{', repaired' if done.repaired else ''}.")
