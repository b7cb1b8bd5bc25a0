"""What the cells of a column look like, to confirm what its heading says or to say what a heading does not."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from registration.rules.legacy_text import COMMON, repaired
from registration.rules.list_cells import SEX_CODES, SEX_WORDS
from registration.rules.syllables import is_syllable
from registration.rules.vaccine_names import find_vaccine
from vaxportal.core.dates import parse_day
from vaxportal.core.phones import Phone, read_phone
from vaxportal.core.text import fold, tidy

ENOUGH_CELLS = 3
MOSTLY = 0.8
HARDLY = 0.1
BIRTH_YEARS = range(1900, 2017)  # later days are of something else: small children are on no worker list
CCCD = re.compile(r"0[0-9]{2}[0-9][ .]?[0-9]{2}[ .]?[0-9]{6}")
CMND = re.compile(r"[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}")
BHYT = re.compile(r"[A-Z]{2}[ \-]?[1-5](?:[ \-]?[0-9]){12}", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
TEN_DIGITS = re.compile(r"[0-9]{10}")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
OF_PLACES = re.compile(r"\b(XA|PHUONG|THI TRAN|TT|P|X|F) ?[^,]+")
ABOVE_PLACES = re.compile(r"\b(HUYEN|QUAN|THI XA|THANH PHO|TINH|TP|TX|H|Q|T)\b")
LONGEST_NAME = 6  # words


def is_phone(cell: object) -> bool:
    written = _written(cell)
    read = read_phone("0" + written if isinstance(cell, int | float) and len(written) == 9 else written)
    return isinstance(read, Phone)


def is_id(cell: object) -> bool:
    if isinstance(cell, int | float):
        return 10**7 <= cell < 10**11  # a CMND or a CCCD that became a number and lost its zeros
    written = _written(cell)
    return bool(CCCD.fullmatch(written) or CMND.fullmatch(written))


def is_birth(cell: object) -> bool:
    day = cell if isinstance(cell, date) else parse_day(_written(cell))
    return isinstance(day, date) and day.year in BIRTH_YEARS


def is_birth_or_year(cell: object) -> bool:
    return is_birth(cell) or bool(YEAR.fullmatch(_written(cell)))


def is_sex(cell: object) -> bool:
    return isinstance(cell, str) and fold(cell) in SEX_WORDS


def is_bhyt(cell: object) -> bool:
    return bool(BHYT.fullmatch(_written(cell)))


def is_email(cell: object) -> bool:
    return bool(EMAIL.fullmatch(_written(cell)))


def is_full_name(cell: object) -> bool:
    """Two to six words, most of them syllables, one of them usual in names."""
    words = _words(cell)
    if not 2 <= len(words) <= LONGEST_NAME:
        return False
    return any(word.lower() in COMMON for word in words) and sum(map(is_syllable, words)) >= len(words) - 1


def is_given_name(cell: object) -> bool:
    return len(words := _words(cell)) == 1 and is_syllable(words[0]) and not is_sex(cell)


def is_whole_address(cell: object) -> bool:
    """A commune and something above it: `Ấp 3, xã Tân Hòa, huyện Thanh Bình`; or three places in a row."""
    if not isinstance(cell, str):
        return False
    folded = fold(cell)
    found = OF_PLACES.search(folded)
    return bool(found and ABOVE_PLACES.search(folded)) or len(re.findall(r",|;| - ", cell)) > 1


def is_vaccine(cell: object) -> bool:
    return isinstance(cell, str) and find_vaccine(cell) != ""


LOOKS: dict[str, Callable[[object], bool]] = {  # plain enough to name a column by them
    "name": is_full_name,
    "born": is_birth,
    "sex": is_sex,
    "phone": is_phone,
    "id": is_id,
    "bhyt": is_bhyt,
    "email": is_email,
}
CONFIRMS: dict[str, Callable[[object], bool]] = LOOKS | {  # enough where the heading says it already
    "born": is_birth_or_year,
    "sex": lambda cell: is_sex(cell) or _written(cell) in SEX_CODES,
    "bhyt": lambda cell: is_bhyt(cell) or TEN_DIGITS.fullmatch(_written(cell)) is not None,
}


def share(cells: Sequence[object], looks: Callable[[object], bool], *, least: int = ENOUGH_CELLS) -> float | None:
    """How many of the cells that are filled in look so; None where too few are filled in to tell."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    return sum(map(looks, filled)) / len(filled) if len(filled) >= least else None


def looks_like(cells: Sequence[object]) -> str:
    """The one field whose values the cells mostly are; empty where they are of none, or could be of two."""
    found = [field for field, looks in LOOKS.items() if (share(cells, looks) or 0) >= MOSTLY]
    if found == ["phone", "id"]:
        return "phone"  # nine digits without their zero; few numbers of CMND begin as a phone does
    return found[0] if len(found) == 1 else ""


def are_given_names(cells: Sequence[object]) -> bool:
    """Single words, not the same one for everybody."""
    return (share(cells, is_given_name) or 0) >= MOSTLY and len({*map(_written, cells)} - {""}) > 1


def _written(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if isinstance(cell, str | int | float) else ""


def _words(cell: object) -> list[str]:
    words = tidy(repaired(cell) or cell).split() if isinstance(cell, str) else []
    return words if all(word.isalpha() for word in words) else []
