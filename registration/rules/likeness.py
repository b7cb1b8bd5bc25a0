"""How alike two facts about people are: names, birth dates, numbers. A slip of the pen is not another fact."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache

from registration.rules.codes import MatchIs
from vaxportal.core.text import fold

TONES = "\u0300\u0301\u0309\u0323\u0303"  # huyền sắc hỏi nặng ngã, as combining signs
ONE_SOUND = str.maketrans("\u0303", "\u0309")  # hỏi and ngã: spoken alike in the south, mixed up, never two names
NO_TONES = dict.fromkeys(map(ord, TONES))
CCCD_DIGITS = 12
KEPT_NAMES = 16_384  # about 10 MB; the common names of a province


class Slip(Enum):
    """What lies between two writings: nothing, one sign wrong, missing or too many, two neighbours swapped, or more."""

    NONE = 0
    SIGN = 1
    SWAP = 2
    MORE = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A name in the forms in which it is compared."""

    folded: str
    marked: str  # with marks; where in its syllable a tone stands does not count: òa is oà, nor hỏi against ngã
    in_order: str  # the folded words by the alphabet

    @property
    def is_bare(self) -> bool:
        """No mark at all: either the name has none, or the keyboard had none."""
        return self.marked == self.folded


@lru_cache(maxsize=KEPT_NAMES)
def written(name: str) -> Written:
    folded = fold(name)
    return Written(folded, _marked(name), " ".join(sorted(folded.split())))


def sorted_name(name: str) -> str:
    """The same for “Lan Nguyễn Thị” and “Nguyễn Thị Lan”."""
    return written(name).in_order


def name_likeness(one: str, other: str) -> MatchIs:
    a, b = written(one), written(other)
    if a.folded == b.folded:
        if a.marked == b.marked:
            return MatchIs.NAME_SAME
        return MatchIs.NAME_NO_MARKS if a.is_bare or b.is_bare else MatchIs.NAME_OTHER_MARKS
    if a.in_order == b.in_order:
        return MatchIs.NAME_GIVEN_FIRST if _is_turned(a, b) else MatchIs.NAME_ORDER
    if _one_letter_apart(a.folded, b.folded):
        return MatchIs.NAME_ONE_LETTER
    return MatchIs.NAME_SHORTENED if _is_shortened(a.folded, b.folded) else MatchIs.NAME_DIFFERENT


def birth_likeness(one: date, other: date) -> MatchIs:
    if one == other:
        return MatchIs.BIRTH_SAME
    if one.year != other.year and (one.day, one.month) != (other.day, other.month):
        return MatchIs.BIRTH_DIFFERENT  # no slip changes the year and something else
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return MatchIs.BIRTH_SWAPPED
    if slip(_digits(one), _digits(other)) is not Slip.MORE:
        return MatchIs.BIRTH_NEAR
    if one.year == other.year and (1, 1) in ((one.day, one.month), (other.day, other.month)):
        return MatchIs.BIRTH_YEAR
    return MatchIs.BIRTH_DIFFERENT


def id_likeness(one: str, other: str) -> MatchIs | None:
    """None where a side has no number: nothing speaks for or against."""
    if not (one and other):
        return None
    if one != other and _kind(one) != _kind(other):
        return MatchIs.ID_OTHER_KIND
    return {
        Slip.NONE: MatchIs.ID_SAME,
        Slip.SIGN: MatchIs.ID_ONE_DIGIT,
        Slip.SWAP: MatchIs.ID_SWAPPED,
        Slip.MORE: MatchIs.ID_DIFFERENT,
    }[slip(one, other)]


def bhyt_likeness(one: str, other: str) -> MatchIs | None:
    if not (one and other):
        return None
    found = slip(one, other)
    if found is Slip.NONE:
        return MatchIs.BHYT_SAME
    return MatchIs.BHYT_DIFFERENT if found is Slip.MORE else MatchIs.BHYT_NEAR


def phone_likeness(one: str, other: str) -> MatchIs | None:
    if not (one and other):
        return None
    found = slip(one, other)
    if found is Slip.NONE:
        return MatchIs.PHONE_SAME
    return MatchIs.PHONE_DIFFERENT if found is Slip.MORE else MatchIs.PHONE_NEAR


def slip(one: str, other: str) -> Slip:
    """Damerau's distance as far as one slip."""
    if one == other:
        return Slip.NONE
    if abs(len(one) - len(other)) > 1:
        return Slip.MORE
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    rest, other_rest = one[same:], other[same:]
    if other_rest[1:] in (rest, rest[1:]) or rest[1:] == other_rest:
        return Slip.SIGN
    is_swap = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return Slip.SWAP if is_swap else Slip.MORE


def _one_letter_apart(one: str, other: str) -> bool:
    """A word of one or two letters of which none stays in its place is another word: A and B, An and Na."""
    if slip(one, other) is Slip.MORE:
        return False
    words, others = one.split(), other.split()
    if len(words) != len(others):
        return True  # a space too many or too few
    word, changed = next(pair for pair in zip(words, others, strict=True) if pair[0] != pair[1])
    return max(len(word), len(changed)) > 2 or any(a == b for a, b in zip(word, changed, strict=False))


def _is_turned(one: Written, other: Written) -> bool:
    """Lan Nguyễn Thị, as some programs write the names of a whole list; Nguyễn Lan Thị is somebody else's name."""
    either_bare = one.is_bare or other.is_bare
    name, turned = (one.folded, other.folded) if either_bare else (one.marked, other.marked)
    return f" {name} " in f" {turned} {turned} "


def _is_shortened(one: str, other: str) -> bool:
    """One middle word is missing: Nguyễn Lan for Nguyễn Thị Lan."""
    short, long = sorted((one.split(), other.split()), key=len)
    if len(long) != len(short) + 1 or len(short) < 2 or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    return any(long[:gap] + long[gap + 1 :] == short for gap in range(1, len(long) - 1))


def _marked(name: str) -> str:
    """Upper case with marks; a word's tones stand behind its letters."""
    spread = unicodedata.normalize("NFKD", name).upper().translate(ONE_SOUND)
    if not unicodedata.normalize("NFC", name).replace(" ", "").isalpha():  # rare: O'Brien, Jean-Luc
        spread = "".join(sign if sign.isalnum() or unicodedata.combining(sign) else " " for sign in spread)
    return " ".join(map(_tone_last, spread.split()))


def _tone_last(word: str) -> str:
    letters = word.translate(NO_TONES)
    return word if len(letters) == len(word) else letters + "".join(sign for sign in word if sign in TONES)


def _kind(number: str) -> str:
    """CCCD, passport, or the shorter numbers of CMND and army."""
    if not number.isdecimal():
        return "passport"
    return "cccd" if len(number) == CCCD_DIGITS else "cmnd"


def _digits(day: date) -> str:
    return f"{day.day:02d}{day.month:02d}{day.year:04d}"
