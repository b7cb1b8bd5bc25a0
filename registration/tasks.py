"""Wake-ups of registration. The rows are the work; a lost wake-up loses nothing."""

from celery import shared_task

from registration.imports.lists import read_waiting
from registration.services import drafts
from vaxportal.core import clock

AT_A_TIME = 2.0  # seconds; then messages and tallies have their turn before the next wake-up


@shared_task(name="registration.read_lists")
def read_lists() -> None:
    if read_waiting(seconds=AT_A_TIME):
        read_lists.apply_async(expires=5)


@shared_task(name="registration.sweep_drafts")
def sweep_drafts() -> None:
    drafts.sweep(now=clock.now())
