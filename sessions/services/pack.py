"""What a device takes along for the day: everybody of the session, its tables, lots and opened vials."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from registration.models import Vaccine
from sessions.models import Appointment, SessionLot, Station, VaccinationSession, Vial
from sessions.querysets import AppointmentQuerySet
from sessions.services.newcomers import Preset, preset_for
from sessions.services.verdicts import Judge
from sessions.services.vials import open_vials
from vaxportal.accounts.models import User
from vaxportal.core import clock

GRACE = timedelta(hours=3)  # after midnight a late team still works with it


@dataclass(frozen=True)
class Pack:
    """Rows as `by` may see them."""

    vax_session: VaccinationSession
    people: AppointmentQuerySet
    stations: Sequence[Station]
    lots: Sequence[SessionLot]
    vials: Sequence[Vial]
    staff: Sequence[User]
    judge: Judge
    preset: Preset

    @property
    def expires_at(self) -> datetime:
        """The end of the day: then the device forgets it. Of a session that is entered later, after a few hours."""
        midnight = timezone.make_aware(datetime.combine(self.vax_session.day + timedelta(days=1), time()))
        return max(midnight, clock.now()) + GRACE


def pack_for(vax_session: VaccinationSession, by: User) -> Pack:
    lots = list(vax_session.lots.select_related("lot__vaccine"))
    subjects = Appointment.objects.visible_to(by).filter(session=vax_session).subjects()
    working_here = {"memberships__facility": vax_session.facility_id, "memberships__ended_at": None}
    return Pack(
        vax_session=vax_session,
        people=subjects.order_by("person__folded_name", "pk"),
        stations=list(vax_session.stations.select_related("injector")),
        lots=lots,
        vials=list(open_vials(vax_session)),
        staff=list(User.objects.filter(is_active=True, **working_here).distinct().order_by("full_name")),
        judge=judge_for(vax_session, lots),
        preset=preset_for(vax_session),
    )


def judge_for(vax_session: VaccinationSession, lots: Sequence[SessionLot]) -> Judge:
    """Of the vaccines on the tables, the planned one first."""
    vaccines: list[Vaccine] = [vax_session.vaccine, *(row.lot.vaccine for row in lots)]
    return Judge(vaccines, day=vax_session.day)
