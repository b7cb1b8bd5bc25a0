"""What the rules of doses want to know about a person and a lot, read in as few queries as can be."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import CharField, F, Value
from django.db.models.functions import TruncDate

from registration.models import Person, ReportedDose, Vaccine
from sessions.models import Dose, DoseRule
from sessions.rules.doses import DoseHistory, DoseRuleRow, PastDose, VaccineFacts
from vaxportal.core.problems import Problem

SPEAKS_OF_VACCINE = {"previous", "next"}
RULE_COLUMNS = (
    "previous",
    "next",
    "series",
    "number",
    "min_days",
    "recommended_days",
    "mixing_consent",
    "enforcement",
    "valid_from",
    "valid_to",
)


def history_of(person: Person, *, disease: str) -> DoseHistory:
    """Our own unvoided doses and the reported ones; where both speak of the same number, ours counts."""
    columns = ("code", "series", "number", "on", "origin")
    text: CharField[str, str] = CharField()
    ours = Dose.objects.filter(person=person, disease=disease).not_voided()
    told = ReportedDose.objects.filter(person=person, vaccine__disease=disease, voided_at=None)
    union = (
        ours.order_by()
        .annotate(code=F("vaccine__code"), on=TruncDate("given_at"), origin=Value("a", text))
        .values_list(*columns)
        .union(
            told.order_by()
            .annotate(code=F("vaccine__code"), on=F("given_on"), origin=Value("b", text))
            .values_list(*columns)
        )
    )
    found: dict[tuple[str, int], PastDose] = {}
    for code, series, number, on, _origin in sorted(union, key=lambda row: row[4]):
        found.setdefault((series, number), PastDose(code, series, number, on))
    return DoseHistory(tuple(found.values()))


def rules_for(vaccine: Vaccine) -> Sequence[DoseRuleRow]:
    rows = DoseRule.objects.filter(next=vaccine.code).order_by().values(*RULE_COLUMNS)
    return [DoseRuleRow(**row) for row in rows]


def full_courses(vaccine: Vaccine, history: DoseHistory) -> dict[str, int]:
    """How many primary doses make a full course, for every vaccine that this decision speaks of."""
    others = {dose.vaccine for dose in history.doses} - {vaccine.code}
    counts = dict(Vaccine.objects.filter(code__in=others).values_list("code", "primary_doses")) if others else {}
    return counts | {vaccine.code: vaccine.primary_doses}


def named(problems: Iterable[Problem]) -> list[Problem]:
    """The rules speak of vaccines by code; people are told their names."""
    found = list(problems)
    codes = {str(problem.facts[fact]) for problem in found for fact in SPEAKS_OF_VACCINE & problem.facts.keys()}
    if not codes:
        return found
    names = dict(Vaccine.objects.filter(code__in=codes).values_list("code", "name"))
    return [_with_names(problem, names) for problem in found]


def _with_names(problem: Problem, names: Mapping[str, str]) -> Problem:
    facts = {fact: names.get(str(value), value) for fact, value in problem.facts.items()}
    return Problem(problem.code, problem.field, overridable=problem.overridable, **facts)


def vaccine_facts(vaccine: Vaccine) -> VaccineFacts:
    return VaccineFacts(
        code=vaccine.code,
        min_age_years=vaccine.min_age_years,
        is_given_here=vaccine.licensed == Vaccine.Licence.YES,
    )
