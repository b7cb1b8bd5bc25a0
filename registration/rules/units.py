"""Looking up communes by code or by the names that people write: `TP Cao Lãnh`, `Huyện Cao Lãnh`, `P. 1`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from vaxportal.core.text import fold, tidy

KINDS = ("THANH PHO", "THI XA", "THI TRAN", "TINH", "QUAN", "HUYEN", "PHUONG", "XA")
SHORT_KINDS = {
    "TP": "THANH PHO",
    "TX": "THI XA",
    "TT": "THI TRAN",
    "T": "TINH",
    "Q": "QUAN",
    "H": "HUYEN",
    "P": "PHUONG",
    "X": "XA",
}
SHORT = re.compile(r"(TP|TX|TT|[TQHPX])(?: (?=.)|(?=[0-9]))")
WITH_KIND = re.compile(rf"(?:{'|'.join(KINDS)}) (?=.)")
SPELLED_OUT = {
    "HCM": "HO CHI MINH",
    "TPHCM": "THANH PHO HO CHI MINH",
    "THANH PHO HCM": "THANH PHO HO CHI MINH",
    "HN": "HA NOI",
    "THANH PHO HN": "THANH PHO HA NOI",
    "BRVT": "BA RIA VUNG TAU",
    "TINH BRVT": "TINH BA RIA VUNG TAU",
}
DIFFERENT_NAMES = 20_000  # of units, as they are written in one list after the other
LEADING_ZEROS = re.compile(r"\b0+(?=[0-9])")


@dataclass(frozen=True, slots=True)
class UnitPath:
    """A commune with everything above it, as it is always shown."""

    code: str
    name: str
    district_code: str
    district: str
    province_code: str
    province: str

    def __str__(self) -> str:
        above = f"{self.district}, {self.province}"
        return above if self.is_whole_district else f"{self.name}, {above}"

    @property
    def is_whole_district(self) -> bool:
        """An island district without communes is its own commune."""
        return self.code == self.district_code


class Units(Protocol):
    def path(self, commune_code: str) -> UnitPath | None: ...

    def named(self, commune: str) -> Sequence[UnitPath]: ...


class UnitBook:
    """All communes of a day, in memory: some 10,600 of them, made once per list."""

    def __init__(self, communes: Iterable[UnitPath]) -> None:
        self._by_code: Mapping[str, UnitPath] = {commune.code: commune for commune in communes}
        self._by_name: dict[str, list[UnitPath]] = defaultdict(list)
        for commune in self._by_code.values():
            self._by_name[bare_name(commune.name)].append(commune)

    def __len__(self) -> int:
        return len(self._by_code)

    def path(self, commune_code: str) -> UnitPath | None:
        return self._by_code.get(commune_code)

    def named(self, commune: str) -> list[UnitPath]:
        """Communes of that name anywhere; where the kind or the marks are written, those that have them."""
        found = self._by_name.get(bare_name(commune), [])
        found = [path for path in found if full_name(path.name) == full_name(commune)] or found
        if len(found) < 2 or commune.isascii():
            return found
        return [path for path in found if has_same_marks(commune, path.name)] or found


@lru_cache(maxsize=DIFFERENT_NAMES)
def full_name(written: str) -> str:
    """For comparing: folded, short kinds and short names written out, `01` as `1`."""
    name = LEADING_ZEROS.sub("", fold(written))
    short = SHORT.match(name)
    name = f"{SHORT_KINDS[short[1]]} {name[short.end() :]}" if short else name
    return SPELLED_OUT.get(name, name)


@lru_cache(maxsize=DIFFERENT_NAMES)
def bare_name(written: str) -> str:
    """The name without its kind."""
    return WITH_KIND.sub("", full_name(written), count=1)


def has_same_marks(written: str, name: str) -> bool:
    """`Hoằng Phú` is not `Hoằng Phụ`; the kind before them does not count."""
    words = len(bare_name(name).split())
    ends = (LEADING_ZEROS.sub("", tidy(text).casefold()).split()[-words:] for text in (written, name))
    return next(ends) == next(ends)


def is_same_unit(written: str, name: str) -> bool:
    """`Cao Lãnh` may be the city or the rural district; `TP Cao Lãnh` is the city."""
    has_kind = bare_name(written) != full_name(written)
    return full_name(written) == full_name(name) if has_kind else bare_name(written) == bare_name(name)
