"""Which column of a list holds what, however its headings are worded, ordered or merged.

A name may be spread over several columns, and so may a birth date or the sex: such parts are fields of their own,
which sheet_rows puts together. What no heading says, the contents of a column may.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from registration.rules.codes import ListIs
from registration.rules.column_contents import (
    CONFIRMS,
    HARDLY,
    MOSTLY,
    are_given_names,
    is_birth_or_year,
    is_vaccine,
    is_whole_address,
    looks_like,
    share,
)
from registration.rules.heading_rows import DOSES, Layout, Rows, layouts
from vaxportal.core.problems import Problem

ROWS_LOOKED_AT = 100  # below the headings, for what the columns hold
FEWEST_MATCHES = 4  # fewer recognised columns make no list
FEWEST_OF_PEOPLE = 2  # of them, or it is a list of something else: of communes, of vaccines
HEADINGS = {  # the national form's own words for what must be there
    "name": "Họ và tên",
    "born": "Ngày sinh",
    "sex": "Giới tính",
    "group": "Mã nhóm đối tượng ưu tiên",
    "phone": "Số điện thoại",
    "commune": "Xã/Phường",
}
PARTS = {  # a field, and the columns over which it may be spread
    "name": ("family_name", "middle_name", "given_name"),
    "born": ("born_day", "born_month", "born_year", "born_male", "born_female"),
    "sex": ("sex_male", "sex_female", "born_male", "born_female"),
}
OF_PEOPLE = {*PARTS["name"], *PARTS["born"], *PARTS["sex"], "name", "born", "sex", "phone", "id", "bhyt", "group"}


class Confidence(StrEnum):
    """How sure it is that a column holds a field."""

    CERTAIN = "certain"  # its heading says so, and its cells look so
    HEADING = "heading"  # its heading says so; its cells tell nothing
    CONTENT = "content"  # its cells look so; no heading says it
    DOUBTFUL = "doubtful"  # its heading says so, its cells look different


@dataclass(frozen=True, slots=True)
class Header:
    """`columns` tells the column (from 0) of each field; data begin in row `first_row` (from 0)."""

    row: int
    first_row: int
    columns: Mapping[str, int]
    confidence: Mapping[str, Confidence] = field(default_factory=dict)

    @property
    def by_content(self) -> frozenset[str]:
        """Fields that no heading names: to be shown as a guess."""
        return frozenset(name for name, how in self.confidence.items() if how == Confidence.CONTENT)

    def columns_of(self, name: str) -> tuple[int, ...]:
        """Its own column, or those of its parts."""
        names = (name,) if name in self.columns else PARTS.get(name, ())
        return tuple(self.columns[part] for part in names if part in self.columns)


def find_header(rows: Rows) -> Header | None:
    """The first row of headings with all that belongs to them; with two headings only, the contents must tell more."""
    found = list(layouts(rows))
    for layout in found:
        if _is_list(layout.columns):
            inside = [other for other in found if layout.row <= other.row < layout.first_row]
            return _with_contents(rows, max(inside, key=lambda other: (len(other.columns), other.row)))
    for layout in found:
        if "name" in layout.columns and len(layout.columns) >= FEWEST_OF_PEOPLE:
            header = _with_contents(rows, layout)
            if _is_list(header.columns):
                return header
    return None


def header_problems(header: Header | None) -> Iterator[Problem]:
    if header is None:
        yield Problem(ListIs.NO_HEADER)
        return
    for name, heading in HEADINGS.items():
        if not header.columns_of(name) and not (name == "commune" and _tells_commune(header)):
            yield Problem(ListIs.COLUMN_MISSING, name, column=heading)


def _tells_commune(header: Header) -> bool:
    return "commune_code" in header.columns or header.confidence.get("address") == Confidence.CERTAIN


def _is_list(columns: Mapping[str, int]) -> bool:
    return len(columns) >= FEWEST_MATCHES and len(OF_PEOPLE & columns.keys()) >= FEWEST_OF_PEOPLE


def _with_contents(rows: Rows, layout: Layout) -> Header:
    """What the headings say, made more precise, completed and weighed by what stands below them."""
    below = _cells_below(rows[layout.first_row : layout.first_row + ROWS_LOOKED_AT])
    columns = _made_precise(dict(layout.columns), layout, below)
    confidence = {name: _confidence(name, below.get(column, ())) for name, column in columns.items()}
    proposed = dict(_proposed(columns, layout, below))
    in_order = dict(sorted((columns | proposed).items(), key=lambda item: item[1]))
    return Header(layout.row, layout.first_row, in_order, confidence | dict.fromkeys(proposed, Confidence.CONTENT))


def _cells_below(rows: Rows) -> dict[int, list[object]]:
    width = max(map(len, rows), default=0)
    return {column: [cells[column] for cells in rows if column < len(cells)] for column in range(width)}


def _made_precise(columns: dict[str, int], layout: Layout, below: Mapping[int, Sequence[object]]) -> dict[str, int]:
    """Headings that can mean two things."""
    by_sex = [columns[name] for name in ("sex_male", "sex_female") if name in columns]
    if len(by_sex) > 1 and _mostly(below, by_sex, is_birth_or_year):  # Nam and Nữ above birth dates, not crosses
        columns |= {"born_male": columns.pop("sex_male"), "born_female": columns.pop("sex_female")}
    for dose in DOSES:  # Mũi 1 alone above names of vaccines
        given_on = columns.get(f"given_on_{dose}")
        if given_on is not None and f"vaccine_{dose}" not in columns and _mostly(below, [given_on], is_vaccine):
            columns[f"vaccine_{dose}"] = columns.pop(f"given_on_{dose}")
    name = columns.get("name", -1)
    if name >= 0 and name + 1 not in layout.named and are_given_names(below.get(name + 1, ())):
        columns |= {"family_name": columns.pop("name"), "given_name": name + 1}  # one heading over two columns
    return columns


def _mostly(below: Mapping[int, Sequence[object]], columns: Sequence[int], looks: Callable[[object], bool]) -> bool:
    cells = [cell for column in columns for cell in below.get(column, ())]
    return (share(cells, looks) or 0) >= MOSTLY


def _proposed(
    columns: Mapping[str, int], layout: Layout, below: Mapping[int, Sequence[object]]
) -> Iterator[tuple[str, int]]:
    """Columns that nobody has named, by their cells; a date only where there is no heading at all."""
    taken = {*columns.values(), *layout.unwanted}
    told = {name for name in CONFIRMS if name in columns or any(part in columns for part in PARTS.get(name, ()))}
    for column, cells in below.items():
        name = "" if column in taken else looks_like(cells)
        if name and name not in told and not (name == "born" and column in layout.named):
            told.add(name)
            yield name, column


def _confidence(name: str, cells: Sequence[object]) -> Confidence:
    if name == "address":
        is_whole = (share(cells, is_whole_address, least=1) or 0) >= MOSTLY / 2
        return Confidence.CERTAIN if is_whole else Confidence.HEADING
    looks = CONFIRMS.get(name)
    how_many = share(cells, looks) if looks else None
    if how_many is None:
        return Confidence.HEADING
    if how_many >= MOSTLY / 2:
        return Confidence.CERTAIN
    return Confidence.DOUBTFUL if looks_like(cells) or how_many < HARDLY else Confidence.HEADING
