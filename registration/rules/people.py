"""What is told about a person at any door, and what is still wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from registration.rules.bhyt import Bhyt, read_bhyt
from registration.rules.codes import IdIs, PersonIs
from registration.rules.emails import is_email
from registration.rules.identity import IdKind, IdNumber, Sex, id_disagreements, read_id
from registration.rules.matching import Traits
from registration.rules.names import name_hints, name_problems
from registration.rules.phone import Phone, PhoneIs, read_phone
from vaxportal.core.dates import age_on
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy

ADULT_FROM = 18
ID_CARD_FROM = 14  # Luật Căn cước công dân 2014, điều 19: a card from 14 years of age
OLDEST = 120
GROUPS = range(1, 17)  # 16 groups, QĐ 3355/QĐ-BYT
NATIONALITIES = (  # ISO 3166, those of most people here first; ZZ is every other country
    "VN", "KH", "LA", "TH", "CN", "TW", "KR", "JP", "IN", "PH", "MY",
    "SG", "ID", "US", "CA", "AU", "GB", "FR", "DE", "RU", "ZZ",
)  # fmt: skip
LONGEST = {
    "email": 254,
    "occupation": 100,
    "workplace": 150,
    "address": 200,
    "ethnicity": 50,
    "missing_reason": 200,
}


class Door(StrEnum):
    """Where a person is told about; what must be told differs."""

    PUBLIC = "public"
    LIST = "list"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonGiven:
    """As given; `settled()` is the form that is stored. Codes are those of the reference data."""

    full_name: str = ""
    born_on: date | None = None
    sex: Sex | None = None
    phone: str = ""
    email: str = ""
    id_number: str = ""
    id_confirmed_on_paper: bool = False  # staff saw a card that contradicts the number's own parts
    bhyt: str = ""
    occupation: str = ""
    workplace: str = ""
    commune_code: str = ""
    address: str = ""
    ethnicity: str = ""
    nationality: str = "VN"
    priority_group: int | None = None
    guardian_name: str = ""
    missing_reason: str = ""  # why staff left phone or ID number out


def person_problems(given: PersonGiven, *, today: date, door: Door) -> Iterator[Problem]:
    """Everything that stands in the way of taking this person in, on the fields of PersonGiven."""
    yield from name_problems(tidy(given.full_name))
    yield from _birth_problems(given, today)
    if given.sex is None:
        yield Problem(PersonIs.SEX_MISSING, "sex")
    yield from _number_problems(given, today, door)
    yield from contact_problems(given, door=door)
    yield from _place_and_group_problems(given)
    if given.nationality not in NATIONALITIES:
        yield Problem(PersonIs.NATIONALITY_UNKNOWN, "nationality")
    yield from _guardian_problems(given, today, door)
    if door == Door.STAFF and not ((given.phone.strip() and given.id_number.strip()) or tidy(given.missing_reason)):
        yield Problem(PersonIs.REASON_MISSING, "missing_reason")
    yield from _text_problems(given)


def person_hints(given: PersonGiven) -> Iterator[Problem]:
    """Worth a second look before going on, never a refusal."""
    yield from name_hints(tidy(given.full_name))


def contact_problems(given: PersonGiven, *, door: Door) -> Iterator[Problem]:
    """Phone and e-mail alone, as they may be changed later without touching the identity."""
    phone = read_phone(given.phone)
    if isinstance(phone, Problem) and not (phone.code == PhoneIs.MISSING and door == Door.STAFF):
        yield phone
    if given.email.strip() and not is_email(given.email.strip()):
        yield Problem(PersonIs.EMAIL_UNREADABLE, "email")


def settled(given: PersonGiven, *, today: date) -> PersonGiven:
    """The stored form: tidy texts, phone as E.164, identity number without separators, the ten digits of BHYT."""
    phone, read, bhyt = read_phone(given.phone), read_id(given.id_number, today=today), read_bhyt(given.bhyt)
    return replace(
        given,
        full_name=tidy(given.full_name),
        phone=phone.number if isinstance(phone, Phone) else "",
        email=given.email.strip(),
        id_number=read.number if isinstance(read, IdNumber) else "",
        bhyt=bhyt.key if isinstance(bhyt, Bhyt) else "",
        occupation=tidy(given.occupation),
        workplace=tidy(given.workplace),
        address=tidy(given.address),
        ethnicity=tidy(given.ethnicity),
        guardian_name=tidy(given.guardian_name),
        missing_reason=tidy(given.missing_reason),
    )


def id_kind(given: PersonGiven, *, today: date) -> IdKind | None:
    read = read_id(given.id_number, today=today)
    return read.kind if isinstance(read, IdNumber) else None


def traits_of(given: PersonGiven, *, home: str | None = None) -> Traits:
    """Of a settled person without problems; `home`: what stands for the commune, else its code."""
    assert given.born_on and given.sex
    numbers = (given.id_number, given.bhyt, given.phone)
    commune = given.commune_code if home is None else home
    return Traits(given.full_name, given.born_on, given.sex, *numbers, commune)


def is_minor(born_on: date, today: date) -> bool:
    return age_on(born_on, today) < ADULT_FROM


def _birth_problems(given: PersonGiven, today: date) -> Iterator[Problem]:
    if given.born_on is None:
        yield Problem(PersonIs.BORN_MISSING, "born_on")
    elif given.born_on > today:
        yield Problem(PersonIs.BORN_IN_FUTURE, "born_on")
    elif age_on(given.born_on, today) > OLDEST:
        yield Problem(PersonIs.BORN_TOO_LONG_AGO, "born_on", oldest=OLDEST)


def _number_problems(given: PersonGiven, today: date, door: Door) -> Iterator[Problem]:
    if given.id_number.strip():
        read = read_id(given.id_number, today=today)
        if isinstance(read, Problem):
            yield read
        elif not (given.id_confirmed_on_paper and door == Door.STAFF):
            yield from id_disagreements(read, sex=given.sex, born_on=given.born_on)
    elif door == Door.PUBLIC and not (given.born_on and age_on(given.born_on, today) < ID_CARD_FROM):
        yield Problem(IdIs.MISSING, "id_number")
    if given.bhyt.strip():
        bhyt = read_bhyt(given.bhyt)
        if isinstance(bhyt, Problem):
            yield bhyt


def _place_and_group_problems(given: PersonGiven) -> Iterator[Problem]:
    if not given.commune_code:
        yield Problem(PersonIs.COMMUNE_MISSING, "commune")
    if given.priority_group is None:
        yield Problem(PersonIs.GROUP_MISSING, "priority_group")
    elif given.priority_group not in GROUPS:
        yield Problem(PersonIs.GROUP_UNKNOWN, "priority_group")


def _guardian_problems(given: PersonGiven, today: date, door: Door) -> Iterator[Problem]:
    guardian = tidy(given.guardian_name)
    if guardian:
        yield from name_problems(guardian, "guardian_name")
    elif door != Door.LIST and given.born_on and given.born_on <= today and is_minor(given.born_on, today):
        yield Problem(PersonIs.GUARDIAN_MISSING, "guardian_name")


def _text_problems(given: PersonGiven) -> Iterator[Problem]:
    for field, longest in LONGEST.items():
        if text := getattr(given, field):
            yield from text_problems(text, field, longest=longest)


def text_problems(text: str, field: str, *, longest: int) -> Iterator[Problem]:
    """For free text: not too long, no markup."""
    if len(text) > longest:
        yield Problem(PersonIs.TEXT_TOO_LONG, field, longest=longest)
    if "<" in text or ">" in text:
        yield Problem(PersonIs.TEXT_MARKUP, field)
