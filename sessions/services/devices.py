"""Devices at a session: they take the day's pack along, say how much they hold unsent, and give the pack back."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction

from sessions.models import DeskDevice, VaccinationSession
from sessions.rules.codes import DeskIs, SessionIs
from sessions.rules.states import SessionState
from sessions.services.locks import hold_session
from sessions.wording import WORDING
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.ids import read_ref
from vaxportal.core.problems import Problem

GRANT = "sessions.desk.grant"  # the salt of what proves who entered something
BEFOREHAND = timedelta(days=1)  # a team that leaves early takes the pack along the evening before


@dataclass(frozen=True)
class DeviceGiven:
    ref: UUID
    name: str


@transaction.atomic
def take_pack(*, vax_session: VaccinationSession, device: DeviceGiven, by: User, people: int) -> DeskDevice:
    """The device stands at the session from now on, and the session does not close without it."""
    require(by, Permission.RECORD_DOSE, at=vax_session.facility)
    vax_session = hold_session(vax_session.pk)
    refuse_if(_pack_problems(vax_session), WORDING)
    found = seen(vax_session, device, by=by)
    if found.released_at or found.lost_at:  # it is back
        found.released_at = found.released_by = found.lost_at = found.lost_by = None
        found.save(update_fields=["released_at", "released_by", "lost_at", "lost_by"])
    record(by, "pack.taken", found, people=people)
    return found


def _pack_problems(vax_session: VaccinationSession) -> list[Problem]:
    earliest = vax_session.day - BEFOREHAND
    if vax_session.state not in {SessionState.PUBLISHED, SessionState.OPEN}:
        return [Problem(SessionIs.NOT_IN_THIS_STATE, state=vax_session.state)]
    return [Problem(DeskIs.PACK_TOO_EARLY, day=earliest)] if clock.today() < earliest else []


@transaction.atomic
def seen(vax_session: VaccinationSession, device: DeviceGiven, *, by: User, unsent: int = 0) -> DeskDevice:
    """It has been heard of just now. A device that is not known any more, but holds entries, is welcome."""
    require(by, Permission.SEE_SESSIONS, at=vax_session.facility)
    moment = {"seen_at": clock.now(), "seen_by": by, "used_by": by, "unsent": unsent}
    found, _is_new = DeskDevice.objects.update_or_create(
        session=vax_session,
        ref=device.ref,
        defaults={**moment, "name": device.name[:80]},
        create_defaults={**moment, "name": device.name[:80], "first_seen_by": by},
    )
    return found


@transaction.atomic
def release_device(*, vax_session: VaccinationSession, device: UUID, unsent: int, by: User) -> None:
    """It has erased the pack and holds nothing. One that is not known here has nothing to give back."""
    require(by, Permission.SEE_SESSIONS, at=vax_session.facility)
    if unsent:
        refuse_if([Problem(DeskIs.DEVICE_HOLDS_ENTRIES, unsent=unsent)], WORDING)
    held = DeskDevice.objects.select_for_update(of=("self",), no_key=True)
    found = held.filter(session=vax_session, ref=device, released_at=None).first()
    if found is None:
        return
    found.released_at, found.released_by, found.unsent = clock.now(), by, 0
    found.save(update_fields=["released_at", "released_by", "unsent"])
    record(by, "pack.released", found)


def grant_for(user: User, vax_session: VaccinationSession, device: UUID) -> str:
    """Proves to us later who worked with this pack on this device, whoever is logged in by then."""
    return signing.dumps([str(user.ref), str(vax_session.ref), str(device)], salt=GRANT)


def author_of(grant: str, vax_session: VaccinationSession, device: UUID) -> User:
    """Refuses a proof that is not ours, or of another session or device."""
    try:
        user, session, used_device = signing.loads(grant, salt=GRANT)
    except (signing.BadSignature, ValueError):
        user = session = used_device = ""
    found = User.objects.filter(ref=read_ref(user)).first() if read_ref(user) else None
    if found is None or (session, used_device) != (str(vax_session.ref), str(device)):
        raise RuleBroken([Problem(DeskIs.ACT_BY_ANOTHER, "grant")], WORDING)
    return found


def act_at(user: User, facility_id: int) -> bool:
    """In their role at that facility, the one with most rights; False where they no longer work there."""
    roles = Membership.objects.current().filter(user=user, facility=facility_id)
    chosen = max(roles, key=lambda one: one.role == "site_lead", default=None)
    if chosen is None or not user.is_active:
        return False
    user.act_as(chosen.pk)
    return True
