"""One row of a worker list: taken as it is, taken with repairs, refused with reasons, or the same person again."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from registration.rules.codes import ListIs
from registration.rules.list_cells import (
    RowCells,
    read_born,
    read_commune,
    read_group,
    read_list_bhyt,
    read_list_id,
    read_list_phone,
    read_name,
    read_sex,
)
from registration.rules.list_columns import Header, heading_of
from registration.rules.people import LONGEST, Door, PersonGiven, person_problems, settled
from registration.rules.registrations import EarlierDose, earlier_problems
from registration.rules.units import Units
from vaxportal.core.dates import parse_day
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold, tidy

MOST_BYTES = 10 * 1024 * 1024  # of an uploaded file
LIST_FIELDS = {"full_name": "name", "born_on": "born", "priority_group": "group", "id_number": "id"}
OF_A_PERSON = ("born", "sex", "group", "phone", "id", "bhyt")  # a row with none of them and no number is no person
COLUMN_NUMBER = re.compile(r"\(?[0-9]{1,2}\)?")
VACCINE_WORDS = {
    "VAXZEVRIA": "VAXZEVRIA",
    "ASTRA": "VAXZEVRIA",
    "AZD1222": "VAXZEVRIA",
    "COMIRNATY": "COMIRNATY",
    "PFIZER": "COMIRNATY",
    "SPIKEVAX": "SPIKEVAX",
    "MODERNA": "SPIKEVAX",
    "JANSSEN": "JANSSEN",
    "JOHNSON": "JANSSEN",
    "VERO CELL": "VERO_CELL",
    "VEROCELL": "VERO_CELL",
    "SINOPHARM": "VERO_CELL",
    "HAYAT": "HAYAT_VAX",
    "SPUTNIK": "SPUTNIK_V",
    "ABDALA": "ABDALA",
    "COVISHIELD": "COVISHIELD",
    "CORONAVAC": "CORONAVAC",
    "SINOVAC": "CORONAVAC",
    "NUVAXOVID": "NUVAXOVID",
    "NOVAVAX": "NUVAXOVID",
}


class RowOutcome(StrEnum):
    ACCEPTED = "accepted"
    REPAIRED = "repaired"
    LINKED = "linked"  # the same person stands in an earlier row
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowRead:
    """`number` is the row of the sheet, from 1. Fields of problems and repairs: name, born, sex, group, phone, id…"""

    number: int
    given: PersonGiven
    earlier: tuple[EarlierDose, ...] = ()
    repairs: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    duplicate_of: int | None = None

    @property
    def outcome(self) -> RowOutcome:
        if self.problems:
            return RowOutcome.REFUSED
        if self.duplicate_of is not None:
            return RowOutcome.LINKED
        return RowOutcome.REPAIRED if self.repairs else RowOutcome.ACCEPTED


def read_list(
    rows: Sequence[Sequence[object]], header: Header, *, units: Units, today: date, is_csv: bool = False
) -> Iterator[RowRead]:
    """All persons of a sheet in order, repeated ones linked to their first row."""
    found = (
        read_row(cells, header, number=index + 1, units=units, today=today, is_csv=is_csv)
        for index, cells in enumerate(rows[header.first_row :], start=header.first_row)
    )
    return link_duplicates(row for row in found if row is not None)


def read_row(
    cells: Sequence[object], header: Header, *, number: int, units: Units, today: date, is_csv: bool = False
) -> RowRead | None:
    """One row; None for what is no person: blank rows, totals, signatures, repeated headings."""
    row = RowCells(
        {name: cells[column] for name, column in header.columns.items() if column < len(cells)}, is_csv=is_csv
    )
    if not is_person(row):
        return None
    given = _read_person(row, units, today)
    earlier = tuple(_read_earlier(row))
    told = {problem.field for problem in row.problems}
    for problem in (*person_problems(given, today=today, door=Door.LIST), *_earlier_problems(earlier, given, today)):
        field = LIST_FIELDS.get(problem.field, problem.field)
        if field not in told:
            row.problems.append(problem.at(field))
    stored = given if row.problems else settled(given, today=today)
    return RowRead(number, stored, earlier, tuple(row.repairs), tuple(row.problems))


def is_person(row: RowCells) -> bool:
    """Has something that only a person has; a name alone must be numbered."""
    name = str(row.cells.get("name") or "").strip()
    if heading_of(name) == "name" or (name and COLUMN_NUMBER.fullmatch(name)):
        return False
    if any(str(row.cells.get(field) or "").strip() for field in OF_A_PERSON):
        return True
    return bool(name) and bool(str(row.cells.get("row") or "").strip())


def link_duplicates(rows: Iterable[RowRead]) -> Iterator[RowRead]:
    """A person who stands in an earlier row that was taken is linked to it."""
    first: dict[tuple[object, ...], int] = {}
    for row in rows:
        if row.problems:
            yield row
            continue
        keys = _keys(row.given)
        earlier = next((first[key] for key in keys if key in first), None)
        for key in keys:
            first.setdefault(key, row.number)
        yield replace(row, duplicate_of=earlier)


def duplicate_problem(row: RowRead) -> Problem:
    """What the organization is told about a repeated row; it is no refusal."""
    return Problem(ListIs.DUPLICATE, "id", row=row.duplicate_of)


def _keys(given: PersonGiven) -> list[tuple[object, ...]]:
    """By number where there is one; without any, the same name, birth date and phone are one person."""
    numbers = [("id", given.id_number)] if given.id_number else []
    numbers += [("bhyt", given.bhyt)] if given.bhyt else []
    return [*numbers] or [("name", fold(given.full_name), given.born_on, given.phone)]


def _read_person(row: RowCells, units: Units, today: date) -> PersonGiven:
    sex, born_on = read_sex(row), read_born(row)
    hamlet, detail = tidy(row.text("hamlet")), tidy(row.text("address"))
    return PersonGiven(
        full_name=read_name(row),
        born_on=born_on,
        sex=sex,
        priority_group=read_group(row),
        workplace=tidy(row.text("workplace"))[: LONGEST["workplace"]],
        phone=read_list_phone(row),
        email=row.text("email").strip(),
        id_number=read_list_id(row, sex=sex, born_on=born_on, today=today),
        bhyt=read_list_bhyt(row),
        commune_code=read_commune(row, units),
        address=", ".join(filter(None, (detail, hamlet)))[: LONGEST["address"]],
    )


def _read_earlier(row: RowCells) -> Iterator[EarlierDose]:
    for which in (1, 2):
        vaccine, lot, facility = (tidy(row.text(f"{name}_{which}")) for name in ("vaccine", "lot", "facility"))
        written = row.text(f"given_on_{which}").strip()
        if not (vaccine or written):
            continue
        day = parse_day(written) if written else None
        if isinstance(day, Problem):
            row.problems.append(day.at(f"earlier_{which}_given_on"))
        yield EarlierDose(find_vaccine(vaccine), day if isinstance(day, date) else None, lot, facility)


def find_vaccine(written: str) -> str:
    """The code of a vaccine by any of the names people write; empty where none is meant."""
    folded = fold(written.replace("_", " "))
    if folded == "AZ":
        return "VAXZEVRIA"
    return next((code for word, code in VACCINE_WORDS.items() if word in folded), "")


def _earlier_problems(earlier: tuple[EarlierDose, ...], given: PersonGiven, today: date) -> Iterator[Problem]:
    return earlier_problems(earlier, today=today, vaccines=set(VACCINE_WORDS.values()), born_on=given.born_on)
