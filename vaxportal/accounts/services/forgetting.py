"""What need not be kept: codes that have run out."""

from datetime import timedelta

from vaxportal.accounts.models import OneTimeCode
from vaxportal.core import clock

KEPT = timedelta(days=1)


def forget_codes() -> int:
    """Deletes codes older than a day; rate limits look back a quarter of an hour."""
    deleted, _by_model = OneTimeCode.objects.filter(created_at__lt=clock.now() - KEPT).delete()
    return deleted
