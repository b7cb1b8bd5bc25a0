"""Stock by lot over a period: opening + received − used − discarded − returned = closing, in doses.

What a site holds lies on the shelf or is out in its sessions; issuing and bringing back move it between the two. So the
holding is read from the other movements and from what the sessions spent, and what is out is shown as a part of it.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from reporting.services.units import Unit
from sessions.models import SessionLot, StockMovement

Kind = StockMovement.Kind
IN = (Kind.RECEIPT, Kind.TRANSFER_IN)
WITHIN = Q(kind__in=(Kind.ISSUE, Kind.RETURN))  # between the shelf and a session


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
    closing: int = 0
    in_sessions: int = 0  # of the closing: issued, neither used nor back on the shelf

    @property
    def adds_up(self) -> bool:
        return self.opening + self.received - self.used - self.discarded - self.returned == self.closing


@dataclass
class Spent:
    """In sessions, of one lot: before the period, and in it."""

    before: int = 0
    used: int = 0
    discarded: int = 0


def stock_by_lot(unit: Unit, first: date, last: date) -> list[LotRow]:
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    moved = StockMovement.objects.filter(unit.facilities(), moved_at__lt=end)
    sums = {
        "opening": Sum("doses", filter=Q(moved_at__lt=begin) & ~WITHIN, default=0),
        "received": Sum("doses", filter=Q(moved_at__gte=begin, kind__in=IN), default=0),
        "discarded": -Sum("doses", filter=Q(moved_at__gte=begin, kind=Kind.DISCARD), default=0),
        "returned": -Sum("doses", filter=Q(moved_at__gte=begin, kind=Kind.TRANSFER_OUT), default=0),
        "closing": Sum("doses", filter=~WITHIN, default=0),
        "in_sessions": -Sum("doses", filter=WITHIN, default=0),
    }
    names = {"vaccine": F("lot__vaccine__name"), "number": F("lot__number"), "expires_on": F("lot__expires_on")}
    rows = moved.values("lot").annotate(**names, **sums).order_by("vaccine", "expires_on", "number")
    spent = _spent(unit, first, last)
    return [_row(row, spent[row.pop("lot")]) for row in rows]


def _row(row: dict[str, int], spent: Spent) -> LotRow:
    row["opening"] -= spent.before
    for held in ("closing", "in_sessions"):
        row[held] -= spent.before + spent.used + spent.discarded
    row["discarded"] += spent.discarded
    return LotRow(**row, used=spent.used)  # type: ignore[arg-type]  # a row of values()


def _spent(unit: Unit, first: date, last: date) -> dict[int, Spent]:
    """Per lot: doses injected and doses discarded in sessions, on the day of the session.

    Where a day was entered afterwards its doses left the shelf after it; then on the day on which the last of them did.
    """
    issues = StockMovement.objects.filter(session=OuterRef("session"), lot=OuterRef("lot"), kind=Kind.ISSUE)
    left_shelf = TruncDate(Subquery(issues.order_by("-moved_at").values("moved_at")[:1]))
    issued = SessionLot.objects.filter(unit.facilities("session__facility"), session__day__lte=last)
    days = issued.annotate(on=Greatest("session__day", left_shelf)).values_list("lot", "on").order_by()
    spent: dict[int, Spent] = defaultdict(Spent)
    for lot, on, used, discarded in days.annotate(used=Sum("doses_recorded"), gone=Sum("doses_discarded")):
        if on < first:
            spent[lot].before += used + discarded
        elif on <= last:
            spent[lot].used += used
            spent[lot].discarded += discarded
    return spent


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
