"""What lists and pages of sessions show beside the rows themselves: places, people, doses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from sessions.models import Appointment, Lot, SessionLot, Slot, StockBalance, VaccinationSession
from vaxportal.accounts.models import User
from vaxportal.geography.models import Facility

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
    ).select_related("facility__district", "vaccine", "round")


@dataclass(frozen=True)
class Fill:
    """How full a session is."""

    places: int
    taken: int
    doses: int
    people: int
    by_hand: int  # nobody can reach them by message: they are told by hand

    @property
    def left(self) -> int:
        return self.places - self.taken

    @property
    def wanted(self) -> int:
        """How many people to pick next: for the doses not promised yet, else for the free places."""
        return min(self.left, max(self.doses - self.people, 0) or self.left)


def fill_of(vax_session: VaccinationSession) -> Fill:
    slots = vax_session.slots.aggregate(places=Sum("capacity"), taken=Sum("taken"))
    unreachable = Q(person__phone=None, person__email=None) & Q(registration__registrant_phone=None)
    people = vax_session.appointments.subjects().aggregate(n=Count("pk"), by_hand=Count("pk", filter=unreachable))
    lots = vax_session.lots.aggregate(n=Sum(F("doses_issued") - F("doses_returned")))
    return Fill(slots["places"] or 0, slots["taken"] or 0, lots["n"] or 0, people["n"], people["by_hand"])


def shelf(facility: Facility, by: User, *, day: date) -> QuerySet[StockBalance]:
    """What the facility may use on that day, soonest expiry first."""
    usable = Lot.objects.usable_on(day)
    rows = StockBalance.objects.visible_to(by).filter(facility=facility, doses__gt=0, lot__in=usable)
    return rows.select_related("lot__vaccine").order_by("lot__expires_on", "lot__number")
