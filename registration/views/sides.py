"""Both sides of a likeness, beside each other: the row of a list, and the person whom it may mean.

A clerk is shown of the person what agrees with the row, and hints of what differs: whole numbers and the address of
somebody who may be a stranger are not an employer's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from registration.models import Person, WorkerListRow
from registration.rules.codes import MatchIs
from registration.wording import WORDING


@dataclass(frozen=True)
class Fact:
    label: str
    row: str
    person: str
    is_same: bool

    @property
    def differs(self) -> bool:
        """Both say something, and not the same; as they were compared, not as they are written."""
        return bool(self.row and self.person) and not self.is_same


@dataclass(frozen=True)
class Side:
    ref: str
    score: int
    facts: list[Fact]
    words: list[str]  # what agrees and what differs, as sentences


def sides_of(row: WorkerListRow, cells: Mapping[str, object], people: Mapping[str, Person]) -> list[Side]:
    """Those whom the row may mean and who are still in the register."""
    return [_side(match, cells, people[match["person"]]) for match in row.matches if match["person"] in people]


def _side(match: Mapping[str, object], cells: Mapping[str, object], person: Person) -> Side:
    agrees, differs = _codes(match["agrees"]), _codes(match["differs"])
    by_id, by_bhyt, by_phone = (code in agrees for code in (MatchIs.ID_SAME, MatchIs.BHYT_SAME, MatchIs.PHONE_SAME))
    at_home = MatchIs.COMMUNE_SAME in agrees
    name = _("khác") if MatchIs.NAME_DIFFERENT in differs else person.full_name
    born = _born(person, (*agrees, *differs))
    facts = [
        Fact(_("Họ và tên"), _cell(cells, "name"), name, MatchIs.NAME_SAME in agrees),
        Fact(_("Ngày sinh"), _cell(cells, "born"), born, MatchIs.BIRTH_SAME in agrees),
        Fact(_("Số giấy tờ"), _cell(cells, "id"), _number(person.id_number, by_id), by_id),
        Fact(_("Số thẻ BHYT"), _cell(cells, "bhyt"), _number(person.bhyt, by_bhyt), by_bhyt),
        Fact(_("Số điện thoại"), _cell(cells, "phone"), _number(person.phone, by_phone), by_phone),
        Fact(_("Xã, phường"), _place(cells), _home(person, at_home), at_home),
    ]
    words = [str(WORDING[code]) for code in (*agrees, *differs)]
    return Side(str(match["person"]), int(str(match["score"])), [one for one in facts if one.row or one.person], words)


def _codes(kept: object) -> list[MatchIs]:
    return [MatchIs(code) for code in kept] if isinstance(kept, list) else []


def _cell(cells: Mapping[str, object], name: str) -> str:
    return str(cells.get(name, ""))


def _born(person: Person, codes: Sequence[MatchIs]) -> str:
    """A day that was mistyped is shown, or nobody could decide; one that has only the year in common is not."""
    if MatchIs.BIRTH_DIFFERENT in codes:
        return _("khác")
    return f"••/••/{person.born_on:%Y}" if MatchIs.BIRTH_YEAR in codes else f"{person.born_on:%d/%m/%Y}"


def _number(number: str, is_same: bool) -> str:
    shown = f"0{number.removeprefix('+84')}" if number.startswith("+84") else number
    return shown if is_same or not shown else f"{'•' * (len(shown) - 3)}{shown[-3:]}"


def _place(cells: Mapping[str, object]) -> str:
    return ", ".join(str(cells[name]) for name in ("commune", "district") if cells.get(name)) or _cell(
        cells, "commune_code"
    )


def _home(person: Person, is_same: bool) -> str:
    if person.commune is None:
        return ""
    return f"{person.commune.name}, {person.commune.district.name}" if is_same else _("nơi khác")
