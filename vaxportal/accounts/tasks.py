from celery import shared_task
from django.core.management import call_command

from vaxportal.accounts.services.forgetting import forget_codes


@shared_task(name="accounts.forget")
def forget() -> None:
    """Every night: codes that have run out, and sessions that have ended."""
    forget_codes()
    call_command("clearsessions")
