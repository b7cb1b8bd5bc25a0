"""One row of a worker list: taken as it is, taken with repairs, refused with reasons, or the same person again."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from registration.rules.blocks import Blocks
from registration.rules.codes import ListIs, MatchIs, PersonIs
from registration.rules.headings import heading_of
from registration.rules.legacy_text import Letters, as_meant
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
from registration.rules.list_columns import Header
from registration.rules.matching import Likeness, Match, Traits, Verdict, best, compare
from registration.rules.people import LONGEST, Door, PersonGiven, person_problems, settled, traits_of
from registration.rules.registrations import EarlierDose, earlier_problems
from registration.rules.sheet_rows import cells_by_field
from registration.rules.units import Units
from registration.rules.vaccine_names import VACCINE_WORDS, find_vaccine
from vaxportal.core.dates import parse_day
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold, tidy

LIST_FIELDS = {"full_name": "name", "born_on": "born", "priority_group": "group", "id_number": "id"}
OF_A_PERSON = ("born", "sex", "group", "phone", "id", "bhyt")  # a row with none of them and no number is no person
OF_DOSES = {which: [f"{name}_{which}" for name in ("vaccine", "lot", "facility", "given_on")] for which in (1, 2)}
COLUMN_NUMBER = re.compile(r"[(\[]?(?:[0-9]{1,2}|[A-Z])[)\]]?")
FEWEST_DIGITS = 5
NO_NAME = re.compile(  # below a list; but `Tống Văn An` is a name
    r"TONG (?:CONG|SO)(?: .*)?|(?:TONG|CONG)(?: [0-9]+.*)?|(?:.* )?NGAY (?:[0-9]+ )?THANG .*|(?:DAI DIEN|GHI CHU) .*"
    r"|(?:(?:NGUOI|CAN BO|NHAN VIEN) LAP|LAP BIEU|(?:TONG |PHO )?GIAM DOC|THU TRUONG|KE TOAN|XAC NHAN)(?: .*)?"
)


EARLIER = re.compile(r"earlier_([12])_(\w+)")


class RowOutcome(StrEnum):
    ACCEPTED = "accepted"
    REPAIRED = "repaired"
    LINKED = "linked"  # the same person stands in an earlier row
    UNCLEAR = "unclear"  # somebody has to say whether it is the person of an earlier row
    REFUSED = "refused"


TAKEN = (RowOutcome.ACCEPTED, RowOutcome.REPAIRED, RowOutcome.LINKED)  # whose person is in the system


@dataclass(frozen=True, slots=True)
class RowRead:
    """`number` is the row of the sheet, from 1. Fields of problems and repairs: name, born, sex, group, phone, id…"""

    number: int
    given: PersonGiven
    earlier: tuple[EarlierDose, ...] = ()
    repairs: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    duplicate_of: int | None = None
    is_unclear: bool = False
    passed_on: date | None = None  # the rules found nothing against it that day; `given` is settled

    @property
    def outcome(self) -> RowOutcome:
        if self.problems:
            return RowOutcome.REFUSED
        if self.duplicate_of is not None:
            return RowOutcome.UNCLEAR if self.is_unclear else RowOutcome.LINKED
        return RowOutcome.REPAIRED if self.repairs else RowOutcome.ACCEPTED


def read_list(
    rows: Sequence[Sequence[object]],
    header: Header,
    *,
    units: Units,
    today: date,
    is_csv: bool = False,
    letters: Letters = Letters.UNICODE,
) -> Iterator[RowRead]:
    """All persons of a sheet in order, repeated ones linked to their first row; `letters` as guessed for all of it."""
    found = (
        read_row(cells, header, number=index + 1, units=units, today=today, is_csv=is_csv, letters=letters)
        for index, cells in enumerate(rows[header.first_row :], start=header.first_row)
    )
    return link_duplicates(row for row in found if row is not None)


def read_row(
    cells: Sequence[object],
    header: Header,
    *,
    number: int,
    units: Units,
    today: date,
    is_csv: bool = False,
    letters: Letters = Letters.UNICODE,
) -> RowRead | None:
    """One row; None for what is no person: blank rows, totals, signatures, repeated headings."""
    row = RowCells(cells_by_field(cells, header), is_csv=is_csv, letters=letters)
    return read_cells(row, number=number, units=units, today=today) if is_person(row) else None


def read_cells(row: RowCells, *, number: int, units: Units, today: date) -> RowRead:
    """The cells of a person: what they say, what was mended and what is wrong with them."""
    given = _read_person(row, units, today)
    earlier = tuple(_read_earlier(row))
    told = {problem.field for problem in row.problems}
    for problem in (*person_problems(given, today=today, door=Door.LIST), *_earlier_problems(earlier, given, today)):
        field = LIST_FIELDS.get(problem.field, problem.field)
        if field not in told:
            row.problems.append(problem.at(field))
    repairs, problems = tuple(row.repairs), tuple(row.problems)
    if problems:
        return RowRead(number, given, earlier, repairs, problems)
    return RowRead(number, settled(given, today=today), earlier, repairs, passed_on=today)


def is_person(row: RowCells) -> bool:
    """Has something that only a person has: a date or a number and more; else a name with anything beside it."""
    number, told, has_figure = _seen(row, "row"), [], False
    for field in OF_A_PERSON:
        if seen := _seen(row, field):
            told.append(seen)
            has_figure = has_figure or _is_figure(seen)
            if has_figure and len(told) + bool(number) > 1:  # after two or three cells of nearly every row
                return True
    name = _seen(row, "name")
    if not name or COLUMN_NUMBER.fullmatch(name) or heading_of(name) == "name":
        return False
    if any(_is_no_name(seen, row.letters) for seen in (name, number)):
        return False
    return bool(number) or not all(_is_no_name(seen, row.letters) for seen in told)


def _is_no_name(seen: str, letters: Letters) -> bool:
    return NO_NAME.fullmatch(fold(as_meant(seen, letters))) is not None


def _is_figure(seen: str) -> bool:
    """A date or a number; not the place and date of a signature."""
    return sum(map(str.isdigit, seen)) > FEWEST_DIGITS > sum(map(str.isalpha, seen))


def _seen(row: RowCells, field: str) -> str:
    cell = row.cells.get(field)
    return "" if cell is None else str(cell).strip()


def link_duplicates(rows: Iterable[RowRead]) -> Iterator[RowRead]:
    """A person who stands in an earlier row that was taken is linked to it, or asked about, or bears its number."""
    earlier = Blocks[tuple[int, Traits]]()
    for row in rows:
        if row.problems:
            yield row
            continue
        traits = traits_of(row.given)
        near = list(earlier.near(traits))
        matches = [compare(traits, known) for _number, known in near]
        found = _beside(row, best(matches), [number for number, _known in near], matches)
        if found is row:
            earlier.add(traits, (row.number, traits))
        yield found


def _beside(row: RowRead, verdict: Verdict, numbers: Sequence[int], matches: Sequence[Match]) -> RowRead:
    """The row as it stands beside the earlier ones."""
    if verdict.clashes:
        is_id = MatchIs.ID_SAME in matches[verdict.clashes[0]].agrees
        problem = Problem(PersonIs.ID_ALREADY_KNOWN, "id") if is_id else Problem(PersonIs.BHYT_ALREADY_KNOWN, "bhyt")
        return replace(row, problems=(problem,))
    if not verdict.likely:
        return row
    is_same = verdict.likeness == Likeness.SAME
    return replace(row, duplicate_of=numbers[verdict.likely[0]], is_unclear=not is_same)


def column_of(field: str) -> str:
    """The column that holds what a problem is about: earlier doses are numbered in their problems."""
    if field == "earlier":
        return "vaccine_1"
    found = EARLIER.fullmatch(field)
    return f"{found[2]}_{found[1]}" if found else field


def duplicate_problem(row: RowRead) -> Problem:
    """What the organization is told about a repeated row; it is no refusal."""
    return Problem(ListIs.DUPLICATE, "id", row=row.duplicate_of)


def _read_person(row: RowCells, units: Units, today: date) -> PersonGiven:
    sex, born_on, commune = read_sex(row), read_born(row), read_commune(row, units)
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
        commune_code=commune,
        address=", ".join(filter(None, (detail, hamlet)))[: LONGEST["address"]],
    )


def _read_earlier(row: RowCells) -> Iterator[EarlierDose]:
    for which, fields in OF_DOSES.items():
        if not any(map(row.cells.get, fields)):
            continue
        vaccine, lot, facility, written = (tidy(row.text(name)) for name in fields)
        if not (vaccine or written):
            continue
        day = parse_day(written) if written else None
        if isinstance(day, Problem):
            row.problems.append(day.at(f"earlier_{which}_given_on"))
        yield EarlierDose(find_vaccine(vaccine), day if isinstance(day, date) else None, lot, facility)


def _earlier_problems(earlier: tuple[EarlierDose, ...], given: PersonGiven, today: date) -> Iterator[Problem]:
    return earlier_problems(earlier, today=today, vaccines=set(VACCINE_WORDS.values()), born_on=given.born_on)
