from celery import shared_task
from celery.signals import worker_ready

from vaxportal import health


@shared_task(name="health.heartbeat")
def heartbeat() -> None:
    health.note_beat()


@worker_ready.connect
def first_beat(**_about: object) -> None:
    """A new worker is seen at once, not at the next beat."""
    heartbeat.apply_async(expires=30)
