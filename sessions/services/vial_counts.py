"""What the opened vials of a session's lots say: how many, how many doses they held, what of it is gone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sessions.models import SessionLot, Vial


@dataclass(frozen=True)
class VialsOfLot:
    opened: int = 0
    held: int = 0
    discarded: int = 0
    left: int = 0  # in vials that are still open
    still_open: int = 0
    used: int = 0  # doses recorded from them

    def opened_for(self, row: SessionLot) -> int:
        """With the fewest more for doses of the lot that name no vial."""
        return self.opened - (self.used - row.doses_recorded) // row.lot.vaccine.doses_per_vial


def vials_by_lot(rows: Iterable[SessionLot]) -> list[tuple[SessionLot, VialsOfLot]]:
    """In one query, whatever the number of lots and vials."""
    lots = list(rows)
    told: dict[int, list[Vial]] = {row.pk: [] for row in lots}
    for vial in with_used(Vial.objects.filter(session_lot__in=lots).order_by()):
        told[vial.session_lot_id].append(vial)
    return [(row, _counted(told[row.pk])) for row in lots]


def with_used(vials: QuerySet[Vial]) -> QuerySet[Vial]:
    return vials.annotate(used=Count("doses", filter=Q(doses__voided_at=None)))


def _counted(vials: list[Vial]) -> VialsOfLot:
    still_open = [vial for vial in vials if vial.closed_at is None]
    return VialsOfLot(
        opened=len(vials),
        held=sum(vial.holds for vial in vials),
        discarded=sum(vial.doses_discarded for vial in vials),
        left=sum(doses_left(vial) for vial in still_open),
        still_open=len(still_open),
        used=sum(used_of(vial) for vial in vials),
    )


def doses_left(vial: Vial) -> int:
    """In the glass; of a vial read with its doses counted as `used`."""
    return max(0, vial.holds - used_of(vial) - vial.doses_discarded)


def used_of(vial: Vial) -> int:
    return int(getattr(vial, "used", 0))
