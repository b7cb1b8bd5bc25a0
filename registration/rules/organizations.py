"""Organizations that register their people: what they tell, and how they are approved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from registration.rules.codes import OrganizationIs, PersonIs
from registration.rules.names import FORMULA_STARTS, name_problems
from registration.rules.people import text_problems
from registration.rules.phone import read_phone
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy

TAX_CODE = re.compile(r"[0-9]{10}(-[0-9]{3})?")  # Thông tư 105/2020/TT-BTC: 10 digits, a branch 10 + 3
LONGEST_NAME = 150
LONGEST_ADDRESS = 200
MOST_PEOPLE = 1_000_000


class OrganizationKind(StrEnum):
    COMPANY = "company"
    SCHOOL = "school"
    AGENCY = "agency"
    ZONE_BOARD = "zone_board"


class OrganizationState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


NEXT: dict[OrganizationState, frozenset[OrganizationState]] = {
    OrganizationState.PENDING: frozenset({OrganizationState.APPROVED, OrganizationState.REFUSED}),
    OrganizationState.APPROVED: frozenset(),
    OrganizationState.REFUSED: frozenset({OrganizationState.APPROVED}),  # the district thinks again
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationGiven:
    name: str = ""
    kind: str = ""
    tax_code: str = ""
    commune_code: str = ""
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    headcount: int | None = None


def read_tax_code(text: str, field: str = "tax_code") -> str | Problem:
    written = re.sub(r"[\s.]+", "", text)
    if re.fullmatch(r"[0-9]{13}", written):
        written = f"{written[:10]}-{written[10:]}"
    return written if TAX_CODE.fullmatch(written) else Problem(OrganizationIs.TAX_CODE_UNREADABLE, field)


def organization_problems(given: OrganizationGiven) -> Iterator[Problem]:
    name = tidy(given.name)
    if not any(sign.isalpha() for sign in name):
        yield Problem(OrganizationIs.NAME_MISSING, "name")
    elif name.startswith(FORMULA_STARTS) or "<" in name or ">" in name:
        yield Problem(OrganizationIs.NAME_SIGNS, "name")
    yield from (problem for problem in text_problems(name, "name", longest=LONGEST_NAME) if "longest" in problem.facts)
    if given.kind not in set(OrganizationKind):
        yield Problem(OrganizationIs.KIND_UNKNOWN, "kind")
    yield from _tax_problems(given)
    if not given.commune_code:
        yield Problem(PersonIs.COMMUNE_MISSING, "commune")
    yield from text_problems(given.address, "address", longest=LONGEST_ADDRESS)
    yield from name_problems(tidy(given.contact_name), "contact_name")
    phone = read_phone(given.contact_phone, "contact_phone")
    if isinstance(phone, Problem):
        yield phone
    if given.headcount is not None and not 1 <= given.headcount <= MOST_PEOPLE:
        yield Problem(OrganizationIs.HEADCOUNT_IMPOSSIBLE, "headcount", most=MOST_PEOPLE)


def _tax_problems(given: OrganizationGiven) -> Iterator[Problem]:
    if given.tax_code.strip():
        read = read_tax_code(given.tax_code)
        if isinstance(read, Problem):
            yield read
    elif given.kind == OrganizationKind.COMPANY:
        yield Problem(OrganizationIs.TAX_CODE_MISSING, "tax_code")


def decision_problems(state: str, to: OrganizationState, *, reason: str = "") -> Iterator[Problem]:
    """An organization is decided upon once, and a refusal says why."""
    if to not in NEXT[OrganizationState(state)]:
        yield Problem(OrganizationIs.NOT_NEXT_STATE)
    if to == OrganizationState.REFUSED and not reason.strip():
        yield Problem(OrganizationIs.REASON_MISSING, "reason")


def board_problems(kind: str, state: str) -> Iterator[Problem]:
    """A company stands under an economic-zone board that the district has approved."""
    if kind != OrganizationKind.ZONE_BOARD or state != OrganizationState.APPROVED:
        yield Problem(OrganizationIs.BOARD_UNKNOWN, "board")


def upload_problems(state: str) -> Iterator[Problem]:
    """Only an approved organization hands in lists."""
    if state != OrganizationState.APPROVED:
        yield Problem(OrganizationIs.NOT_APPROVED)
