"""The pre-vaccination check of QĐ 4355/QĐ-BYT (10/9/2021): ten questions, vital signs, and what they suggest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sessions.rules.codes import ScreeningIs
from vaxportal.core.problems import Problem

BLOOD_PRESSURE_OVER_AGE = 65


class ScreeningOutcome(StrEnum):
    ELIGIBLE = "eligible"
    DEFERRED = "deferred"
    CONTRAINDICATED = "contraindicated"
    REFERRED = "referred"
    REFUSED = "refused"  # the person says no


class Question(StrEnum):
    ANAPHYLAXIS_TO_VACCINE = "q1"
    COVID_IN_6_MONTHS = "q2"
    ACUTE_ILLNESS = "q3"
    PREGNANT_UNDER_13_WEEKS = "q4a"
    PREGNANT_FROM_13_WEEKS = "q4b"
    ANAPHYLAXIS_GRADE_3 = "q5"
    IMMUNE_DEFICIENCY = "q6"
    ALLERGY = "q7"
    BLEEDING_DISORDER = "q8"
    PERCEPTION_DISORDER = "q9"
    ABNORMAL_VITALS = "q10"


ASKED = tuple(question for question in Question if question != Question.ABNORMAL_VITALS)  # q10 follows from the vitals
PREGNANCY = frozenset({Question.PREGNANT_UNDER_13_WEEKS, Question.PREGNANT_FROM_13_WEEKS})
CONTRAINDICATING = frozenset({Question.ANAPHYLAXIS_TO_VACCINE})
DEFERRING = frozenset({Question.COVID_IN_6_MONTHS, Question.ACUTE_ILLNESS, Question.PREGNANT_UNDER_13_WEEKS})
REFERRING = frozenset({Question.ANAPHYLAXIS_GRADE_3})
CONCLUDES = (  # the first that holds
    (ScreeningOutcome.CONTRAINDICATED, CONTRAINDICATING),
    (ScreeningOutcome.DEFERRED, DEFERRING),
    (ScreeningOutcome.REFERRED, REFERRING),
)
CAUTIONING = frozenset(Question) - CONTRAINDICATING - DEFERRING - REFERRING


@dataclass(frozen=True, slots=True)
class Limits:
    """Normal from lowest to highest; a number outside possible is a slip of the keyboard."""

    lowest: float
    highest: float
    possible_from: float
    possible_to: float


class Sign(StrEnum):
    """What is measured (dấu hiệu sinh tồn)."""

    TEMPERATURE = "temperature"
    PULSE = "pulse"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    BREATHS = "breaths"


LIMITS = {  # QĐ 4355/QĐ-BYT, the form's own limits
    Sign.TEMPERATURE: Limits(35.5, 37.5, 30, 45),
    Sign.PULSE: Limits(60, 100, 20, 250),
    Sign.SYSTOLIC: Limits(90, 140, 50, 300),
    Sign.DIASTOLIC: Limits(60, 90, 20, 200),
    Sign.BREATHS: Limits(0, 25, 4, 80),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    temperature: float | None = None
    pulse: int | None = None
    systolic: int | None = None
    diastolic: int | None = None
    breaths: int | None = None

    def measured(self) -> Iterator[tuple[Sign, float]]:
        for name in LIMITS:
            value = getattr(self, name)
            if value is not None:
                yield name, value

    def abnormal(self) -> list[Sign]:
        """Names of the signs outside their limits."""
        return [name for name, value in self.measured() if not LIMITS[name].lowest <= value <= LIMITS[name].highest]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningGiven:
    answers: Mapping[str, bool] = field(default_factory=dict)  # by Question; None or absent: not asked yet
    vitals: Vitals = field(default_factory=Vitals)
    has_heart_history: bool = False  # high blood pressure or heart disease: blood pressure is measured
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    outcome: ScreeningOutcome
    with_caution: bool
    because: tuple[Question, ...]  # the questions that lead to it


def suggested(answers: Mapping[str, bool], vitals: Vitals) -> Suggestion:
    """What the form concludes; the doctor decides."""
    told_yes = {question for question in Question if answers.get(question)}
    if vitals.abnormal():
        told_yes.add(Question.ABNORMAL_VITALS)
    for outcome, questions in CONCLUDES:
        if because := told_yes & questions:
            return Suggestion(outcome, False, tuple(sorted(because)))
    return Suggestion(ScreeningOutcome.ELIGIBLE, bool(told_yes), tuple(sorted(told_yes)))


def needs_blood_pressure(*, age: int, has_heart_history: bool) -> bool:
    return has_heart_history or age > BLOOD_PRESSURE_OVER_AGE


def screening_problems(given: ScreeningGiven, *, sex: str, age: int) -> Iterator[Problem]:
    """A person who refuses may leave at any point of the form; anyone else is asked everything."""
    if given.outcome not in set(ScreeningOutcome):
        yield Problem(ScreeningIs.OUTCOME_MISSING, "outcome")
    yield from _answer_problems(given, sex)
    yield from _vital_problems(given, age)
    yield from _outcome_problems(given)


def _answer_problems(given: ScreeningGiven, sex: str) -> Iterator[Problem]:
    for question in ASKED:
        answer = given.answers.get(question)
        if sex == "M" and question in PREGNANCY:
            if answer:
                yield Problem(ScreeningIs.PREGNANCY_MALE, question)
        elif answer is None and given.outcome != ScreeningOutcome.REFUSED:
            yield Problem(ScreeningIs.ANSWER_MISSING, question, question=question.removeprefix("q"))
    for key in given.answers:
        if key not in set(Question):
            yield Problem(ScreeningIs.ANSWER_UNKNOWN, key)


def _vital_problems(given: ScreeningGiven, age: int) -> Iterator[Problem]:
    vitals = given.vitals
    if given.outcome != ScreeningOutcome.REFUSED:
        if vitals.temperature is None:
            yield Problem(ScreeningIs.TEMPERATURE_MISSING, "temperature")
        if vitals.systolic is None and needs_blood_pressure(age=age, has_heart_history=given.has_heart_history):
            yield Problem(ScreeningIs.BLOOD_PRESSURE_MISSING, "systolic", age=BLOOD_PRESSURE_OVER_AGE)
    for name, value in vitals.measured():
        limits = LIMITS[name]
        if not limits.possible_from <= value <= limits.possible_to:
            lowest, highest = limits.possible_from, limits.possible_to
            yield Problem(ScreeningIs.NUMBER_IMPOSSIBLE, name, sign=name, lowest=lowest, highest=highest)
    if (vitals.systolic is None) != (vitals.diastolic is None):
        yield Problem(ScreeningIs.BLOOD_PRESSURE_HALF, "diastolic" if vitals.diastolic is None else "systolic")
    elif vitals.systolic is not None and vitals.diastolic is not None and vitals.systolic <= vitals.diastolic:
        yield Problem(ScreeningIs.BLOOD_PRESSURE_ORDER, "systolic")


def _outcome_problems(given: ScreeningGiven) -> Iterator[Problem]:
    """Deciding other than the form suggests needs a reason; refusing is the person's own right."""
    suggestion = suggested(given.answers, given.vitals).outcome
    if given.note.strip() or given.outcome not in set(ScreeningOutcome) - {suggestion, ScreeningOutcome.REFUSED}:
        return
    if suggestion == ScreeningOutcome.CONTRAINDICATED:
        yield Problem(ScreeningIs.AGAINST_CONTRAINDICATION, "note")
    else:
        yield Problem(ScreeningIs.AGAINST_SUGGESTION, "note", suggestion=suggestion)
