"""A home written in one cell: `Ấp 3, xã Tân Hòa, huyện Thanh Bình, tỉnh Đồng Tháp`."""

import re
from collections.abc import Iterator, Sequence

from registration.rules.units import UnitPath, Units, bare_name, full_name, is_same_unit

COMMAS = re.compile(r"\s*[,;\n]\s*")
HYPHENS = re.compile(r"\s*[-–]\s*")
SHORT_KINDS = r"(?:tp|tx|tt|[pxhqt])\.\s*\S"
KINDS = r"thị trấn|thị xã|thành phố|(?<!thị )xã|phường|huyện|quận|tỉnh"  # each begins a part of its own
KINDS_WITHOUT_MARKS = r"thi tran|thi xa|thanh pho|(?<!thi )xa|phuong|huyen|quan|tinh"
BEFORE_KIND, BEFORE_KIND_WITHOUT_MARKS = (
    re.compile(rf"[\s\-–]+(?=(?:{kinds})\s+\S|{SHORT_KINDS})", re.IGNORECASE) for kinds in (KINDS, KINDS_WITHOUT_MARKS)
)
ALONE = re.compile(rf"{KINDS}|{KINDS_WITHOUT_MARKS}", re.IGNORECASE)
OF_COMMUNES = ("XA ", "PHUONG ", "THI TRAN ")
ABOVE_COMMUNES = ("HUYEN ", "QUAN ", "THI XA ", "THANH PHO ", "TINH ")


def find_home(address: str, units: Units) -> tuple[list[UnitPath], str]:
    """The communes that may be meant, a single one if it is clear, and what stands before: house, street, hamlet."""
    for parts in _ways_to_cut(address):
        for at, paths in _communes(parts, units):
            if paths:
                return paths, ", ".join(parts[:at])
    return [], address


def _ways_to_cut(address: str) -> Iterator[list[str]]:
    """By commas; else before kinds of units too; else by hyphens too, which some names have inside."""
    parts = [part for part in COMMAS.split(address) if part]
    yield parts
    before_kind = BEFORE_KIND_WITHOUT_MARKS if address.isascii() else BEFORE_KIND
    parts = [part for piece in parts for part in _with_their_kinds(before_kind.split(piece)) if part]
    yield parts
    yield [part for piece in parts for part in HYPHENS.split(piece) if part]


def _with_their_kinds(parts: Sequence[str]) -> Iterator[str]:
    """A unit may be called as a kind is: xã | Phương Viên."""
    kind = ""
    for part in parts:
        if ALONE.fullmatch(part):
            kind += f"{part} "
        else:
            yield kind + part
            kind = ""


def _communes(parts: Sequence[str], units: Units) -> Iterator[tuple[int, list[UnitPath]]]:
    """The parts that say that they are communes; if none does, those with two of their units behind them."""
    kinds = [full_name(part).startswith(OF_COMMUNES) for part in parts]
    for at, part in enumerate(parts):
        if kinds[at] or not any(kinds):
            above = parts[at + 1 :]
            yield at, _best(units.named(part), above, least=min(len(above), 1) if kinds[at] else 2)


def _best(paths: Sequence[UnitPath], above: Sequence[str], *, least: int) -> list[UnitPath]:
    """Those of which most is said behind them, and nothing else."""
    fits = {path.code: _fits(path, above) for path in paths}
    most = max(fits.values(), default=-1)
    return [path for path in paths if fits[path.code] == most >= least]


def _fits(path: UnitPath, above: Sequence[str]) -> int:
    """How many of the units behind it are its own; -1 if one says that it is of another."""
    count = 0
    for part in above:
        if is_same_unit(part, path.district) or is_same_unit(part, path.province):
            count += 1
        elif full_name(part).startswith(ABOVE_COMMUNES) and bare_name(part) != full_name(part):
            return -1
    return count
