"""Sites that run short of a vaccine: what they have, against whom they have planned, in a handful of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from registration.models import Vaccine
from sessions.models import Appointment, Lot, SessionLot, StockBalance, StockMovement, VaccinationSession
from sessions.rules.stock import STILL_TO_CLOSE
from sessions.rules.supply import AHEAD, Supply
from sessions.services.recall_reach import LEFT
from vaxportal.accounts.models import User
from vaxportal.core import clock
from vaxportal.geography.models import Facility

LATELY = timedelta(days=30)  # a vaccine that a site has not touched since is none of its own
Key = tuple[int, int]  # facility, vaccine


@dataclass(frozen=True)
class Short:
    facility: Facility
    vaccine: Vaccine
    supply: Supply
    missing: int


def short_of(by: User) -> list[Short]:
    """The greatest want first."""
    found = [
        (key, supply, missing)
        for key, supply in _supplies(by).items()
        if (missing := supply.missing(least=settings.LOW_STOCK_DOSES))
    ]
    facilities = Facility.objects.select_related("district").in_bulk({facility for (facility, _v), _s, _m in found})
    vaccines = Vaccine.objects.in_bulk({vaccine for (_f, vaccine), _s, _m in found})
    rows = [Short(facilities[key[0]], vaccines[key[1]], supply, missing) for key, supply, missing in found]
    return sorted(rows, key=lambda one: (-one.missing, one.facility.name, one.vaccine.name))


def _supplies(by: User) -> dict[Key, Supply]:
    today = clock.today()
    ahead = {"day__gte": today, "day__lt": today + AHEAD, "state__in": STILL_TO_CLOSE}
    sessions = VaccinationSession.objects.visible_to(by).filter(**ahead)
    usable = Lot.objects.usable_on(today)
    shelf = StockBalance.objects.visible_to(by).filter(lot__in=usable, facility__closed_on=None)
    issued = SessionLot.objects.filter(session__in=sessions, lot__in=usable)
    people = Appointment.objects.unresolved().filter(session__in=sessions)
    since = timezone.make_aware(datetime.combine(today - LATELY, time.min))
    moved = StockMovement.objects.visible_to(by).filter(moved_at__gte=since, facility__closed_on=None)
    parts: dict[Key, dict[str, int]] = defaultdict(dict)
    for key in moved.order_by().values_list("facility", "lot__vaccine").distinct():
        parts[key] = {}
    for name, rows, facility, vaccine, counted in (
        ("on_shelf", shelf.filter(doses__gt=0), "facility", "lot__vaccine", Sum("doses")),
        ("reserved", issued, "session__facility", "lot__vaccine", Sum(LEFT)),
        ("people", people, "session__facility", "session__vaccine", Count("pk")),
    ):
        for place, what, count in _grouped(rows, facility, vaccine, counted):
            parts[place, what][name] = count
    return {key: Supply(**told) for key, told in parts.items()}


def _grouped(rows: "QuerySet[Any]", facility: str, vaccine: str, counted: Any) -> "QuerySet[Any, tuple[Any, ...]]":
    """Any: an aggregate of Django's, whatever it counts."""
    return rows.order_by().values(facility, vaccine).annotate(n=counted).values_list(facility, vaccine, "n")
