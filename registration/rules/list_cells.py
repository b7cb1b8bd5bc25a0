"""Reading the cells of a worker list: what is plainly meant is repaired and said, what is not is refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from registration.rules.addresses import find_home
from registration.rules.codes import IdIs, ListIs, PersonIs, RepairIs
from registration.rules.identity import IdKind, Sex, id_disagreements, read_id
from registration.rules.legacy_text import Letters, as_meant
from registration.rules.phone import Phone, read_phone
from registration.rules.units import UnitPath, Units, is_same_unit
from vaxportal.core.dates import parse_day
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold, tidy

FORMULA = re.compile(r"[=@].*|[+\-](?![0-9\s.]*$).*", re.DOTALL)
DIGITS = re.compile(r"[0-9]+")
GROUP = re.compile(r"(?:NHOM |MA )?0*([0-9]{1,2})")
LETTERS = re.compile(r"[^\W\d_]+")
SEX_CODES = {"0": Sex.MALE, "1": Sex.FEMALE}
SEX_WORDS = {"NAM": Sex.MALE, "NU": Sex.FEMALE, "TRAI": Sex.MALE, "GAI": Sex.FEMALE, "MALE": Sex.MALE}
SEX_WORDS |= {"FEMALE": Sex.FEMALE, "M": Sex.MALE, "F": Sex.FEMALE}
CODE_LENGTHS = {"province_code": 2, "district_code": 3, "commune_code": 5}
PADDED_ID = {8: 9, 10: 12, 11: 12}  # digits left after losing zeros → digits before


@dataclass
class RowCells:
    """The cells of one row by field, and what was found while reading them."""

    cells: Mapping[str, object]
    is_csv: bool = False
    letters: Letters = Letters.UNICODE
    repairs: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # read before

    def text(self, name: str) -> str:
        """The cell as somebody would type it today; a formula counts as empty and is refused."""
        if (text := self.texts.get(name)) is None:
            text = self.texts[name] = self._read(name)
        return text

    def _read(self, name: str) -> str:
        cell = self.cells.get(name)
        if not cell and not isinstance(cell, int | float):
            return ""
        if isinstance(cell, str):
            return self._typed(cell, name)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}"
        return str(cell)

    def _typed(self, cell: str, name: str) -> str:
        if not cell[0].isalnum() and FORMULA.fullmatch(cell.strip()):
            self.refuse(ListIs.FORMULA_CELL, name)
            return ""
        if cell.isascii() or (meant := as_meant(cell, self.letters)) == cell:
            return cell
        self.repaired(RepairIs.FONT_CONVERTED, name)
        return meant

    def is_number(self, name: str) -> bool:
        """A cell whose leading zeros are lost: a number in a workbook, any digits in a CSV file."""
        cell = self.cells.get(name)
        if isinstance(cell, bool):
            return False
        return isinstance(cell, int | float) or (self.is_csv and bool(DIGITS.fullmatch(self.text(name).strip())))

    def repaired(self, code: RepairIs, name: str) -> None:
        self.repairs.append(Problem(code, name))

    def refuse(self, code: ListIs | PersonIs, name: str, **facts: object) -> None:
        problem = Problem(code, name, overridable=False, **facts)
        if problem not in self.problems:
            self.problems.append(problem)


def read_name(row: RowCells) -> str:
    written = row.text("name")
    name = tidy(written)
    if name != written:
        row.repaired(RepairIs.NAME_TIDIED, "name")
    if name.isupper() or name.islower():
        name = LETTERS.sub(lambda word: word[0].capitalize(), name)
        row.repaired(RepairIs.NAME_CASE, "name")
    return name


def read_born(row: RowCells) -> date | None:
    cell = row.cells.get("born")
    if isinstance(cell, date):
        row.repaired(RepairIs.DAY_REWRITTEN, "born")
        return cell.date() if isinstance(cell, datetime) else cell
    written = row.text("born").strip()
    if not written:
        return None
    day = parse_day(written, "born")
    if isinstance(day, Problem):
        row.problems.append(day)
        return None
    if written != f"{day:%d/%m/%Y}":
        row.repaired(RepairIs.DAY_REWRITTEN, "born")
    return day


def read_sex(row: RowCells) -> Sex | None:
    written = row.text("sex").strip()
    if not written or written in SEX_CODES:
        return SEX_CODES.get(written)
    sex = SEX_WORDS.get(fold(written))
    if sex:
        row.repaired(RepairIs.SEX_WORD, "sex")
    else:
        row.refuse(PersonIs.SEX_UNKNOWN, "sex")
    return sex


def read_group(row: RowCells) -> int | None:
    written = row.text("group").strip()
    if not written:
        return None
    match = GROUP.fullmatch(fold(written))
    if not match:
        row.refuse(PersonIs.GROUP_UNKNOWN, "group")
        return None
    if written != match[1]:
        row.repaired(RepairIs.GROUP_REWRITTEN, "group")
    return int(match[1])


def read_list_phone(row: RowCells) -> str:
    """A number cell has lost its 0; anything else is read as in every form."""
    written = row.text("phone").strip()
    phone = read_phone(written)
    if isinstance(phone, Problem) and row.is_number("phone"):
        phone = read_phone("0" + written)
        if isinstance(phone, Phone):
            row.repaired(RepairIs.PHONE_ZERO, "phone")
    if isinstance(phone, Problem):
        return written
    if phone.repaired:
        row.repaired(RepairIs.PHONE_OLD_PREFIX, "phone")
    elif phone.national != written and "0" + written != phone.national:
        row.repaired(RepairIs.PHONE_REWRITTEN, "phone")
    return phone.number


def read_list_id(row: RowCells, *, sex: Sex | None, born_on: date | None, today: date) -> str:
    """Zeros lost by a number cell are put back only if the whole number then passes every check."""
    written = row.text("id").strip()
    read = read_id(written, today=today)
    if row.is_number("id") and len(written) in PADDED_ID:
        padded = read_id(written.zfill(PADDED_ID[len(written)]), today=today)
        if isinstance(padded, Problem) or (padded.kind == IdKind.CCCD and not (sex and born_on)):
            return written
        if any(id_disagreements(padded, sex=sex, born_on=born_on)):
            row.problems.append(Problem(IdIs.LENGTH, "id", digits=len(written)))
            return ""
        row.repaired(RepairIs.ID_ZERO, "id")
        return padded.number
    if isinstance(read, Problem):
        return written
    if read.number != written:
        row.repaired(RepairIs.ID_REWRITTEN, "id")
    return read.number


def read_list_bhyt(row: RowCells) -> str:
    written = row.text("bhyt").strip()
    plain = re.sub(r"[\s.\-]+", "", written).upper()
    if plain != written:
        row.repaired(RepairIs.BHYT_REWRITTEN, "bhyt")
    return plain


def read_commune(row: RowCells, units: Units) -> str:
    """By its code where there is one, which must agree with district and province; else by the three names.

    Where it has no cell of its own it may stand in the address. An island district has no communes: there the
    district alone is enough.
    """
    codes = {name: _unit_code(row, name) for name in CODE_LENGTHS}
    if codes["commune_code"]:
        return _commune_by_code(row, units, codes)
    if not row.text("commune").strip():
        return _commune_in_address(row, units, codes) or _whole_district(row, units, codes)
    found = [path for path in units.named(row.text("commune")) if _agrees(path, row, codes)]
    if len(found) != 1:
        row.refuse(PersonIs.COMMUNE_AMBIGUOUS if found else PersonIs.COMMUNE_UNKNOWN, "commune")
        return ""
    row.repaired(RepairIs.COMMUNE_BY_NAME, "commune")
    return found[0].code


def _commune_by_code(row: RowCells, units: Units, codes: Mapping[str, str]) -> str:
    """An island district bears its own code of three digits, which could also be a commune's without its zeros."""
    written = row.text("commune_code").strip()
    found = [path for path in map(units.path, dict.fromkeys((codes["commune_code"], written))) if path]
    path = next((one for one in found if _agrees(one, row, codes)), found[0] if found else None)
    code = path.code if path else codes["commune_code"]
    if DIGITS.fullmatch(written) and (code != written or not isinstance(row.cells["commune_code"], str)):
        row.repaired(RepairIs.COMMUNE_CODE_REWRITTEN, "commune")
    if path is None:
        row.refuse(PersonIs.COMMUNE_UNKNOWN, "commune")
    elif not _agrees(path, row, codes):
        row.refuse(PersonIs.COMMUNE_ELSEWHERE, "commune", commune=str(path))
    return code


def _commune_in_address(row: RowCells, units: Units, codes: Mapping[str, str]) -> str:
    """What stands before the commune is left as the address."""
    paths, before = find_home(row.text("address"), units)
    found = [path for path in paths if _agrees(path, row, codes)]
    if len(found) != 1:
        if found:
            row.refuse(PersonIs.COMMUNE_AMBIGUOUS, "commune")
        return ""
    row.texts["address"] = before
    row.repaired(RepairIs.COMMUNE_BY_NAME, "commune")
    return found[0].code


def _whole_district(row: RowCells, units: Units, codes: Mapping[str, str]) -> str:
    named = {units.path(codes["district_code"]), *units.named(row.text("district"))}
    found = [path for path in named if path and path.is_whole_district and _agrees(path, row, codes)]
    return found[0].code if len(found) == 1 else ""


def _unit_code(row: RowCells, name: str) -> str:
    written = row.text(name).strip()
    if not (DIGITS.fullmatch(written) and len(written) <= CODE_LENGTHS[name]):
        return written
    return written.zfill(CODE_LENGTHS[name])


def _agrees(path: UnitPath, row: RowCells, codes: Mapping[str, str]) -> bool:
    district, province = codes["district_code"], codes["province_code"]
    if district:
        in_district = district == path.district_code
    else:
        in_district = not row.text("district").strip() or is_same_unit(row.text("district"), path.district)
    if province:
        return in_district and province == path.province_code
    return in_district and (not row.text("province").strip() or is_same_unit(row.text("province"), path.province))
