"""From the answers of a draft, kept as text, to what the service takes."""

from collections.abc import Iterator, Mapping
from datetime import date

from registration.models.people import Sex as SexChoice
from registration.rules.codes import PersonIs
from registration.rules.identity import Sex
from registration.rules.people import PersonGiven
from registration.rules.registrations import (
    MOST_EARLIER_DOSES,
    QUESTIONS,
    EarlierDose,
    HalfDay,
    HistoryAnswers,
    WishedDose,
    WishGiven,
)
from registration.services.given import RegistrationGiven
from vaxportal.core.problems import Problem

Answers = dict[str, str]


def person_of(told: Mapping[str, str]) -> PersonGiven:
    sex, group = told.get("sex", ""), told.get("priority_group", "")
    return PersonGiven(
        full_name=told.get("full_name", ""),
        phone=told.get("phone", ""),
        email=told.get("email", ""),
        id_number=told.get("id_number", ""),
        bhyt=told.get("bhyt", ""),
        occupation=told.get("occupation", ""),
        workplace=told.get("workplace", ""),
        address=told.get("address", ""),
        ethnicity=told.get("ethnicity", ""),
        born_on=_day(told, "born_on"),
        sex=Sex(sex) if sex in SexChoice.values else None,
        commune_code=told.get("commune", ""),
        nationality=told.get("nationality") or "VN",
        priority_group=int(group) if group.isdecimal() else None,
        guardian_name=told.get("guardian_name", ""),
    )


def unknown_choices(told: Mapping[str, str]) -> Iterator[Problem]:
    """What was told where a choice is asked for, and is none; as a value it would count as missing."""
    if told.get("sex") and told["sex"] not in SexChoice.values:
        yield Problem(PersonIs.SEX_UNKNOWN, "sex")
    if told.get("priority_group") and not told["priority_group"].isdecimal():
        yield Problem(PersonIs.GROUP_UNKNOWN, "priority_group")


def wish_of(told: Mapping[str, str]) -> WishGiven:
    is_next = told.get("wished_dose") == WishedDose.NEXT
    return WishGiven(
        dose=WishedDose.NEXT if is_next else WishedDose.FIRST,
        on=_day(told, "wished_on"),
        half_day=told.get("half_day") or HalfDay.WHOLE_DAY,
        earlier=_earlier(told) if is_next else (),
    )


def history_of(told: Mapping[str, str]) -> HistoryAnswers:
    answers = {number: told[f"question_{number}"] for number in QUESTIONS if told.get(f"question_{number}")}
    details = {number: told[f"detail_{number}"] for number in QUESTIONS if told.get(f"detail_{number}")}
    return HistoryAnswers(answers, details)


def registration_of(told: Mapping[str, str]) -> RegistrationGiven:
    for_relative = told.get("for_whom") == "relative"
    return RegistrationGiven(
        person=person_of(told),
        wish=wish_of(told),
        history=history_of(told),
        consent=told.get("consent", ""),
        registrant_name=told.get("registrant_name", "") if for_relative else "",
        relation=told.get("relation", "") if for_relative else "",
    )


def registrant_phone(told: Mapping[str, str]) -> str:
    """The phone that is proved by the code: a relative's helper's, else the person's own."""
    return told.get("registrant_phone" if told.get("for_whom") == "relative" else "phone", "")


def _earlier(told: Mapping[str, str]) -> list[EarlierDose]:
    doses = []
    for number in range(1, MOST_EARLIER_DOSES + 1):
        stem = f"earlier_{number}"
        parts = [told.get(f"{stem}_{part}", "") for part in ("vaccine", "given_on", "lot", "facility")]
        if any(parts):
            doses.append(EarlierDose(parts[0], _day(told, f"{stem}_given_on"), parts[2], parts[3]))
    return doses


def _day(told: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(told[name]) if told.get(name) else None
