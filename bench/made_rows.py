"""Rows of lists that somebody typed: people of a register with slips of the pen, and people whom it does not know.

Only rows that the reading of a list would take: what contradicts itself is refused before anybody is looked for.
"""

import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from bench.made_register import Living, Maker
from registration.rules.identity import IdNumber, Sex, id_disagreements, read_id
from registration.rules.matching import Traits
from registration.rules.phone import Phone, read_phone
from vaxportal.core.text import fold

TODAY = date(2021, 9, 14)
PLACES = ["òa:oà", "óa:oá", "ỏa:oả", "õa:oã", "ọa:oạ", "òe:oè", "óe:oé", "ùy:uỳ", "úy:uý", "ủy:uỷ", "ũy:uỹ", "ụy:uỵ"]
SLIPS_PER_ROW = {0: 10, 1: 50, 2: 40}
STRANGERS = {  # in 1,000 new rows; the hard ones are many times as many as in life
    "stranger": 903,
    "twin": 30,
    "sibling": 30,
    "namesake": 20,  # of the same birth date and sex
    "neighbour": 1,  # a namesake of the same commune
    "colleague": 10,  # on the phone of a dormitory
    "copied": 5,  # with the insurance number of the line above
    "copied twin": 1,
}


@dataclass(frozen=True, slots=True)
class Row:
    """`truth` is the place in the register, None for somebody new; `kind` says whose like the new one is."""

    given: Traits
    truth: int | None
    kind: str
    slips: tuple[str, ...]
    is_owed: bool  # a careful clerk would link or ask


class Typist:
    """Types rows and slips."""

    def __init__(self, chance: Random, register: list[Living], maker: Maker) -> None:
        self.chance, self.register, self.maker = chance, register, maker
        phones = [living.true.phone for living in register[:500]]
        self.dormitory = max(set(phones), key=phones.count)

    def rows(self, known: int, new: int) -> list[Row]:
        """In no order, as a list is."""
        made = [self.known_row(place) for place in self.chance.sample(range(len(self.register)), known)]
        made += [self.new_row() for _ in range(new)]
        self.chance.shuffle(made)
        return made

    def known_row(self, place: int) -> Row:
        person = self.register[place]
        given, slips = self._typed(person.true)
        return Row(given, place, "known", slips, is_owed(person.kept, given, slips))

    def new_row(self) -> Row:
        kind = self.chance.choices(list(STRANGERS), weights=list(STRANGERS.values()))[0]
        given, slips = self._typed(self._stranger(kind))
        return Row(given, None, kind, slips, is_owed=False)

    def _stranger(self, kind: str) -> Traits:
        """Somebody whom the register does not know, but perhaps their like."""
        like, maker = self.chance.choice(self.register), self.maker
        fresh = next(iter(maker.household())).true
        match kind:
            case "twin":
                return maker.twin(like).true
            case "sibling":
                return self._sibling(like.true)
            case "namesake":
                return maker.with_numbers(replace(like.true, phone=maker.phone(), commune_code=maker.commune()))
            case "neighbour":
                return maker.with_numbers(replace(like.true, phone=maker.phone()))
            case "colleague":
                fresh = maker.person(phone=self.dormitory).true
            case "copied":  # the insurance number of the line above
                fresh = replace(fresh, bhyt=like.true.bhyt)
            case "copied twin":
                fresh = self._copied_twin(like)
        return fresh

    def _copied_twin(self, like: Living) -> Traits:
        """With the number of the line above. Names that are one without marks are left out: typed without marks, such a
        row says in every fact that it is the other twin, and nobody could know better.
        """
        twin = like.true
        while fold(twin.full_name) == fold(like.true.full_name):
            twin = self.maker.twin(like).true
        return replace(twin, sex=like.true.sex, id_number=like.true.id_number)

    def _sibling(self, like: Traits) -> Traits:
        """Another birth date and given name; family, middle name, phone and commune are the same."""
        *family, _given = like.full_name.split()
        name = " ".join([*family, self.maker.given(like.sex)])
        other = self.maker.person(phone=like.phone, commune=like.commune_code).true
        return self.maker.with_numbers(replace(other, full_name=name, sex=like.sex))

    def _typed(self, true: Traits) -> tuple[Traits, tuple[str, ...]]:
        count = self.chance.choices(list(SLIPS_PER_ROW), weights=list(SLIPS_PER_ROW.values()))[0]
        while True:
            given, slips = true, list[str]()
            for name in self.chance.sample(list(SLIPS), count):
                slipped = SLIPS[name](given, self)
                if slipped and slipped != given:
                    given = slipped
                    slips.append(name)
            if len(slips) == count and is_taken(given):
                return given, tuple(slips)


def is_owed(kept: Traits, given: Traits, slips: tuple[str, ...]) -> bool:
    """What a careful clerk would link or ask about, told from what the slips left, not from what a matcher sees.

    A number survived; or name and birth date survived with at most one slip in each, and the phone or the commune did.
    Marks, capitals and the place of a tone are the keyboard's, not slips: a clerk reads past them. A person whose row
    has neither is out of a clerk's reach, and no question of recall.
    """
    by_id, by_bhyt = kept.id_number == given.id_number != "", kept.bhyt == given.bhyt != ""
    if by_id or by_bhyt:
        return True
    in_name = sum(slip in ("name in another order", "letter wrong") for slip in slips)
    in_birth = sum("birth" in slip or slip == "day and month swapped" for slip in slips)
    nearby = (kept.phone == given.phone != "") or kept.commune_code == given.commune_code
    return in_name <= 1 and in_birth <= 1 and nearby


def is_taken(given: Traits) -> bool:
    """The reading of a list takes the row: dates, phones and numbers that can be, and agree with each other."""
    if not 1901 <= given.born_on.year <= TODAY.year or given.born_on > TODAY:
        return False
    if given.phone and not isinstance(read_phone(given.phone), Phone):
        return False
    if not given.id_number:
        return True
    read = read_id(given.id_number, today=TODAY)
    if not isinstance(read, IdNumber):
        return False
    return not list(id_disagreements(read, sex=Sex(given.sex), born_on=given.born_on))


def marks_lost(given: Traits, _typist: Typist) -> Traits:
    return replace(given, full_name=fold(given.full_name).title())


def upper_case(given: Traits, _typist: Typist) -> Traits:
    return replace(given, full_name=given.full_name.upper())


def tone_elsewhere(given: Traits, _typist: Typist) -> Traits:
    """Hòa typed as Hoà."""
    name = given.full_name
    for pair in PLACES:
        new, old = pair.split(":")
        name = name.replace(new, old)
    return replace(given, full_name=name)


def decomposed(given: Traits, _typist: Typist) -> Traits:
    return replace(given, full_name=unicodedata.normalize("NFD", given.full_name))


def other_order(given: Traits, _typist: Typist) -> Traits:
    *family, last = given.full_name.split()
    return replace(given, full_name=" ".join([last, *family]))


def letter_wrong(given: Traits, typist: Typist) -> Traits:
    """One letter replaced, left out, doubled or swapped with its neighbour."""
    name, chance = given.full_name, typist.chance
    at = chance.choice([place for place, sign in enumerate(name) if sign.isalpha()])
    how = chance.choice(["replaced", "replaced", "left out", "too many", "swapped"])
    letter = chance.choice(string.ascii_lowercase)
    if how == "swapped":
        name = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    else:
        name = name[:at] + {"replaced": letter, "left out": "", "too many": name[at] + letter}[how] + name[at + 1 :]
    return replace(given, full_name=" ".join(name.split()))


def day_and_month_swapped(given: Traits, _typist: Typist) -> Traits | None:
    born = given.born_on
    return replace(given, born_on=born.replace(day=born.month, month=born.day)) if born.day <= 12 else None


def birth_slip(how: Callable[[str, Random], str]) -> Callable[[Traits, Typist], Traits | None]:
    def slipped(given: Traits, typist: Typist) -> Traits | None:
        digits = how(f"{given.born_on:%d%m%Y}", typist.chance)
        try:
            return replace(given, born_on=date(int(digits[4:]), int(digits[2:4]), int(digits[:2])))
        except ValueError:
            return None

    return slipped


def number_slip(field: str, how: Callable[[str, Random], str]) -> Callable[[Traits, Typist], Traits | None]:
    """In the digits that are typed: of a phone, those after +84."""

    def slipped(given: Traits, typist: Typist) -> Traits | None:
        number = getattr(given, field)
        start = 3 if field == "phone" else 0
        return replace(given, **{field: number[:start] + how(number[start:], typist.chance)}) if number else None

    return slipped


def one_wrong(digits: str, chance: Random) -> str:
    at = chance.randrange(len(digits))
    return digits[:at] + chance.choice(string.digits) + digits[at + 1 :]


def two_swapped(digits: str, chance: Random) -> str:
    at = chance.randrange(len(digits) - 1)
    return digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]


SLIPS: dict[str, Callable[[Traits, Typist], Traits | None]] = {
    "marks lost": marks_lost,
    "upper case": upper_case,
    "tone elsewhere": tone_elsewhere,
    "decomposed": decomposed,
    "name in another order": other_order,
    "letter wrong": letter_wrong,
    "day and month swapped": day_and_month_swapped,
    "birth digit wrong": birth_slip(one_wrong),
    "birth digits swapped": birth_slip(two_swapped),
    "ID digit wrong": number_slip("id_number", one_wrong),
    "ID digits swapped": number_slip("id_number", two_swapped),
    "ID left out": lambda given, _typist: replace(given, id_number=""),
    "CMND for CCCD": lambda given, typist: (
        replace(given, id_number=typist.maker.cmnd()) if len(given.id_number) == 12 else None
    ),
    "BHYT digit wrong": number_slip("bhyt", one_wrong),
    "BHYT digits swapped": number_slip("bhyt", two_swapped),
    "phone digit wrong": number_slip("phone", one_wrong),
    "phone digits swapped": number_slip("phone", two_swapped),
    "phone changed": lambda given, typist: replace(given, phone=typist.maker.phone()),
    "moved": lambda given, typist: replace(given, commune_code=typist.maker.commune()),
}
