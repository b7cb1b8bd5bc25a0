"""Wake-ups of registration. The rows are the work; a lost wake-up loses nothing."""

from celery import shared_task

from registration.imports.lists import work_on_lists
from registration.services import drafts
from vaxportal.core import clock

AT_A_TIME = 30.0  # seconds; then a worker that was told to end may end


@shared_task(name="registration.read_lists")
def read_lists() -> None:
    if work_on_lists(seconds=AT_A_TIME):
        read_lists.apply_async(expires=5)


@shared_task(name="registration.sweep_drafts")
def sweep_drafts() -> None:
    drafts.sweep(now=clock.now())
