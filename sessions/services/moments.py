"""When an act of the desk took place: now, or as the device or the paper says where it is entered afterwards."""

from datetime import datetime

from django.utils import timezone

from sessions.models import VaccinationSession
from sessions.rules.desk import moment_problems
from sessions.wording import WORDING
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if


def moment_of(at: datetime | None, vax_session: VaccinationSession) -> datetime:
    """`at` where it is given and lies on the session's day, not ahead of our clock; else now."""
    now = clock.now()
    if at is None:
        return now
    refuse_if(moment_problems(timezone.localtime(at), day=vax_session.day, now=timezone.localtime(now)), WORDING)
    return at
