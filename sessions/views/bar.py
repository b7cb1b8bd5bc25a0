"""The frame of every desk page: which session, which table, which lot; and where a person's next act is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from sessions.models import Appointment, Dose, Lot, SessionLot, Station, VaccinationSession
from sessions.rules.stages import Stage
from vaxportal.accounts.access import Request
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission as P
from vaxportal.core import clock
from vaxportal.core.dates import age_on
from vaxportal.core.http import page

Row = TypeVar("Row", Station, SessionLot)
STATION_KEY, CONTRAST_KEY = "desk_station", "desk_contrast"
SEES_ACTS = (P.RECORD_DOSE, P.REOPEN_SESSION)
ACT_AT = {Stage.CHECKED_IN: "sessions:screening_new", Stage.ELIGIBLE: "sessions:dose_new"}


@dataclass(frozen=True)
class Profile:
    """What this device presets for every dose of one session."""

    station: Station | None = None
    row: SessionLot | None = None
    injector: User | None = None
    body_site: str = Dose.BodySite.LEFT_ARM

    @property
    def is_complete(self) -> bool:
        return bool(self.station and self.row and self.injector)


def may_see_acts(user: User) -> bool:
    """What devices entered without a network: the site, and the district that asks about it."""
    return any(user.may(permission) for permission in SEES_ACTS)


def visible_session(request: Request, ref: UUID) -> VaccinationSession:
    sessions = VaccinationSession.objects.visible_to(request.user).select_related("facility", "vaccine", "round")
    return get_object_or_404(sessions, ref=ref)


def visible_appointment(request: Request, ref: UUID) -> Appointment:
    found = Appointment.objects.visible_to(request.user).with_course()
    related = ("session__facility", "session__vaccine", "person__priority_group", "registration", "slot")
    return get_object_or_404(found.select_related(*related), ref=ref)


def profile_of(request: Request, vax_session: VaccinationSession) -> Profile:
    """As chosen on this device; where there is only one table or lot, that one."""
    chosen = request.session.get(STATION_KEY, {}).get(str(vax_session.ref), {})
    stations = list(vax_session.stations.select_related("injector"))
    wanted = chosen.get("session_lot")
    usable = vax_session.lots.filter(lot__in=Lot.objects.usable_in(vax_session.day)).select_related("lot__vaccine")
    lots = [row for row in usable if row.doses_left > 0 or row.pk == wanted]
    station = _chosen(stations, chosen.get("station"))
    injector_id = chosen.get("injected_by")
    injector = User.objects.filter(pk=injector_id).first() if injector_id else None
    return Profile(
        station=station,
        row=_chosen(lots, wanted),
        injector=injector or (station.injector if station else None) or request.user,
        body_site=chosen.get("body_site", Dose.BodySite.LEFT_ARM),
    )


def _chosen(rows: Sequence[Row], wanted: int | None) -> Row | None:
    found = next((row for row in rows if row.pk == wanted), None)
    return found or (rows[0] if len(rows) == 1 else None)


def desk_page(
    request: Request,
    template: str,
    vax_session: VaccinationSession,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 0,
) -> HttpResponse:
    given = {"profile": profile_of(request, vax_session), **(context or {})}
    frame = {
        "vax_session": vax_session,
        "is_contrast": bool(request.session.get(CONTRAST_KEY)),
        "recalled": SimpleLazyObject(lambda: list(Lot.objects.filter(session_lots__session=vax_session).recalled())),
    }
    return page(request, template, {**given, **frame}, status=status)


def next_act(appointment: Appointment) -> str:
    """The address of the one thing to do next with this person."""
    name = ACT_AT.get(appointment.stage, "sessions:appointment_desk")
    return reverse(name, args=[appointment.ref])


def age_of(appointment: Appointment) -> int:
    return age_on(appointment.person.born_on, clock.today())
