"""The one clock. Services ask it for the time, so that a simulated campaign can live through days that have passed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment, with time zone."""
    return _pretended.get() or timezone.now()


def today() -> date:
    """The present day in Vietnam."""
    return timezone.localdate(now())


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Everything inside happens at that moment; for simulations, never for a request."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
