"""Completeness: is what happened at the sites in the system, and was it entered on the day? One row per facility."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from reporting.models import DailyTally
from reporting.services.units import Unit
from sessions.models import VaccinationSession
from sessions.rules.measures import INJECTED, OF_OUTCOME, Measure
from sessions.rules.states import SessionState
from vaxportal.core.clock import today
from vaxportal.core.text import fold
from vaxportal.geography.models import Facility


@dataclass(frozen=True)
class Site:
    name: str
    code: str
    sessions: int = 0
    planned_late: int = 0  # sessions published on their day or after it, as the district allowed
    unclosed: int = 0  # of earlier days: people or vials without an end
    planned: int = 0
    walk_ins: int = 0
    checked_in: int = 0
    injected: int = 0
    unresolved: int = 0
    late: int = 0
    voided: int = 0

    @property
    def is_complete(self) -> bool:
        return not (self.unclosed or self.unresolved or self.late)


@dataclass(frozen=True)
class Completeness:
    unit: Unit
    first: date
    last: date
    sites: list[Site]

    @property
    def total(self) -> Site:
        names = [name for name in Site.__dataclass_fields__ if name not in {"name", "code"}]
        return Site("", "", **{name: sum(getattr(site, name) for site in self.sites) for name in names})


def completeness_of(unit: Unit, first: date, last: date) -> Completeness:
    """Facilities that planned or injected in the period; those that owe something come first."""
    counts = _counts(unit, first, last)
    sessions = _sessions(unit, first, last)
    facilities = Facility.objects.filter(pk__in=counts.keys() | sessions.keys())
    sites = [_site(facility, counts[facility.pk], *sessions.get(facility.pk, (0, 0, 0))) for facility in facilities]
    sites.sort(key=lambda site: (-site.unclosed, -site.late, -site.unresolved, fold(site.name)))
    return Completeness(unit, first, last, sites)


def unclosed_sessions(within: Q) -> int:
    """Sessions of earlier days that nobody has closed; `within` keeps those of some facilities."""
    return VaccinationSession.objects.filter(within, _is_unclosed()).count()


def _is_unclosed() -> Q:
    return Q(day__lt=today(), state__in=[SessionState.PUBLISHED, SessionState.OPEN])


def _counts(unit: Unit, first: date, last: date) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    tallies = DailyTally.objects.filter(unit.facilities(), day__range=(first, last))
    for facility, measure, count in tallies.values_list("facility", "measure").annotate(sum=Sum("count")).order_by():
        counts[facility][measure] = count
    return counts


def _sessions(unit: Unit, first: date, last: date) -> dict[int, tuple[int, int, int]]:
    sessions = VaccinationSession.objects.filter(unit.facilities(), day__range=(first, last)).planned()
    late, unclosed = Count("pk", filter=Q(planned_late=True)), Count("pk", filter=_is_unclosed())
    rows = sessions.values_list("facility").annotate(all=Count("pk"), late=late, unclosed=unclosed)
    return {facility: (every, late, unclosed) for facility, every, late, unclosed in rows.order_by()}


def _site(facility: Facility, counts: dict[str, int], sessions: int, planned_late: int, unclosed: int) -> Site:
    injected = sum(counts.get(measure, 0) for measure in INJECTED)
    subjects, walk_ins = counts.get(Measure.SUBJECTS, 0), counts.get(Measure.WALK_INS, 0)
    return Site(
        name=facility.name,
        code=facility.code,
        sessions=sessions,
        planned_late=planned_late,
        unclosed=unclosed,
        planned=subjects - walk_ins,
        walk_ins=walk_ins,
        checked_in=counts.get(Measure.CHECKED_IN, 0),
        injected=injected,
        unresolved=subjects - injected - sum(counts.get(measure, 0) for measure in OF_OUTCOME.values()),
        late=counts.get(Measure.LATE, 0),
        voided=counts.get(Measure.VOIDED, 0),
    )
