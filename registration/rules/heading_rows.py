"""The rows of headings: up to three of them, each cell read together with what stands above it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registration.rules.headings import DOSE, OF_DOSES, SOMEBODY_ELSE, SOMETHING_ELSE, Heading, read_heading
from vaxportal.core.text import fold

Rows = Sequence[Sequence[object]]
ROWS_SEARCHED = 40
MOST_HEADING_ROWS = 3
FEWEST_BELOW = 2  # recognised cells that make the next row one of headings too
LESS_SURE = 1
DOSES = (1, 2)  # of which the list has columns
NUMBER_OF_COLUMN = re.compile(r"[(\[]?(?:[0-9]{1,2}|[A-Z]{1,2})[)\]]?(?: ?= ?.*)?")
HINT = re.compile(r"(?:DD|MM|YYYY|YY|NAM|NU|BAT BUOC|KHONG|VI DU|VD|GHI|DANH DAU|X|SO|TOI THIEU|[0-9]{1,2}| )+")
BELOW = {  # what a word says below a heading
    ("born", "~day"): "born_day",
    ("born", "~month"): "born_month",
    ("born", "~nam"): "~born_nam",
    ("born", "sex_female"): "born_female",
    ("sex", "~nam"): "sex_male",
    ("sex", "sex_female"): "sex_female",
    ("id", "~number"): "id",
    ("bhyt", "~number"): "bhyt",
    ("phone", "~number"): "phone",
    ("group", "~code"): "group",
    ("group", "~number"): "group",
    ("group", "given_name"): SOMETHING_ELSE,
    ("workplace", "given_name"): "workplace",
    ("workplace", "~code"): SOMETHING_ELSE,
    ("workplace", "address"): SOMETHING_ELSE,
    ("workplace", "phone"): SOMETHING_ELSE,
}
for _unit in ("province", "district", "commune"):
    BELOW |= {(_unit, "given_name"): _unit, (_unit, "~code"): f"{_unit}_code", (_unit, "~number"): f"{_unit}_code"}
for _dose in (DOSE, "vaccine"):
    BELOW |= {(_dose, "~day"): "given_on", (_dose, "~kind"): "vaccine", (_dose, "given_name"): "vaccine"}
    BELOW |= {(_dose, "~place"): "facility", (_dose, "workplace"): "facility"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What the headings alone say; `named` have any heading at all, `unwanted` one of something that we do not want."""

    row: int
    first_row: int
    columns: Mapping[str, int]
    named: frozenset[int] = frozenset()
    unwanted: frozenset[int] = frozenset()


def layouts(rows: Rows) -> Iterator[Layout]:
    """One for each row that could be the first one of headings."""
    searched = rows[: ROWS_SEARCHED + MOST_HEADING_ROWS]
    read = [[read_heading(cell) for cell in cells] for cells in searched]
    for top in range(min(len(rows), ROWS_SEARCHED)):
        if any(heading.field for heading in read[top]) and not has_data(rows[top]):
            yield _layout(searched, read, top)


def has_data(cells: Sequence[object]) -> bool:
    """A date, a large number or six digits stand in no row of headings."""
    return any(_is_data(cell) for cell in cells)


def _is_data(cell: object) -> bool:
    if isinstance(cell, str):
        return sum(sign.isdigit() for sign in cell) >= 6 and len(cell) < 40
    return isinstance(cell, date) or (isinstance(cell, int | float) and cell >= 100)


def _layout(rows: Rows, read: Sequence[Sequence[Heading]], top: int) -> Layout:
    end = top + 1
    while end < min(len(rows), top + MOST_HEADING_ROWS) and _goes_on(rows, read, top, end):
        end += 1
    found = dict(_headings(rows[top:end], read[top:end]))
    first_row = end
    while first_row < len(rows) and (_is_numbering(rows[first_row]) or _is_hint(rows[first_row])):
        first_row += 1
    return Layout(
        top,
        first_row,
        _columns(found),
        frozenset(found),
        frozenset(column for column, heading in found.items() if heading.field == SOMETHING_ELSE),
    )


def _goes_on(rows: Rows, read: Sequence[Sequence[Heading]], top: int, row: int) -> bool:
    """Whether the next row says more than the one above it; `Công ty May` below `Đơn vị` says no more."""
    if has_data(rows[row]):
        return False
    found = dict(_headings(rows[top : row + 1], read[top : row + 1]))
    above = {column: heading.field for column, heading in enumerate(read[row - 1])}
    below = [column for column in found if _filled(rows[row], column) and found[column].field]
    return sum(found[column].field != above.get(column) for column in below) >= FEWEST_BELOW


def _headings(rows: Rows, read: Sequence[Sequence[Heading]]) -> Iterator[tuple[int, Heading]]:
    """What each column is called by the lowest of its cells and those above it."""
    for column in range(max(map(len, rows), default=0)):
        places = [row for row in range(len(rows)) if _filled(rows[row], column)]
        if places:
            yield column, _below(rows, read, places[-1], column)


def _below(rows: Rows, read: Sequence[Sequence[Heading]], row: int, column: int) -> Heading:
    own = read[row][column]
    above = [read[upper][_spanning(rows[upper], column)] for upper in reversed(range(row))]
    dose = own.dose or next((heading.dose for heading in above if heading.dose), 0)
    if any(heading.field == SOMEBODY_ELSE for heading in (own, *above)):
        return Heading("phone", LESS_SURE) if own.field == "phone" else Heading(SOMETHING_ELSE)  # a child has no other
    meant = (BELOW.get((heading.field, own.field)) for heading in above)
    if field := next(filter(None, meant), ""):
        return Heading(field, own.rank, dose)
    if not own.field and row and _filled(rows[row - 1], column) and not _spans(rows, row, column):
        return read[row - 1][column]  # below it stands only how to fill it in
    return Heading(own.field, own.rank, dose)


def _spanning(cells: Sequence[object], column: int) -> int:
    """The column of the cell that is merged over this one: the next filled one to the left."""
    places = (place for place in range(min(column, len(cells) - 1), -1, -1) if _filled(cells, place))
    return next(places, 0)


def _spans(rows: Rows, row: int, column: int) -> bool:
    """Whether the cell above is merged over the next column too, which then has a heading of its own here."""
    return _filled(rows[row], column + 1) and not _filled(rows[row - 1], column + 1)


def _columns(found: Mapping[int, Heading]) -> dict[str, int]:
    """Of several columns for one field the surest, then the first."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for column, heading in sorted(found.items(), key=_plainest_dose_first):
        places[_field(heading, places)].append((heading.rank, column))
    _settle_parts(places)
    columns = {field: min(columns)[1] for field, columns in places.items() if not field.startswith("~")}
    return dict(sorted(columns.items(), key=lambda item: item[1]))


def _plainest_dose_first(item: tuple[int, Heading]) -> tuple[bool, bool, int]:
    """Ngày tiêm mũi 1, then Mũi 1, then Ngày tiêm."""
    column, heading = item
    return not heading.dose, heading.field == DOSE, column


def _field(heading: Heading, taken: Mapping[str, object]) -> str:
    """A field of a dose with the number of the dose: the next one if nobody says it."""
    if heading.field == DOSE:
        names = [f"{field}_{heading.dose}" for field in ("given_on", "vaccine") if heading.dose in DOSES]
    elif heading.field in OF_DOSES:
        names = [f"{heading.field}_{dose}" for dose in DOSES if heading.dose in (0, dose)]
    else:
        return heading.field or "~"
    return next((name for name in names if name not in taken), "~")


def _settle_parts(places: dict[str, list[tuple[int, int]]]) -> None:
    """Words that mean something only beside each other."""
    if "~born_nam" in places:
        places["born_male" if "born_female" in places else "born_year"] = places.pop("~born_nam")
    if "~nam" in places and "sex_female" in places:
        places["sex_male"] = places.pop("~nam")
    elif {"~day", "~month", "~nam"} <= places.keys():
        for word, part in (("~day", "born_day"), ("~month", "born_month"), ("~nam", "born_year")):
            places[part] = places.pop(word)
    if "born_month" in places and "born_day" not in places and len(places.get("born", ())) > 1:
        born = sorted(places.pop("born"), key=lambda place: place[1])
        places["born_day"], places["born_year"] = born[:1], born[1:2]  # Ngày sinh, Tháng sinh, Năm sinh
    if "given_name" in places and not {"name", "family_name"} & places.keys():
        places["name"] = places.pop("given_name")


def _filled(cells: Sequence[object], column: int) -> bool:
    return column < len(cells) and cells[column] is not None and str(cells[column]).strip() != ""


def _is_numbering(cells: Sequence[object]) -> bool:
    """(1), (2), (3)… or A, B, C…: the columns counted."""
    filled = [cell for cell in cells if cell not in (None, "")]
    written = [f"{cell:g}" if isinstance(cell, float) else str(cell).strip() for cell in filled]
    return len(written) >= 3 and all(NUMBER_OF_COLUMN.fullmatch(words) for words in written)


def _is_hint(cells: Sequence[object]) -> bool:
    """How to fill the columns in: (dd/mm/yyyy), (0: nam, 1: nữ); at least one of them in brackets."""
    written = [str(cell).strip() for cell in cells if cell not in (None, "")]
    has_brackets = any(words.startswith(("(", "[")) for words in written)
    return has_brackets and all(words[:1] in ("(", "[") or HINT.fullmatch(fold(words)) for words in written)
