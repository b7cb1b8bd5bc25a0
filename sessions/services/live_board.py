"""One session at a glance while it runs: people by slot, pace, vials against doses, devices, conflicts.

Nothing here names a patient: the board hangs on a wall. The same few queries, however many people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from sessions.models import AdverseEvent, Appointment, DeskAct, DeskDevice, Dose, SessionLot, VaccinationSession
from sessions.querysets import IS_IN, AppointmentQuerySet
from sessions.rules.acts import OPEN
from sessions.rules.devices import HOLDS_PERHAPS, DeviceFacts, DeviceState, device_state
from sessions.rules.pace import LATELY, Given, Pace, expected_end, minutes_late, pace_of
from sessions.rules.stages import WITHOUT_DOSE, Group
from sessions.services.vial_counts import VialsOfLot, vials_by_lot
from vaxportal.core import clock

Counts = Mapping[Group, int]


@dataclass(frozen=True)
class SlotLine:
    label: str  # empty: people without a slot
    ref: str
    counts: Counts


@dataclass(frozen=True)
class Speed:
    pace: Pace
    to_inject: int
    expected_at: datetime | None
    planned_at: datetime
    minutes_late: int

    @property
    def minutes_early(self) -> int:
        return -self.minutes_late


@dataclass(frozen=True)
class LotLine:
    row: SessionLot
    vials: VialsOfLot

    @property
    def gap(self) -> int:
        """Doses of opened vials that are neither recorded, nor discarded, nor left in one that is still open."""
        return self.vials.held - self.row.doses_recorded - self.vials.discarded - self.vials.left


@dataclass(frozen=True)
class DeviceLine:
    device: DeskDevice
    state: DeviceState

    @property
    def holds(self) -> bool:
        """Entries perhaps that nobody has received."""
        return self.state in HOLDS_PERHAPS


@dataclass(frozen=True)
class Board:
    counts: Counts
    slots: list[SlotLine]
    speed: Speed
    lots: list[LotLine]
    devices: list[DeviceLine]
    conflicts: list[DeskAct]
    serious: list[AdverseEvent]
    at: datetime

    @property
    def unsent(self) -> int:
        return sum(
            line.device.unsent for line in self.devices if line.state in (DeviceState.UNSENT, DeviceState.SILENT)
        )

    @property
    def without_dose(self) -> int:
        return sum(self.counts[group] for group in WITHOUT_DOSE)


def board_of(vax_session: VaccinationSession) -> Board:
    now = clock.now()
    by_slot = counts_by_slot(vax_session)
    counts = total(by_slot.values())
    events = AdverseEvent.objects.filter(dose__session=vax_session, is_serious=True)
    return Board(
        counts=counts,
        slots=_slot_lines(vax_session, by_slot),
        speed=_speed(vax_session, counts[Group.TO_INJECT], now),
        lots=_lot_lines(vax_session),
        devices=device_lines(vax_session, now),
        conflicts=list(open_acts(vax_session).select_related("device", "entered_by", "appointment")),
        serious=list(events.order_by("-began_at")),
        at=timezone.localtime(now),
    )


def people_in(vax_session: VaccinationSession, group: Group) -> AppointmentQuerySet:
    """Who stands behind a number of the board."""
    people = Appointment.objects.filter(session=vax_session).subjects().with_course().in_group(group)
    found: AppointmentQuerySet = people.for_the_list().order_by("person__folded_name", "pk")
    return found


def device_lines(vax_session: VaccinationSession, now: datetime) -> list[DeviceLine]:
    devices = DeskDevice.objects.filter(session=vax_session).select_related("used_by", "lost_by")
    return [DeviceLine(device, device_state(facts_of(device), now=now)) for device in devices]


def facts_of(device: DeskDevice) -> DeviceFacts:
    return DeviceFacts(
        name=device.name,
        unsent=device.unsent,
        seen_at=timezone.localtime(device.seen_at),
        is_released=device.released_at is not None,
        is_lost=device.lost_at is not None,
    )


def open_acts(vax_session: VaccinationSession) -> QuerySet[DeskAct]:
    return DeskAct.objects.filter(session=vax_session, state__in=OPEN)


def counts_by_slot(vax_session: VaccinationSession) -> dict[int | None, Counts]:
    """By the pk of the slot; None: people without one."""
    subjects = Appointment.objects.filter(session=vax_session).subjects().with_course().order_by()
    counted = {f"n_{group}": Count("pk", filter=IS_IN[group]) for group in Group}
    rows = subjects.values("slot").annotate(**counted)
    return {row["slot"]: {group: row[f"n_{group}"] for group in Group} for row in rows}


def total(lines: Iterable[Counts]) -> Counts:
    told = list(lines)
    return {group: sum(line[group] for line in told) for group in Group}


def _slot_lines(vax_session: VaccinationSession, by_slot: Mapping[int | None, Counts]) -> list[SlotLine]:
    nobody = dict.fromkeys(Group, 0)
    lines = [SlotLine(str(slot), str(slot.ref), by_slot.get(slot.pk, nobody)) for slot in vax_session.slots.all()]
    return [*lines, *([SlotLine("", "none", by_slot[None])] if None in by_slot else [])]


def _speed(vax_session: VaccinationSession, to_inject: int, now: datetime) -> Speed:
    doses = Dose.objects.filter(session=vax_session).not_voided()
    lately = Count("pk", filter=Q(given_at__gt=now - LATELY))
    found = doses.aggregate(n=Count("pk"), lately=lately, first=Min("given_at"), last=Max("given_at"))
    given = Given(found["n"], found["lately"], found["first"], found["last"])
    is_over = not to_inject and given.last_at is not None
    pace = pace_of(given, until=given.last_at if is_over and given.last_at else now)
    expected = given.last_at if is_over else expected_end(to_inject=to_inject, pace=pace, now=now)
    planned = timezone.make_aware(datetime.combine(vax_session.day, vax_session.ends_at))
    return Speed(pace, to_inject, expected, planned, minutes_late(expected, planned) if expected else 0)


def _lot_lines(vax_session: VaccinationSession) -> list[LotLine]:
    rows = vax_session.lots.select_related("lot__vaccine")
    return [LotLine(row, vials) for row, vials in vials_by_lot(rows)]
