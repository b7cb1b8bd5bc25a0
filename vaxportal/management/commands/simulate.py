"""manage.py simulate --people 2000 --days 14: plays a campaign through the real services."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from reporting.services.fold import fold_facts
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken
from vaxportal.simulation.campaign import Campaign, Settings, Totals


class Command(BaseCommand):
    help = "Plays a vaccination campaign with made-up people (DEMO=1 only); the same seed makes the same people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=2000)
        parser.add_argument("--days", type=int, default=14)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--plan-ahead", action="store_true", help="also plan sessions for today and tomorrow")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        if not settings.DEMO:
            raise CommandError("Made-up people belong into a demo only: set DEMO=1.")
        if options["people"] < options["days"] or options["days"] < 1:
            raise CommandError("--days must be at least 1, --people at least as many as the days.")
        try:
            totals = self._play(options)
        except RuleBroken as refusal:
            raise CommandError(" ".join(told["message"] for told in refusal.told())) from refusal
        fold_facts()
        self.stdout.write(
            f"{totals.people} people registered, {totals.sessions} sessions, {totals.doses} doses, "
            f"{totals.others} other outcomes."
        )

    def _play(self, options: dict[str, Any]) -> Totals:
        wanted = Settings(
            people=options["people"],
            days=options["days"],
            seed=options["seed"],
            today=clock.today(),
            plan_ahead=options["plan_ahead"],
        )
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, disable=options["verbosity"] == 0) as shown:
            task = shown.add_task("…", total=wanted.people)
            return Campaign(wanted, lambda now, people: shown.update(task, description=now, advance=people)).play()
