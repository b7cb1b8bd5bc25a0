"""A device that does not come back: the lead says so with a reason, and the district sees it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from sessions.models import DeskDevice, VaccinationSession
from sessions.rules.closing import lost_problems
from sessions.rules.desk import open_problems
from sessions.services.locks import hold_devices, hold_session
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if

SHOWN_FOR = timedelta(days=7)  # in the work of the district


@transaction.atomic
def declare_lost(*, device: DeskDevice, reason: str, by: User) -> DeskDevice:
    """What it may still hold no longer keeps the session from closing; should it come back, it is received as ever."""
    require(by, Permission.RUN_SESSION, at=device.session.facility)
    vax_session = hold_session(device.session_id)
    device = next(one for one in hold_devices(vax_session) if one.pk == device.pk)
    device.session = vax_session
    if device.lost_at:
        return device
    problems = [*open_problems(vax_session.state), *lost_problems(is_released=bool(device.released_at), reason=reason)]
    refuse_if(problems, WORDING)
    device.lost_at, device.lost_by, device.lost_reason = clock.now(), by, reason.strip()
    device.save(update_fields=["lost_at", "lost_by", "lost_reason"])
    record(by, "device.lost", device, reason=device.lost_reason)
    return device


def lost_lately(user: User) -> QuerySet[DeskDevice]:
    """Of the sessions that somebody sees, the newest first."""
    mine = VaccinationSession.objects.visible_to(user)
    lost = DeskDevice.objects.filter(session__in=mine, lost_at__gte=clock.now() - SHOWN_FOR)
    return lost.select_related("session__facility", "lost_by").order_by("-lost_at")
