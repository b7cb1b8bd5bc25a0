"""A row of a sheet as cells by field: the one place where what is spread over several columns is put together."""

from collections.abc import Mapping, Sequence

from registration.rules.list_columns import PARTS, Header
from vaxportal.core.text import fold

Cells = Mapping[str, object]
ALL_PARTS = frozenset(part for parts in PARTS.values() for part in parts)
NOT_MARKED = {"", "0", "KHONG", "NAM", "NO"}  # in the column for women
MALE, FEMALE = "0", "1"  # as the national form writes them


def cells_by_field(cells: Sequence[object], header: Header) -> dict[str, object]:
    found = {name: cells[column] for name, column in header.columns.items() if column < len(cells)}
    if not ALL_PARTS.isdisjoint(found):
        parts = {name: found.pop(name) for name in ALL_PARTS & found.keys()}
        for name, put_together in (("name", _name), ("born", _born), ("sex", _sex)):
            if _is_blank(found.get(name)) and not parts.keys().isdisjoint(PARTS[name]):
                found[name] = put_together(parts, found)
    return found


def _name(parts: Cells, _found: Cells) -> object:
    """Nguyễn Văn | An"""
    return " ".join(filter(None, (_written(parts.get(name)) for name in PARTS["name"])))


def _born(parts: Cells, _found: Cells) -> object:
    """7 | 3 | 1985; or the one that is filled in of the columns for men and for women."""
    by_sex = [parts[name] for name in ("born_male", "born_female") if not _is_blank(parts.get(name))]
    of_day = ("born_day", "born_month", "born_year")
    filled = by_sex or [parts[name] for name in of_day if not _is_blank(parts.get(name))]
    if by_sex or len(filled) <= 1:
        return filled[0] if filled else ""  # only the year, or the whole date in one of the cells
    return "/".join(_written(parts.get(name)).zfill(2) for name in of_day)


def _sex(parts: Cells, found: Cells) -> object:
    """By the column that is filled in. Where women alone have one, somebody who is not marked in it is a man."""
    is_male = _is_marked(parts, "sex_male") or not _is_blank(parts.get("born_male"))
    is_female = _is_marked(parts, "sex_female") or not _is_blank(parts.get("born_female"))
    if is_male != is_female:
        return MALE if is_male else FEMALE
    for_women_alone = "sex_female" in parts and "sex_male" not in parts
    is_somebody = any(not _is_blank(found.get(name)) for name in ("born", "phone", "id", "bhyt"))
    return MALE if for_women_alone and not is_female and is_somebody else ""


def _is_marked(parts: Cells, name: str) -> bool:
    """x, 1, Nữ…: anything but a sign that means no, and the word for the other sex."""
    written = fold(_written(parts.get(name)))
    unmarked = {*NOT_MARKED, "NU"} - {"NAM"} if name == "sex_male" else NOT_MARKED
    return written not in unmarked


def _is_blank(cell: object) -> bool:
    return cell is None or str(cell).strip() == ""


def _written(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
