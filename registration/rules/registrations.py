"""A wish to be vaccinated: the twelve questions, the wished day, earlier doses, consent, and the states it passes."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from registration.rules.codes import PersonIs, RegistrationIs
from registration.rules.people import text_problems
from vaxportal.core.problems import Problem

LONGEST_DETAIL = 300
LONGEST_RELATION = 50
MOST_EARLIER_DOSES = 6
FARTHEST_WISH = timedelta(days=365)
QUESTIONS = range(1, 13)
QUESTIONS_WITH_TEXT = frozenset({1, 3, 6, 7, 12})


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class HalfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    WHOLE_DAY = "whole_day"


class WishedDose(StrEnum):
    FIRST = "first"
    NEXT = "next"


class RegistrationState(StrEnum):
    RECEIVED = "received"
    ACCEPTED = "accepted"
    INVITED = "invited"
    DONE = "done"
    WITHDRAWN = "withdrawn"


NEXT: dict[RegistrationState, frozenset[RegistrationState]] = {
    RegistrationState.RECEIVED: frozenset(
        {
            RegistrationState.ACCEPTED,
            RegistrationState.INVITED,
            RegistrationState.DONE,  # called in on the spot, as a walk-in
            RegistrationState.WITHDRAWN,
        }
    ),
    RegistrationState.ACCEPTED: frozenset(
        {RegistrationState.INVITED, RegistrationState.DONE, RegistrationState.WITHDRAWN}
    ),
    RegistrationState.INVITED: frozenset(
        {
            RegistrationState.ACCEPTED,  # did not come, or could not be injected: back to the waiting list
            RegistrationState.DONE,
            RegistrationState.WITHDRAWN,
        }
    ),
    RegistrationState.DONE: frozenset({RegistrationState.ACCEPTED, RegistrationState.INVITED}),  # its dose was voided
    RegistrationState.WITHDRAWN: frozenset(),
}
OPEN = frozenset({RegistrationState.RECEIVED, RegistrationState.ACCEPTED, RegistrationState.INVITED})


@dataclass(frozen=True, slots=True)
class HistoryAnswers:
    """The twelve questions of the form, by number."""

    answers: Mapping[int, str] = field(default_factory=dict)
    details: Mapping[int, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, dict[str, str]]:
        return {
            str(number): {"answer": str(answer), "detail": self.details.get(number, "")}
            for number, answer in sorted(self.answers.items())
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Mapping[str, str]]) -> "HistoryAnswers":
        return cls(
            {int(number): told["answer"] for number, told in stored.items()},
            {int(number): told["detail"] for number, told in stored.items() if told.get("detail")},
        )


@dataclass(frozen=True, slots=True)
class EarlierDose:
    vaccine: str = ""  # its code
    given_on: date | None = None
    lot_number: str = ""
    facility: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishGiven:
    dose: WishedDose = WishedDose.FIRST
    vaccine: str = ""
    on: date | None = None
    half_day: str = HalfDay.WHOLE_DAY
    earlier: Sequence[EarlierDose] = ()


def history_problems(history: HistoryAnswers) -> Iterator[Problem]:
    for number in QUESTIONS:
        place = f"question_{number}"
        answer, detail = history.answers.get(number, ""), history.details.get(number, "")
        if not answer:
            yield Problem(RegistrationIs.ANSWER_MISSING, place, question=number)
        elif answer not in set(Answer):
            yield Problem(RegistrationIs.ANSWER_UNKNOWN, place, question=number)
        if detail and number not in QUESTIONS_WITH_TEXT:
            yield Problem(RegistrationIs.DETAIL_NOT_ASKED, f"detail_{number}", question=number)
        yield from text_problems(detail, f"detail_{number}", longest=LONGEST_DETAIL)


def wish_problems(
    wish: WishGiven, *, today: date, vaccines: Set[str], born_on: date | None = None
) -> Iterator[Problem]:
    """The wished vaccine, day and half-day, and the earlier doses told for a next one."""
    if wish.on and wish.on < today:
        yield Problem(RegistrationIs.WISH_IN_PAST, "wished_on", earliest=today)
    if wish.on and wish.on > today + FARTHEST_WISH:
        yield Problem(RegistrationIs.WISH_TOO_FAR, "wished_on", latest=today + FARTHEST_WISH)
    if wish.vaccine and wish.vaccine not in vaccines:
        yield Problem(RegistrationIs.WISHED_VACCINE_UNKNOWN, "wished_vaccine")
    if wish.half_day not in set(HalfDay):
        yield Problem(RegistrationIs.HALF_DAY_UNKNOWN, "half_day")
    if wish.dose == WishedDose.NEXT and not wish.earlier:
        yield Problem(RegistrationIs.EARLIER_MISSING, "earlier")
    if wish.dose == WishedDose.FIRST and wish.earlier:
        yield Problem(RegistrationIs.EARLIER_NOT_ASKED, "earlier")
    yield from earlier_problems(wish.earlier, today=today, vaccines=vaccines, born_on=born_on)


def earlier_problems(
    doses: Sequence[EarlierDose], *, today: date, vaccines: Set[str], born_on: date | None = None
) -> Iterator[Problem]:
    """Doses given elsewhere, as told by the person, a list or staff: known vaccine, days in order, none to come."""
    if len(doses) > MOST_EARLIER_DOSES:
        yield Problem(RegistrationIs.EARLIER_TOO_MANY, "earlier", most=MOST_EARLIER_DOSES)
    before: date | None = None
    for number, dose in enumerate(doses, start=1):
        if dose.vaccine not in vaccines:
            yield Problem(RegistrationIs.EARLIER_VACCINE_UNKNOWN, f"earlier_{number}_vaccine", number=number)
        code = _wrong_day(dose.given_on, today=today, born_on=born_on, before=before)
        if code:
            yield Problem(code, f"earlier_{number}_given_on", number=number)
        before = dose.given_on or before


def _wrong_day(day: date | None, *, today: date, born_on: date | None, before: date | None) -> RegistrationIs | None:
    if day is None:
        return RegistrationIs.EARLIER_DAY_MISSING
    if day > today:
        return RegistrationIs.EARLIER_IN_FUTURE
    if born_on and day < born_on:
        return RegistrationIs.EARLIER_BEFORE_BIRTH
    if before and day <= before:
        return RegistrationIs.EARLIER_OUT_OF_ORDER
    return None


def consent_problems(version: str, *, current: str) -> Iterator[Problem]:
    """The version that was ticked must be the one in force."""
    if not version:
        yield Problem(RegistrationIs.CONSENT_MISSING, "consent")
    elif version != current:
        yield Problem(RegistrationIs.CONSENT_OUTDATED, "consent")


def relation_problems(relation: str, *, for_relative: bool) -> Iterator[Problem]:
    if for_relative and not relation.strip():
        yield Problem(PersonIs.RELATION_MISSING, "relation")
    yield from text_problems(relation, "relation", longest=LONGEST_RELATION)


def move_problems(state: str, to: RegistrationState) -> Iterator[Problem]:
    """A registration takes only the steps of NEXT."""
    if to not in NEXT[RegistrationState(state)]:
        yield Problem(RegistrationIs.NOT_NEXT_STATE)
