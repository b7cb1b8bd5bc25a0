"""A session as a plan: its day and hours, stations, slots with capacity, and lots taken from stock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from registration.models import Organization, Vaccine
from sessions.models import Appointment, Lot, Round, Slot, Station, VaccinationSession
from sessions.rules import planning as rules
from sessions.rules.codes import SessionIs
from sessions.rules.slots import Hours, minutes_of
from sessions.rules.states import SessionState
from sessions.services.locks import hold_balances, hold_lots
from sessions.services.seating import locked, seat_all
from sessions.services.stock import issue_to_session, return_from_session
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import was_first
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.ids import new_ref
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy
from vaxportal.geography.models import Commune, Facility


@dataclass(frozen=True)
class LotIssue:
    lot: Lot
    doses: int
    field: str = "lots"  # where a door wants to hear of a problem with this lot


@dataclass(frozen=True)
class Plan:
    day: date
    hours: Hours
    vaccine: Vaccine
    round: Round
    stations: int
    slot_minutes: int
    slot_capacity: int
    lots: tuple[LotIssue, ...]
    place: str = ""
    note: str = ""
    organization: Organization | None = None  # at which it is held
    commune: Commune | None = None  # of the place
    dose_minutes: int | None = None  # per dose at one station

    def facts(self, facility: Facility) -> rules.PlanFacts:
        return rules.PlanFacts(
            day=self.day,
            shape=rules.PlanShape(self.hours, self.stations, self.slot_minutes, self.slot_capacity, self.dose_minutes),
            vaccine=self.vaccine.code,
            vaccine_is_licensed=self.vaccine.licensed == Vaccine.Licence.YES,
            lots=[rules.LotWanted(wish.lot.number, wish.lot.vaccine.code, wish.doses) for wish in self.lots],
            round_from=self.round.starts_on,
            round_to=self.round.ends_on,
            facility_closed_on=facility.closed_on,
            place=tidy(self.place),
            is_in_commune=self.commune is not None,
        )

    def columns(self) -> dict[str, object]:
        return {
            "day": self.day,
            "starts_at": self.hours.starts_at,
            "ends_at": self.hours.ends_at,
            "vaccine": self.vaccine,
            "round": self.round,
            "place": tidy(self.place),
            "commune": self.commune,
            "organization": self.organization,
            "note": tidy(self.note),
            "dose_minutes": self.dose_minutes,
        }


@transaction.atomic
def plan_session(*, facility: Facility, plan: Plan, by: User, ref: UUID | None = None) -> VaccinationSession:
    """A draft with its stations, slots and lots; nobody is told before it is published."""
    require(by, Permission.PLAN_SESSION, at=facility)
    vax_session = VaccinationSession(ref=ref or new_ref(), facility=facility, created_by=by, **plan.columns())
    if known := _with_ref(vax_session):
        return _same_plan(known, vax_session, plan)
    _check(facility, plan, by)
    if not was_first(vax_session) and (known := _with_ref(vax_session)):
        return _same_plan(known, vax_session, plan)
    _furnish(vax_session, plan, by)
    record(by, "session.planned", vax_session, day=plan.day.isoformat(), vaccine=plan.vaccine.code)
    return vax_session


@transaction.atomic
def change_plan(*, vax_session: VaccinationSession, plan: Plan, by: User) -> VaccinationSession:
    """A draft planned anew; people who were chosen keep their place in the order."""
    require(by, Permission.PLAN_SESSION, at=vax_session.facility)
    vax_session = locked(vax_session)
    people = Appointment.objects.filter(session=vax_session).unresolved().count()
    if vax_session.state != SessionState.DRAFT:
        refuse_if([Problem(SessionIs.NOT_IN_THIS_STATE, state=vax_session.state)], WORDING)
    _check(vax_session.facility, plan, by, people=people)
    _clear(vax_session, plan, by)
    for column, value in plan.columns().items():
        setattr(vax_session, column, value)
    vax_session.save()
    _furnish(vax_session, plan, by)
    seat_all(vax_session)
    record(by, "session.plan_changed", vax_session, day=plan.day.isoformat(), vaccine=plan.vaccine.code)
    return vax_session


def shape_of(vax_session: VaccinationSession) -> rules.PlanShape:
    """As it was planned; the break is the gap between its slots."""
    slots = list(vax_session.slots.all())
    gap = next((pair for pair in pairwise(slots) if pair[0].ends_at < pair[1].starts_at), None)
    first = slots[0]
    rest = (gap[0].ends_at, gap[1].starts_at) if gap else (None, None)
    return rules.PlanShape(
        Hours(vax_session.starts_at, vax_session.ends_at, *rest),
        vax_session.stations.count(),
        minutes_of(first.starts_at, first.ends_at),
        max(slot.capacity for slot in slots),
        vax_session.dose_minutes,
    )


def give_lots_back(vax_session: VaccinationSession, by: User, *, next_lots: Iterable[Lot] = ()) -> None:
    """`next_lots`: which the same act takes afterwards; their balances are held together with the others."""
    rows = hold_lots(vax_session)
    hold_balances(vax_session.facility, [*(row.lot for row in rows), *next_lots])
    for issued in rows:
        issued.session = vax_session
        if issued.doses_left:
            return_from_session(session_lot=issued, doses=issued.doses_left, by=by)


def _with_ref(planned: VaccinationSession) -> VaccinationSession | None:
    return VaccinationSession.objects.filter(ref=planned.ref).first()


def _same_plan(known: VaccinationSession, planned: VaccinationSession, plan: Plan) -> VaccinationSession:
    """The same click twice. Who went back in the browser and sends another plan must not believe it taken."""
    columns, lots = plan.columns(), {wish.lot.pk: wish.doses for wish in plan.lots}
    slots = [(slot.starts_at, slot.ends_at, slot.capacity) for slot in plan.facts(planned.facility).shape.slots]
    same = (
        known.facility_id == planned.facility_id,
        {column: getattr(known, column) for column in columns} == columns,
        known.stations.count() == plan.stations,
        list(known.slots.order_by("starts_at").values_list("starts_at", "ends_at", "capacity")) == slots,
        dict(known.lots.values_list("lot", "doses_issued")) == lots,
    )
    if not all(same):
        refuse_if([Problem(SessionIs.REF_OF_ANOTHER, "ref")], WORDING)
    return known


def _check(facility: Facility, plan: Plan, by: User, *, people: int = 0) -> None:
    if plan.round.province_id != facility.province_id:
        raise NotAllowed(Permission.PLAN_SESSION)
    if plan.commune and plan.commune.district_id != facility.district_id:
        raise NotAllowed(Permission.PLAN_SESSION)
    hosts = Organization.objects.approved().visible_to(by)
    if plan.organization and not hosts.filter(pk=plan.organization.pk).exists():
        raise NotAllowed(Permission.PLAN_SESSION)
    refuse_if(rules.plan_problems(plan.facts(facility), today=clock.today(), people=people), WORDING)


def _furnish(vax_session: VaccinationSession, plan: Plan, by: User) -> None:
    Station.objects.bulk_create([Station(session=vax_session, number=number) for number in range(1, plan.stations + 1)])
    Slot.objects.bulk_create(
        [
            Slot(session=vax_session, starts_at=slot.starts_at, ends_at=slot.ends_at, capacity=slot.capacity)
            for slot in plan.facts(vax_session.facility).shape.slots
        ]
    )
    hold_balances(vax_session.facility, [wish.lot for wish in plan.lots])
    for wish in plan.lots:
        issue_to_session(vax_session=vax_session, lot=wish.lot, doses=wish.doses, by=by, field=wish.field)


def _clear(vax_session: VaccinationSession, plan: Plan, by: User) -> None:
    """Only of a draft: nothing was recorded at its stations or from its lots; the stock movements stay."""
    vax_session.appointments.update(slot=None)
    vax_session.slots.all().delete()
    vax_session.stations.all().delete()
    give_lots_back(vax_session, by, next_lots=[wish.lot for wish in plan.lots])
    vax_session.lots.all().delete()
