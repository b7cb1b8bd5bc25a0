"""What lists and pages of sessions show beside the rows themselves: places, people, doses."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from registration.models import Organization, Registration
from sessions.models import Appointment, Lot, SessionLot, Slot, StockBalance, VaccinationSession
from sessions.querysets import AppointmentQuerySet
from sessions.rules.slots import takes_people
from sessions.rules.states import Outcome, SessionState
from sessions.rules.throughput import come_times, finishing_at
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.geography.models import Facility
from vaxportal.geography.querysets import FacilityQuerySet

UNREACHABLE = Q(person__phone=None, person__email=None) & Q(registration__registrant_phone=None)
Sessions = QuerySet[Any]  # annotated on the way


def with_figures(sessions: Sessions) -> Sessions:
    """`places`, `people` and `doses_held` beside each session, in the one query of the list."""
    mine = {"session": OuterRef("pk")}
    slots = Slot.objects.filter(**mine).order_by().values("session").annotate(n=Sum("capacity"))
    people = Appointment.objects.subjects().filter(**mine).order_by().values("session").annotate(n=Count("pk"))
    held = Sum(F("doses_issued") - F("doses_returned"))
    lots = SessionLot.objects.filter(**mine).order_by().values("session").annotate(n=held)
    return sessions.annotate(
        places=Coalesce(Subquery(slots.values("n")), 0),
        people=Coalesce(Subquery(people.values("n")), 0),
        doses_held=Coalesce(Subquery(lots.values("n")), 0),
    ).select_related("facility__district", "vaccine", "round", "organization", "commune")


@dataclass(frozen=True)
class Fill:
    """How full a session is."""

    places: int
    taken: int
    left: int  # without the places of slots that have passed
    issued: int
    doses: int  # of the issued, those not brought back
    people: int
    by_hand: int  # nobody can reach them by message: they are told by hand
    gone: int  # of the people; they have withdrawn since they were chosen, and publishing lets them go

    @property
    def to_invite(self) -> int:
        return self.people - self.gone

    @property
    def wanted(self) -> int:
        """How many people to pick next: for the doses not promised yet, else for the free places."""
        return min(self.left, max(self.doses - self.people, 0) or self.left)


def fill_of(vax_session: VaccinationSession) -> Fill:
    slots, now = list(vax_session.slots.all()), timezone.localtime(clock.now())
    to_come = [slot for slot in slots if takes_people(vax_session.day, slot.ends_at, now=now)]
    wish = Registration.objects.open().filter(person=OuterRef("person"))
    gone = Q(outcome="", registration__state=Registration.State.WITHDRAWN, has_wish=False)
    people = vax_session.appointments.subjects().annotate(has_wish=Exists(wish))
    counted = people.aggregate(
        people=Count("pk"), by_hand=Count("pk", filter=UNREACHABLE), gone=Count("pk", filter=gone)
    )
    lots = vax_session.lots.aggregate(issued=Sum("doses_issued", default=0), back=Sum("doses_returned", default=0))
    return Fill(
        places=sum(slot.capacity for slot in slots),
        taken=sum(slot.taken for slot in slots),
        left=sum(slot.capacity - slot.taken for slot in to_come),
        issued=lots["issued"],
        doses=lots["issued"] - lots["back"],
        **counted,
    )


def unreached(vax_session: VaccinationSession) -> tuple[AppointmentQuerySet, AppointmentQuerySet]:
    """Whom no message reaches, so that somebody must tell them: who is invited, and who was and is called off."""
    people = vax_session.appointments.filter(UNREACHABLE, invited_at__isnull=False).for_the_list()
    told_us = Q(outcome_by__isnull=False, outcome_by=F("person__account"))  # they said themselves that they cannot come
    return people.unresolved(), people.filter(outcome=Outcome.WITHDRAWN).exclude(told_us)


def with_places(vax_session: VaccinationSession) -> list[Slot]:
    """Slots into which somebody may still be put."""
    now = timezone.localtime(clock.now())
    free = vax_session.slots.filter(taken__lt=F("capacity"))
    return [slot for slot in free if takes_people(vax_session.day, slot.ends_at, now=now)]


def home_at(vax_session: VaccinationSession, *, stations: int) -> datetime | None:
    """When the last of those who are called has been observed, at the planned pace; while nobody is, of all places.

    None for a session planned without a pace.
    """
    if not vax_session.dose_minutes:
        return None
    called = vax_session.appointments.subjects().exclude(slot=None).values_list("come_at", "slot__starts_at")
    times = [come_at or starts_at for come_at, starts_at in called]
    if not times:
        slots = vax_session.slots.all()
        times = [one for slot in slots for one in come_times(slot.starts_at, slot.ends_at, slot.capacity)]
    arrivals = [datetime.combine(vax_session.day, one) for one in times]
    return finishing_at(arrivals, stations=stations, dose_minutes=vax_session.dose_minutes)


def latest(facility: Facility, by: User) -> VaccinationSession | None:
    """Which the next plan of the site is likely to resemble."""
    rows = VaccinationSession.objects.visible_to(by).filter(facility=facility, slots__isnull=False)
    return rows.exclude(state=SessionState.CANCELLED).order_by("-day", "-starts_at", "-pk").first()


def sites(by: User, *, near: Organization | None, day: date) -> FacilityQuerySet:
    """Where a session can be planned from, those of the organization's commune first; `doses` usable on the day."""
    usable = StockBalance.objects.filter(facility=OuterRef("pk"), lot__in=Lot.objects.usable_on(day))
    doses = usable.order_by().values("facility").annotate(n=Sum("doses")).values("n")
    rows = Facility.objects.visible_to(by).active().annotate(doses=Coalesce(Subquery(doses), 0))
    is_near = Q(commune=near.commune_id) if near else Q(pk__in=[])
    return rows.annotate(is_near=Case(When(is_near, then=True), default=False)).order_by("-is_near", "name", "pk")


def shelf(facility: Facility, by: User, *, day: date) -> QuerySet[StockBalance]:
    """What the facility may use on that day, soonest expiry first."""
    usable = Lot.objects.usable_on(day)
    rows = StockBalance.objects.visible_to(by).filter(facility=facility, doses__gt=0, lot__in=usable)
    return rows.select_related("lot__vaccine").order_by("lot__expires_on", "lot__number")
