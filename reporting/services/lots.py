"""Stock by lot over a period: opening + received − used − discarded − returned = closing, in doses.

What a unit holds lies on a shelf, is out in a session, or is on the way between two of its facilities; issuing,
bringing back and transfers move it among the three. So the holding is read from the other movements and from what the
sessions spent, and what is out is shown as a part of it. A transfer counts as received or returned only where it
crosses the border of the unit.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Greatest, JSONObject, TruncDate
from django.utils import timezone

from reporting.services.units import Unit
from sessions.models import SessionLot, StockMovement

Kind = StockMovement.Kind
IN = (Kind.RECEIPT, Kind.TRANSFER_IN)
WITHIN = Q(kind__in=(Kind.ISSUE, Kind.RETURN))  # between the shelf and a session
BORDER, SESSION, WAY = Value("border"), Value("session"), Value("way")  # what a movement crosses


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
    on_the_way: int = 0  # of the closing: sent by one facility of the unit to another, not yet counted there

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
    moved = StockMovement.objects.filter(unit.facilities(), moved_at__lt=end).annotate(crosses=_crosses(unit))
    across, since = Q(crosses=BORDER), Q(crosses=BORDER, moved_at__gte=begin)
    sums = {
        "opening": Sum("doses", filter=across & Q(moved_at__lt=begin), default=0),
        "received": Sum("doses", filter=since & Q(kind__in=IN), default=0),
        "discarded": -Sum("doses", filter=since & Q(kind=Kind.DISCARD), default=0),
        "returned": -Sum("doses", filter=since & Q(kind=Kind.TRANSFER_OUT), default=0),
        "closing": Sum("doses", filter=across, default=0),
        "in_sessions": -Sum("doses", filter=Q(crosses=SESSION), default=0),
        "on_the_way": -Sum("doses", filter=Q(crosses=WAY), default=0),
    }
    names = {"vaccine": F("lot__vaccine__name"), "number": F("lot__number"), "expires_on": F("lot__expires_on")}
    rows = moved.values("lot").annotate(**names, **sums).order_by("vaccine", "expires_on", "number")
    spent = _spent(unit, first, last)
    return [_row(row, spent[row.pop("lot")]) for row in rows]


def _crosses(unit: Unit) -> Case:
    both_ends = unit.facilities("transfer__source") & unit.facilities("transfer__target")
    inside = Q(kind__in=(Kind.TRANSFER_OUT, Kind.TRANSFER_IN), transfer__isnull=False) & both_ends
    return Case(When(WITHIN, then=SESSION), When(inside, then=WAY), default=BORDER)


def _row(row: dict[str, int], spent: Spent) -> LotRow:
    row["opening"] -= spent.before
    for held in ("closing", "in_sessions"):
        row[held] -= spent.before + spent.used + spent.discarded
    row["discarded"] += spent.discarded
    return LotRow(**row, used=spent.used)  # type: ignore[arg-type]  # a row of values()


def _spent(unit: Unit, first: date, last: date) -> dict[int, Spent]:
    """Per lot: doses injected and doses discarded in sessions, on the day of the session.

    Where a day was entered afterwards, its doses left the shelf after it: `_by` says when they can have been used.
    """
    moves = StockMovement.objects.filter(WITHIN, session=OuterRef("session"), lot=OuterRef("lot")).order_by("moved_at")
    last_moved = Subquery(moves.reverse().values("moved_at")[:1])
    issued = SessionLot.objects.filter(unit.facilities("session__facility"), session__day__lte=last)
    dated = issued.annotate(settled_on=Greatest("session__day", TruncDate(last_moved))).order_by()
    spent: dict[int, Spent] = defaultdict(Spent)
    before = dated.filter(settled_on__lt=first).values_list("lot")
    for lot, total in before.annotate(total=Sum(F("doses_recorded") + F("doses_discarded"))):
        spent[lot].before += total
    one_move = JSONObject(on=Cast(TruncDate("moved_at"), CharField()), doses=-F("doses"))
    others = dated.filter(settled_on__gte=first).annotate(moves=ArraySubquery(moves.values_list(one_move)))
    for lot, *facts in others.values_list("lot", "session__day", "doses_recorded", "doses_discarded", "moves"):
        used_before, gone_before = _by(first - timedelta(days=1), *facts)
        used, gone = _by(last, *facts)
        spent[lot].before += used_before + gone_before
        spent[lot].used += used - used_before
        spent[lot].discarded += gone - gone_before
    return spent


def _by(day: date, held_on: date, used: int, gone: int, moves: list[dict[str, Any]]) -> tuple[int, int]:
    """Of the doses injected and discarded in a session, those that were so by the end of that day.

    They are never more than were out then or on a later evening: what came back was not used, and what was issued
    afterwards was used afterwards. So an issue of today leaves the figures of past days as they were read.
    """
    totals = accumulate(move["doses"] for move in moves)
    out = dict(zip([date.fromisoformat(move["on"]) for move in moves], totals, strict=True))  # at the end of each day
    reached = max((on for on in out if on <= day), default=None)
    if day < held_on or reached is None:
        return 0, 0
    room = min(doses for on, doses in out.items() if on >= reached)
    injected = min(used, room)
    return injected, min(gone, room - injected)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
