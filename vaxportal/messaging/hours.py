"""When people may be disturbed: a message that is not urgent waits for the day."""

from datetime import datetime, time, timedelta

from django.utils import timezone

DAY_BEGINS = time(7, 0)
DAY_ENDS = time(20, 30)


def is_daytime(now: datetime) -> bool:
    return DAY_BEGINS <= timezone.localtime(now).time() < DAY_ENDS


def next_daytime(now: datetime) -> datetime:
    """`now` by day, else the next morning."""
    if is_daytime(now):
        return now
    local = timezone.localtime(now)
    day = local.date() if local.time() < DAY_BEGINS else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, DAY_BEGINS))
