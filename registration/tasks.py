"""Wake-ups of registration. The rows are the work; a lost wake-up loses nothing."""

from celery import shared_task

from registration.imports.lists import read_waiting
from registration.services import drafts
from vaxportal.core import clock

AT_A_TIME = 4.0  # seconds; then messages and tallies have their turn, and beat wakes us again


@shared_task(name="registration.read_lists")
def read_lists() -> None:
    read_waiting(seconds=AT_A_TIME)


@shared_task(name="registration.sweep_drafts")
def sweep_drafts() -> None:
    drafts.sweep(now=clock.now())
