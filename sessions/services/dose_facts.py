"""What the rules of doses want to know about a person and a lot, read in as few queries as can be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from registration.models import Person, Vaccine
from sessions.rules.doses import DoseHistory, DoseRuleRow, PastDose, VaccineFacts
from vaxportal.core.problems import Problem
from vaxportal.core.sql import Statement

SPEAKS_OF_VACCINE = {"previous", "next"}
PastRow = tuple[str, int, str, str, int, str, bool]  # vaccine, its primary doses, disease, series, number, day, ours


def doses_so_far(*, person: str) -> str:
    """A sub-select of `PastRow`s: our own unvoided doses and the reported ones; `person` is SQL for their id."""
    return f"""
        SELECT json_agg(json_build_array(v.code, v.primary_doses, v.disease, d.series, d.number, d.on_day, d.is_ours))
        FROM (
            SELECT vaccine_id, series, number, (given_at AT TIME ZONE %(zone)s)::date AS on_day, true AS is_ours
            FROM vaccination_dose WHERE person_id = {person} AND voided_at IS NULL
            UNION ALL
            SELECT vaccine_id, series, number, given_on, false
            FROM registration_reporteddose WHERE person_id = {person} AND voided_at IS NULL
        ) d JOIN registration_vaccine v ON v.id = d.vaccine_id
    """  # noqa: S608  a name of the statement around it


SO_FAR = Statement("doses_so_far", doses_so_far(person="%(person)s"))
RULES_TO = """
    SELECT json_agg(r) FROM (
        SELECT previous, next, series, number, min_days, recommended_days, mixing_consent, enforcement,
            valid_from, valid_to
        FROM vaccination_doserule WHERE next = v.code
    ) r
"""  # a sub-select beside a vaccine `v`: what `rules_from` takes


@dataclass(frozen=True)
class Course:
    """What a person was given against one disease, and how many primary doses make a full course, by vaccine."""

    history: DoseHistory
    primary_doses: Mapping[str, int]


def course_of(person: Person, vaccine: Vaccine) -> Course:
    """Our own unvoided doses and the reported ones, and the vaccines that a decision about `vaccine` speaks of."""
    doses = next(SO_FAR.row(person=person.pk, zone=settings.TIME_ZONE) or iter(()), None)
    return course_from(doses or (), vaccine)


def course_from(doses: Iterable[PastRow], vaccine: Vaccine) -> Course:
    """Where two rows speak of the same number, ours counts."""
    known: dict[tuple[str, int], PastDose] = {}
    primary_doses: dict[str, int] = {}
    for code, primary, disease, series, number, on_day, is_ours in sorted(doses, key=lambda row: not row[-1]):
        if disease == vaccine.disease:
            known.setdefault((series, number), PastDose(code, series, number, date.fromisoformat(on_day), is_ours))
            primary_doses[code] = primary
    return Course(DoseHistory(tuple(known.values())), primary_doses | {vaccine.code: vaccine.primary_doses})


def rules_from(rows: Iterable[dict[str, Any]]) -> Sequence[DoseRuleRow]:
    return [DoseRuleRow(**row | {name: _day(row[name]) for name in ("valid_from", "valid_to")}) for row in rows]


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def named(problems: Iterable[Problem]) -> list[Problem]:
    """The rules speak of vaccines by code; people are told their names."""
    found = list(problems)
    codes = {str(problem.facts[fact]) for problem in found for fact in SPEAKS_OF_VACCINE & problem.facts.keys()}
    if not codes:
        return found
    names = dict(Vaccine.objects.filter(code__in=codes).values_list("code", "name"))
    return [with_names(problem, names) for problem in found]


def with_names(problem: Problem, names: Mapping[str, str]) -> Problem:
    """`names` by code of the vaccine."""
    if not SPEAKS_OF_VACCINE & problem.facts.keys():
        return problem
    facts = {fact: names.get(str(value), value) for fact, value in problem.facts.items()}
    return Problem(problem.code, problem.field, overridable=problem.overridable, **facts)


def vaccine_facts(vaccine: Vaccine) -> VaccineFacts:
    return VaccineFacts(
        code=vaccine.code,
        min_age_years=vaccine.min_age_years,
        is_given_here=vaccine.licensed == Vaccine.Licence.YES,
    )
