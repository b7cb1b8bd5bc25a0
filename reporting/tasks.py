"""Sweeps of the tallies. The rows are the work; a lost wake-up loses nothing."""

from celery import shared_task

from reporting.services.fold import fold_facts
from reporting.services.recount import recount


@shared_task(name="reporting.fold")
def fold() -> None:
    fold_facts()


@shared_task(name="reporting.recount")
def recount_tallies() -> None:
    recount()
