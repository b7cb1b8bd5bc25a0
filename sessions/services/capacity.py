"""Fewer places in a session that people know of, or more: a station fails, doses do not come, a team joins."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sessions.models import Appointment, Slot, Station, VaccinationSession
from sessions.rules import planning as rules
from sessions.rules.slots import minutes_of, who_stays
from sessions.rules.throughput import places_in
from sessions.services import invitations
from sessions.services.seating import free_places, locked, locked_slots, seat, withdraw
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core.errors import refuse_if
from vaxportal.core.text import tidy

Sizes = Mapping[UUID, int]  # places by the ref of the slot


@dataclass(frozen=True)
class Change:
    move: list[Appointment]  # to another time of the same session
    lose: list[Appointment]  # the last invited: they wait again


@transaction.atomic
def change_capacity(
    *,
    vax_session: VaccinationSession,
    places: Sizes,
    stations: int,
    by: User,
    reason: str = "",
    expected: int | None = None,
) -> Change:
    """Holds session, people, slots. Sent twice it finds nothing to change. A slot that is not named keeps its places.

    `expected`: how many people the planner was shown to lose their place; more of them than that is refused.
    """
    require(by, Permission.RUN_SESSION, at=vax_session.facility)
    vax_session, reason = locked(vax_session), tidy(reason)
    people = _people(vax_session).select_for_update(of=("self",), no_key=True)
    slots, _past = locked_slots(vax_session)
    change = _change(list(people), slots, places)
    problems = rules.capacity_problems(
        state=vax_session.state,
        places=[places.get(slot.ref, slot.capacity) for slot in slots],
        stations=stations,
        lose=len(change.lose),
        expected=expected,
        reason=reason,
    )
    refuse_if(problems, WORDING)
    withdraw(change.lose, by=by, reason=reason)
    free_places(change.move)
    for slot in slots:
        Slot.objects.filter(pk=slot.pk).update(capacity=places.get(slot.ref, slot.capacity))
    _seat_anew(vax_session, change.move)
    _set_stations(vax_session, stations)
    invitations.call_off(vax_session, change.lose, reason=reason)
    size = sum(vax_session.slots.values_list("capacity", flat=True))
    record(by, "session.capacity_changed", vax_session, places=size, stations=stations, people=len(change.lose))
    return change


def foreseen(*, vax_session: VaccinationSession, places: Sizes) -> Change:
    """What would follow now; nothing is written."""
    return _change(list(_people(vax_session)), slots_to_come(vax_session), places)


def suggested(slots: list[Slot], *, had: int, stations: int, dose_minutes: int | None) -> dict[UUID, int]:
    """Places with so many stations: by the pace of the plan, else in proportion. Fewer stations never give more places,
    more never fewer."""
    found: dict[UUID, int] = {}
    for slot in slots:
        minutes = minutes_of(slot.starts_at, slot.ends_at)
        by_pace = (
            places_in(stations=stations, slot_minutes=minutes, dose_minutes=dose_minutes) if dose_minutes else None
        )
        wanted = slot.capacity * stations // max(had, 1) if by_pace is None else by_pace
        bound = min if stations < had else max
        found[slot.ref] = slot.capacity if stations == had else bound(wanted, slot.capacity)
    return found


def slots_to_come(vax_session: VaccinationSession) -> list[Slot]:
    return [slot for slot in vax_session.slots.all() if not invitations.has_ended(vax_session, slot.ends_at)]


def _people(vax_session: VaccinationSession) -> QuerySet[Appointment]:
    """In the order in which they were invited; those of one invitation in the order in which they were chosen."""
    rows = Appointment.objects.filter(session=vax_session).unresolved().exclude(slot=None)
    beside = ("person__account", "registration__registrant", "slot")
    return rows.select_related(*beside).order_by("invited_at", "pk")


def _change(people: list[Appointment], slots: list[Slot], places: Sizes) -> Change:
    sizes = {slot.pk: places.get(slot.ref, slot.capacity) for slot in slots}
    coming = [one for one in people if one.slot_id in sizes]  # whose slot has passed is not asked any more
    found = who_stays([one.slot_id or 0 for one in coming], sizes)
    return Change(move=[coming[index] for index in found.move], lose=[coming[index] for index in found.lose])


def _seat_anew(vax_session: VaccinationSession, people: list[Appointment]) -> None:
    slots, _past = locked_slots(vax_session)
    seat(people, slots, vax_session)
    Appointment.objects.bulk_update(people, ["slot", "come_at"], 500)
    invitations.tell_new_time(vax_session, people)


def _set_stations(vax_session: VaccinationSession, wanted: int) -> None:
    """Before the session opens nothing hangs on a station; the last ones go first."""
    numbers = set(vax_session.stations.values_list("number", flat=True))
    vax_session.stations.filter(number__gt=wanted).delete()
    missing = [number for number in range(1, wanted + 1) if number not in numbers]
    Station.objects.bulk_create([Station(session=vax_session, number=number) for number in missing])
