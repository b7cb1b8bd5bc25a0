"""Stock by lot over a period: opening + received − used − discarded − returned = closing, in doses.

Read from the movements that explain every balance. Doses taken out for a session that is not closed yet are neither
used nor back on the shelf; they stand in a column of their own, so that every row adds up at any moment.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, Sum
from django.utils import timezone

from reporting.services.units import Unit
from sessions.models import SessionLot, StockMovement

Kind = StockMovement.Kind
IN = (Kind.RECEIPT, Kind.TRANSFER_IN)


@dataclass(frozen=True)
class LotRow:
    vaccine: str
    number: str
    expires_on: date
    opening: int = 0
    received: int = 0
    used: int = 0
    discarded: int = 0
    returned: int = 0  # handed on to another facility or back up
    in_sessions: int = 0
    closing: int = 0

    @property
    def adds_up(self) -> bool:
        gone = self.used + self.discarded + self.returned + self.in_sessions
        return self.opening + self.received - gone == self.closing


def stock_by_lot(unit: Unit, first: date, last: date) -> list[LotRow]:
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    moved = StockMovement.objects.filter(unit.facilities(), moved_at__lt=end)
    sums = {
        "opening": Sum("doses", filter=Q(moved_at__lt=begin), default=0),
        "received": Sum("doses", filter=Q(moved_at__gte=begin, kind__in=IN), default=0),
        "to_sessions": -Sum("doses", filter=Q(moved_at__gte=begin, kind__in=[Kind.ISSUE, Kind.RETURN]), default=0),
        "discarded": -Sum("doses", filter=Q(moved_at__gte=begin, kind=Kind.DISCARD), default=0),
        "returned": -Sum("doses", filter=Q(moved_at__gte=begin, kind=Kind.TRANSFER_OUT), default=0),
        "closing": Sum("doses", default=0),
    }
    names = {"vaccine": F("lot__vaccine__name"), "number": F("lot__number"), "expires_on": F("lot__expires_on")}
    rows = moved.values("lot").annotate(**names, **sums).order_by("vaccine", "expires_on", "number")
    spent = _spent(unit, first, last)
    return [_row(row, *spent[row.pop("lot")]) for row in rows]


def _row(row: dict[str, int], used: int, discarded: int) -> LotRow:
    out = row.pop("to_sessions")
    row["discarded"] += discarded
    return LotRow(**row, used=used, in_sessions=out - used - discarded)  # type: ignore[arg-type]  # a row of values()


def _spent(unit: Unit, first: date, last: date) -> dict[int, tuple[int, int]]:
    """Per lot: doses injected and doses discarded in the sessions of these days."""
    issued = SessionLot.objects.filter(unit.facilities("session__facility"), session__day__range=(first, last))
    sums = issued.values_list("lot").annotate(used=Sum("doses_recorded"), gone=Sum("doses_discarded")).order_by()
    return defaultdict(lambda: (0, 0), {lot: (used, gone) for lot, used, gone in sums})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
