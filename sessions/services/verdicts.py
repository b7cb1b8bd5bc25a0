"""Which dose somebody would get on a day, and what the rules say to it: the same answer for a scan and for the pack
that a device takes along. Read in two queries, however many people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from registration.models import Person, Vaccine
from sessions.rules.codes import DoseIs
from sessions.rules.doses import DoseGiven, DoseHistory, DoseRuleRow, allowed_doses, course_problems
from sessions.services.dose_facts import (
    RULES_TO,
    PastRow,
    course_from,
    doses_so_far,
    rules_from,
    vaccine_facts,
    with_names,
)
from vaxportal.core.problems import Problem

LAST_OF_ALL = ("booster", 3)  # is spoken of where everything was given
MANY = f"SELECT p.id, ({doses_so_far(person='p.id')}) FROM unnest(%(people)s::bigint[]) p(id)"  # noqa: S608
RULES = f"SELECT v.code, ({RULES_TO}) FROM registration_vaccine v WHERE v.id = ANY(%(vaccines)s)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Verdict:
    """The usual next dose with one vaccine. Green: go. Amber: a reason or a consent lifts it. Red: not now."""

    vaccine: str  # its code
    series: str
    number: int
    problems: tuple[Problem, ...] = ()

    @property
    def needs_reason(self) -> bool:
        return any(one.overridable for one in self.problems)

    @property
    def needs_consent(self) -> bool:
        return any(one.code == DoseIs.MIXING_NEEDS_CONSENT for one in self.problems)

    @property
    def tone(self) -> str:
        lifted = [one for one in self.problems if one.overridable or one.code == DoseIs.MIXING_NEEDS_CONSENT]
        return "red" if len(lifted) < len(self.problems) else "amber" if self.problems else "green"


@dataclass(frozen=True, slots=True)
class Judged:
    history: DoseHistory  # against the disease of the first vaccine asked about
    verdicts: Mapping[str, Verdict]  # by code of the vaccine


class Judge:
    """The rules of one day for some vaccines."""

    def __init__(self, vaccines: Iterable[Vaccine], *, day: date) -> None:
        self.vaccines, self.day = list({one.pk: one for one in vaccines}.values()), day
        self.names = dict(Vaccine.objects.values_list("code", "name"))
        self._rules: dict[str, Sequence[DoseRuleRow]] = {
            code: rules_from(rules or ()) for code, rules in _rows(RULES, vaccines=[one.pk for one in self.vaccines])
        }

    def judge(self, people: Sequence[Person]) -> dict[int, Judged]:
        """By the key of the person."""
        doses = dict(_rows(MANY, people=[one.pk for one in people], zone=settings.TIME_ZONE))
        return {one.pk: self.judge_by(doses[one.pk] or (), born_on=one.born_on) for one in people}

    def judge_by(self, doses: Iterable[PastRow], *, born_on: date) -> Judged:
        """Of somebody who is not in the register, too: they have no doses."""
        told = list(doses)
        courses = {vaccine.code: course_from(told, vaccine) for vaccine in self.vaccines}
        verdicts = {
            vaccine.code: self._verdict(
                vaccine, courses[vaccine.code].history, courses[vaccine.code].primary_doses, born_on
            )
            for vaccine in self.vaccines
        }
        first = next(iter(courses.values()), None)
        return Judged(first.history if first else DoseHistory(), verdicts)

    def _verdict(
        self, vaccine: Vaccine, history: DoseHistory, primary_doses: Mapping[str, int], born_on: date
    ) -> Verdict:
        series, number = next(iter(allowed_doses(history, primary_doses)), LAST_OF_ALL)
        problems = course_problems(
            DoseGiven(series, number, self.day),
            vaccine=vaccine_facts(vaccine),
            history=history,
            rules=self._rules.get(vaccine.code, ()),
            primary_doses=primary_doses,
            born_on=born_on,
        )
        return Verdict(vaccine.code, str(series), number, tuple(with_names(one, self.names) for one in problems))


def _rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:  # what the statement asks for and selects
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
