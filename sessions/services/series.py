"""The same session every week: drafts that hold no vaccine yet, because doses are not promised months ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from sessions.models import VaccinationSession
from sessions.rules import planning as rules
from sessions.rules.codes import SessionIs
from sessions.rules.states import SessionState
from sessions.services.planning import Plan, plan_session, shape_of
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem
from vaxportal.geography.models import Facility


@dataclass(frozen=True)
class Series:
    drafts: list[VaccinationSession]
    skipped: list[date]  # the site has a session at these hours already


@transaction.atomic
def plan_series(
    *, vax_session: VaccinationSession, by: User, ref: UUID, times: int | None = None, until: date | None = None
) -> Series:
    """All drafts or none. Holds the site, so that two series at once do not plan the same day twice."""
    facility = vax_session.facility
    require(by, Permission.PLAN_SESSION, at=facility)
    Facility.objects.select_for_update(of=("self",), no_key=True).get(pk=facility.pk)
    refuse_if(rules.series_problems(vax_session.day, times=times, until=until), WORDING)
    days = {uuid5(ref, day.isoformat()): day for day in rules.series_days(vax_session.day, times=times, until=until)}
    known = {one.ref: one for one in VaccinationSession.objects.filter(ref__in=days)}
    if any(one.facility_id != facility.pk for one in known.values()):
        refuse_if([Problem(SessionIs.REF_OF_ANOTHER, "ref")], WORDING)
    busy = _busy(vax_session, days.values())
    found = Series([], [])
    for day_ref, day in days.items():
        if planned := known.get(day_ref):
            found.drafts.append(planned)
        elif day in busy:
            found.skipped.append(day)
        else:
            plan = _plan_like(vax_session, day)
            found.drafts.append(plan_session(facility=facility, plan=plan, by=by, ref=day_ref))
    return found


def _busy(vax_session: VaccinationSession, days: Iterable[date]) -> set[date]:
    same = VaccinationSession.objects.filter(facility=vax_session.facility, day__in=list(days))
    same = same.filter(starts_at=vax_session.starts_at, ends_at=vax_session.ends_at)
    return set(same.exclude(state=SessionState.CANCELLED).values_list("day", flat=True))


def _plan_like(vax_session: VaccinationSession, day: date) -> Plan:
    shape = shape_of(vax_session)
    return Plan(
        day=day,
        hours=shape.hours,
        vaccine=vax_session.vaccine,
        round=vax_session.round,
        stations=shape.stations,
        slot_minutes=shape.slot_minutes,
        slot_capacity=shape.slot_capacity,
        dose_minutes=shape.dose_minutes,
        lots=(),
        place=vax_session.place,
        commune=vax_session.commune,
        note=vax_session.note,
        organization=vax_session.organization,
    )
