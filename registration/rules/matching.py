"""Whether somebody told about is a person already known. What is certain is linked, what is likely is asked.

A clerk's reasoning, in this order: a number that both bear; else name and birth date, which a slip of the pen may have
changed, and something beside them that speaks for the same person: phone, commune, or a number but for one digit. Two
complete numbers that are not alike speak against it. A phone alone says nothing: families and dormitories share one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registration.rules.codes import MatchIs
from registration.rules.likeness import (
    bhyt_likeness,
    birth_likeness,
    id_likeness,
    name_likeness,
    phone_likeness,
    sorted_name,
    written,
)

__all__ = ["Likeness", "Match", "Traits", "Verdict", "best", "compare", "sorted_name"]


class Likeness(StrEnum):
    SAME = "same"  # one human being: linked
    POSSIBLE = "possible"  # somebody has to look
    CLASH = "clash"  # a number that belongs to somebody quite different
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Traits:
    """As stored: phone as E.164, the ten digits of BHYT, numbers without separators; empty where not known."""

    full_name: str
    born_on: date
    sex: str
    id_number: str = ""
    bhyt: str = ""
    phone: str = ""
    commune_code: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """`score` orders candidates, 0 to 100; the rest is said in words: what agrees and what a person should look at."""

    likeness: Likeness
    score: int = 0
    agrees: tuple[MatchIs, ...] = ()
    differs: tuple[MatchIs, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """What agrees, then what differs."""
        return tuple(str(code) for code in (*self.agrees, *self.differs))


@dataclass(frozen=True, slots=True)
class Verdict:
    """`likely` are places in the row of candidates: the one meant, or those to choose among, the likeliest first."""

    likeness: Likeness
    likely: tuple[int, ...] = ()
    clashes: tuple[int, ...] = ()  # somebody quite different who bears a number of the row


@dataclass(frozen=True, slots=True)
class Compared:
    """Each fact of two people beside the other; None where a side does not tell it."""

    id: MatchIs | None
    bhyt: MatchIs | None
    name: MatchIs
    birth: MatchIs
    sex: MatchIs
    phone: MatchIs | None
    commune: MatchIs | None
    has_marks: bool

    def facts(self) -> list[MatchIs]:
        told = (self.id, self.bhyt, self.name, self.birth, self.sex, self.phone, self.commune)
        return [fact for fact in told if fact]

    @property
    def bears_number(self) -> bool:
        return self.id == MatchIs.ID_SAME or self.bhyt == MatchIs.BHYT_SAME

    @property
    def is_contradicted(self) -> bool:
        return self.id == MatchIs.ID_DIFFERENT or self.bhyt == MatchIs.BHYT_DIFFERENT

    @property
    def has_near_number(self) -> bool:
        return self.id in ID_NEAR or self.bhyt == MatchIs.BHYT_NEAR

    @property
    def is_supported(self) -> bool:
        """Something beside name and birth date speaks for the same person."""
        nearby = self.phone in PHONE_LIKE or self.commune == MatchIs.COMMUNE_SAME
        return nearby or self.has_near_number


STRANGERS = Match(Likeness.DIFFERENT)
SAME_NAME = {MatchIs.NAME_SAME, MatchIs.NAME_NO_MARKS, MatchIs.NAME_GIVEN_FIRST}
SAME_WORDS = {*SAME_NAME, MatchIs.NAME_OTHER_MARKS, MatchIs.NAME_ORDER}
NUMBERS = {MatchIs.ID_SAME, MatchIs.BHYT_SAME}
ID_NEAR = {MatchIs.ID_ONE_DIGIT, MatchIs.ID_SWAPPED}
PHONE_LIKE = {MatchIs.PHONE_SAME, MatchIs.PHONE_NEAR}
BIRTH_TURNED = {MatchIs.BIRTH_SAME, MatchIs.BIRTH_SWAPPED}
BIRTH_SLIPPED = {MatchIs.BIRTH_SWAPPED, MatchIs.BIRTH_NEAR}
NAMES = (  # from the likest to the unlikest
    MatchIs.NAME_SAME,
    MatchIs.NAME_NO_MARKS,
    MatchIs.NAME_GIVEN_FIRST,
    MatchIs.NAME_OTHER_MARKS,
    MatchIs.NAME_ORDER,
    MatchIs.NAME_ONE_LETTER,
    MatchIs.NAME_SHORTENED,
    MatchIs.NAME_DIFFERENT,
)
WEIGHTS = {  # of what agrees, or nearly does
    MatchIs.ID_SAME: 40,
    MatchIs.ID_ONE_DIGIT: 25,
    MatchIs.ID_SWAPPED: 25,
    MatchIs.BHYT_SAME: 25,
    MatchIs.BHYT_NEAR: 15,
    **dict(zip(NAMES, (25, 22, 22, 18, 18, 14, 12, 0), strict=True)),
    MatchIs.BIRTH_SAME: 20,
    MatchIs.BIRTH_SWAPPED: 15,
    MatchIs.BIRTH_NEAR: 12,
    MatchIs.BIRTH_YEAR: 6,
    MatchIs.SEX_SAME: 3,
    MatchIs.PHONE_SAME: 10,
    MatchIs.PHONE_NEAR: 6,
    MatchIs.COMMUNE_SAME: 7,
    MatchIs.ID_DIFFERENT: -20,
    MatchIs.BHYT_DIFFERENT: -10,
}
RANGES = {  # a certain match stands above every likely one
    Likeness.SAME: (90, 100),
    Likeness.POSSIBLE: (30, 89),
    Likeness.CLASH: (1, 29),
    Likeness.DIFFERENT: (0, 0),
}
AGREEING = {
    *SAME_NAME,
    *NUMBERS,
    MatchIs.BIRTH_SAME,
    MatchIs.SEX_SAME,
    MatchIs.PHONE_SAME,
    MatchIs.COMMUNE_SAME,
}


def compare(row: Traits, known: Traits) -> Match:
    """The order of the two does not matter. Most pairs are strangers and leave after two looks."""
    bears_number = (row.id_number == known.id_number != "") or (row.bhyt == known.bhyt != "")
    birth = birth_likeness(row.born_on, known.born_on)
    if birth == MatchIs.BIRTH_DIFFERENT and not bears_number:
        return STRANGERS
    name = name_likeness(row.full_name, known.full_name)
    if name == MatchIs.NAME_DIFFERENT and not bears_number:
        return STRANGERS
    compared = Compared(
        id=id_likeness(row.id_number, known.id_number),
        bhyt=bhyt_likeness(row.bhyt, known.bhyt),
        name=name,
        birth=birth,
        sex=MatchIs.SEX_SAME if row.sex == known.sex else MatchIs.SEX_DIFFERENT,
        phone=phone_likeness(row.phone, known.phone),
        commune=_commune_likeness(row.commune_code, known.commune_code),
        has_marks=not written(row.full_name).is_bare,
    )
    return _in_words(_likeness(compared), compared.facts())


def best(matches: Sequence[Match]) -> Verdict:
    """What becomes of a row with these candidates. Two certain ones, or one with a rival, have to be looked at."""
    order = sorted(range(len(matches)), key=lambda place: -matches[place].score)
    certain = [place for place in order if matches[place].likeness == Likeness.SAME]
    possible = [place for place in order if matches[place].likeness == Likeness.POSSIBLE]
    clashes = tuple(place for place in order if matches[place].likeness == Likeness.CLASH)
    if len(certain) == 1 and not any(_is_rival(matches[place], matches[certain[0]]) for place in possible):
        return Verdict(Likeness.SAME, (certain[0],), clashes)
    if certain or possible:
        return Verdict(Likeness.POSSIBLE, (*certain, *possible), clashes)
    return Verdict(Likeness.CLASH if clashes else Likeness.DIFFERENT, (), clashes)


def _is_rival(match: Match, certain: Match) -> bool:
    """A likely one who shakes a certain one: bears a number too, fits the name better, or neither has a number."""
    if NUMBERS.intersection(match.agrees) or not NUMBERS.intersection(certain.agrees):
        return True
    return _name_place(match) < _name_place(certain)  # twins, and a number copied from the line above


def _name_place(match: Match) -> int:
    return next(place for place, name in enumerate(NAMES) if name in match.agrees or name in match.differs)


def _likeness(compared: Compared) -> Likeness:
    if _is_certain(compared):
        return Likeness.SAME
    if compared.bears_number:
        same_birth = compared.birth == MatchIs.BIRTH_SAME and compared.sex == MatchIs.SEX_SAME
        return Likeness.POSSIBLE if same_birth or compared.name != MatchIs.NAME_DIFFERENT else Likeness.CLASH
    return Likeness.POSSIBLE if _is_likely(compared) else Likeness.DIFFERENT


def _is_certain(compared: Compared) -> bool:
    """By the identity number, by the insurance number where no identity number contradicts, or by all else together."""
    if compared.birth != MatchIs.BIRTH_SAME or compared.sex != MatchIs.SEX_SAME or compared.name not in SAME_NAME:
        return False  # other marks, too: twins Hoa and Hòa, and a number copied from the line above
    if compared.id == MatchIs.ID_SAME:
        return True
    if compared.bhyt == MatchIs.BHYT_SAME:
        return compared.id in (None, MatchIs.ID_OTHER_KIND)
    says_all = compared.name == MatchIs.NAME_SAME and compared.has_marks and compared.phone == MatchIs.PHONE_SAME
    return says_all and compared.id is None and compared.bhyt is None


def _is_likely(compared: Compared) -> bool:
    """Without a number that both bear."""
    name, birth, phone = compared.name, compared.birth, compared.phone
    if compared.sex != MatchIs.SEX_SAME:
        same = name in SAME_NAME and birth == MatchIs.BIRTH_SAME and phone == MatchIs.PHONE_SAME
        return same and not compared.is_contradicted
    if compared.is_contradicted:
        return name in SAME_NAME and birth in BIRTH_TURNED and compared.is_supported
    if birth == MatchIs.BIRTH_YEAR:
        return name in SAME_WORDS and phone == MatchIs.PHONE_SAME
    if name in SAME_WORDS or birth == MatchIs.BIRTH_SAME:
        return compared.is_supported
    return phone == MatchIs.PHONE_SAME  # a slip in the name and one in the birth date


def _commune_likeness(one: str, other: str) -> MatchIs | None:
    if not (one and other):
        return None
    return MatchIs.COMMUNE_SAME if one == other else MatchIs.COMMUNE_DIFFERENT


def _in_words(likeness: Likeness, facts: Sequence[MatchIs]) -> Match:
    if likeness == Likeness.DIFFERENT:
        return STRANGERS
    lowest, highest = RANGES[likeness]
    score = min(max(sum(WEIGHTS.get(fact, 0) for fact in facts), lowest), highest)
    agrees = tuple(fact for fact in facts if fact in AGREEING)
    return Match(likeness, score, agrees, tuple(fact for fact in facts if fact not in AGREEING))
