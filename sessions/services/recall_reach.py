"""Whom and what a lot concerns: people injected with it, shelves, what is on the way, sessions that count on it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from sessions.models import Appointment, Dose, Lot, SessionLot, StockBalance, StockTransfer, VaccinationSession
from sessions.querysets import DoseQuerySet, TransferQuerySet
from sessions.rules.stock import STILL_TO_CLOSE
from sessions.services import recall_letters
from vaxportal.accounts.models import User

LEFT = F("doses_issued") - F("doses_recorded") - F("doses_discarded") - F("doses_returned")
UNREACHABLE = Q(person__phone=None, person__email=None) & Q(appointment__registration__registrant_phone=None)


@dataclass(frozen=True)
class SessionConcerned:
    """A session that has the lot, and whether its other lots suffice for the people who are still to come."""

    vax_session: VaccinationSession
    left: int  # of this lot, not to be used
    people: int  # without an outcome yet
    others: int  # usable doses of its other lots

    @property
    def missing(self) -> int:
        return max(0, self.people - self.others)


@dataclass(frozen=True)
class Told:
    people: int  # doses in force
    told: int  # of them, with a message sent or about to be
    by_hand: int  # of them, to be called on: neither phone nor address

    @property
    def untold(self) -> int:
        return max(0, self.people - self.told - self.by_hand)


def doses_of(lot: Lot, by: User) -> DoseQuerySet:
    rows = Dose.objects.visible_to(by).not_voided().filter(lot=lot)
    beside = ("person__commune__district", "session__facility", "appointment__registration", "vaccine")
    found: DoseQuerySet = rows.select_related(*beside).order_by("-given_at", "pk")
    return found


def shelves_of(lot: Lot, by: User) -> "QuerySet[StockBalance]":
    rows = StockBalance.objects.visible_to(by).filter(lot=lot).select_related("facility__district")
    return rows.order_by("-doses", "facility__name")


def on_the_way(lot: Lot, by: User) -> TransferQuerySet:
    rows: TransferQuerySet = StockTransfer.objects.visible_to(by).on_the_way().filter(lot=lot)
    return rows.select_related("lot__vaccine", "source", "target").order_by("sent_at")


def sessions_of(lot: Lot, by: User) -> list[SessionConcerned]:
    """Those that are still to come or under way, the nearest first."""
    mine = VaccinationSession.objects.visible_to(by).filter(state__in=STILL_TO_CLOSE)
    rows = list(SessionLot.objects.filter(lot=lot, session__in=mine).select_related("session__facility__district"))
    refs = [row.session_id for row in rows]
    waiting = Counter(Appointment.objects.unresolved().filter(session__in=refs).values_list("session", flat=True))
    others = SessionLot.objects.filter(session__in=refs, lot__recalled_at=None).exclude(lot=lot)
    usable = others.filter(lot__expires_on__gte=F("session__day")).order_by().values("session").annotate(n=Sum(LEFT))
    left: dict[Any, int] = dict(usable.values_list("session", "n"))
    found = [
        SessionConcerned(row.session, row.doses_left, waiting[row.session_id], left.get(row.session_id, 0))
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.vax_session.day, one.vax_session.pk))


def told_of(lot: Lot, by: User) -> Told:
    rows = doses_of(lot, by).order_by()
    people = rows.count()
    if lot.recalled_at is None or not people:
        return Told(people, 0, 0)
    refs = recall_letters.told(lot)
    told = rows.filter(ref__in=refs).count()
    return Told(people, told, rows.filter(UNREACHABLE).exclude(ref__in=refs).count())
