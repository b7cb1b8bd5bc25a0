"""A register of made-up people as a province has them: namesakes, families on one phone, dormitories, twins.

Everything is drawn by chance from a seed; nobody is anybody's own. Pure: no database.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from registration.rules.matching import Traits
from vaxportal.core.text import fold
from vaxportal.simulation.names import FAMILY, GIVEN
from vaxportal.simulation.people import PREFIXES, make_cccd

DATA = Path(__file__).resolve().parents[1] / "vaxportal" / "geography" / "data"
PROVINCE = "87"
ELSEWHERE = ["89", "86", "82", "80", "83", "84", "79", "92", "93", "36", "38"]
MIDDLE = {  # with their rough share, in per mille
    "M": {"Văn": 290, "Minh": 70, "Hoàng": 70, "Thanh": 70, "Hữu": 60, "Quốc": 55, "Thành": 45, "Ngọc": 45, "Đức": 40,
          "Công": 40, "Tấn": 40, "Phước": 35, "Trung": 30, "Nhật": 25, "Gia": 25, "Anh": 25, "Chí": 20, "Đình": 15},
    "F": {"Thị": 420, "Thị Ngọc": 55, "Thị Mỹ": 50, "Ngọc": 60, "Thị Kim": 50, "Thanh": 45, "Thị Thu": 45, "Bích": 35,
          "Thị Hồng": 40, "Cẩm": 35, "Thị Thanh": 40, "Kim": 35, "Thùy": 30, "Minh": 20, "Huỳnh": 20, "Tuyết": 20},
}  # fmt: skip
RARER = {
    "M": ["Tân", "Tấn", "Lợi", "Lộc", "Hậu", "Đông", "Đức", "Duy", "Hưng", "Nhựt", "Triều", "Thiện", "Tiến", "Trọng",
          "Trường", "Việt", "Hoàng", "Huy", "Em", "Đăng", "Điền", "Giàu", "Hên", "Khương", "Ngoan", "Nhàn", "Quí",
          "Út"],
    "F": ["Bé", "Bích", "Cúc", "Điệp", "Đẹp", "Gấm", "Huệ", "Huyền", "Kim", "Lài", "Lệ", "Lựu", "Mận", "Mười", "Ngọc",
          "Nguyên", "Nhi", "Phương", "Sương", "Thắm", "Thanh", "Thư", "Thu", "Thúy", "Tiên", "Trúc", "Tú", "Vy",
          "Xuân"],
}  # fmt: skip
ALIKE = [  # given names of twins that a list confuses: other marks only
    ("Hoa", "Hòa"), ("Anh", "Ánh"), ("Thủy", "Thúy"), ("Lam", "Lâm"), ("Tân", "Tấn"), ("Hùng", "Hưng"), ("Thu", "Thư"),
    ("Hà", "Hạ"), ("Nhân", "Nhàn"), ("Thanh", "Thành"), ("Yên", "Yến"), ("Tiên", "Tiến"), ("Nga", "Ngà"),
]  # fmt: skip
NEARLY_ALIKE = [  # one letter apart
    ("Lan", "Lam"), ("Loan", "Lan"), ("Hiếu", "Hiền"), ("Đạt", "Đạo"), ("Hoa", "Hoan"), ("Phúc", "Phước"),
    ("Oanh", "Anh"), ("Linh", "Lành"), ("Tâm", "Tân"), ("Nhi", "Nhu"), ("Quang", "Quan"), ("Vy", "My"),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Living:
    """A human being: what is true of them. The register may have the name without its marks."""

    true: Traits
    is_bare: bool = False

    @property
    def kept(self) -> Traits:
        return replace(self.true, full_name=fold(self.true.full_name)) if self.is_bare else self.true


class Maker:
    """Makes people one household after the other; the same seed makes the same ones."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.given_out = {""}  # a number is one person's
        self.without_number = set[tuple[str, date, str, str]]()

    def register(self, people: int) -> list[Living]:
        """Dormitories first, then households until there are enough. Of people without an identity number who
        share folded name, birth date, sex and phone a register has one: it could not tell them apart."""
        made: list[Living] = []
        for _ in range(max(1, people // 25_000)):
            made += self._told_apart(self._dormitory(min(self.chance.randint(200, 500), people // 10)))
        while len(made) < people:
            made += self._told_apart(self.household())
        return made[:people]

    def _told_apart(self, people: Iterable[Living]) -> Iterator[Living]:
        for one in people:
            true = one.true
            twin = fold(true.full_name), true.born_on, true.sex, true.phone
            if true.id_number or not true.phone or twin not in self.without_number:
                yield one
            if not true.id_number:
                self.without_number.add(twin)

    def household(self) -> Iterator[Living]:
        """One person with a phone of their own (most), a family on one phone, or twins on one phone."""
        draw = self.chance.random()
        if draw < 0.0055:
            first = self.person(phone=self.phone())
            yield first
            yield self.twin(first)
        elif draw < 0.0955:
            phone, commune, family = self.phone(), self.commune(), self._family()
            for _ in range(self.chance.choice([2, 3, 3, 4, 5])):
                yield self.person(phone=phone, commune=commune, family=family if self.chance.random() < 0.7 else "")
        else:
            yield self.person(phone="" if self.chance.random() < 0.02 else self.phone())

    def person(self, *, phone: str, commune: str = "", family: str = "", born: date | None = None) -> Living:
        sex = self.chance.choice("MF")
        name = f"{family or self._family()} {self._drawn(MIDDLE[sex])} {self.given(sex)}"
        true = Traits(name, born or self._birthday(), sex, phone=phone, commune_code=commune or self.commune())
        return Living(self.with_numbers(true), is_bare=self.chance.random() < 0.05)

    def with_numbers(self, true: Traits) -> Traits:
        """15 % have no identity number, the children among them; of the grown-ups every seventh still has a CMND."""
        draw = self.chance.random()
        number = "" if true.born_on.year > 2008 or draw < 0.07 else self._once(lambda: self._cccd(true))
        if number and true.born_on.year < 2001 and draw > 0.86:
            number = self.cmnd()
        bhyt = self._once(self._bhyt) if self.chance.random() < 0.6 else ""
        return replace(true, id_number=number, bhyt=bhyt)

    def twin(self, first: Living) -> Living:
        """The same day, phone, commune, family and middle name; many pairs are alike but for marks or a letter."""
        sex = first.true.sex if self.chance.random() < 0.7 else self.chance.choice("MF")
        *family, given = first.true.full_name.split()
        alike = [pair for pair in ALIKE + NEARLY_ALIKE if given in pair]
        if alike and self.chance.random() < 0.5:
            one, other = self.chance.choice(alike)
            given = other if given == one else one
        else:
            given = self.chance.choice([name for name in (*GIVEN[sex], *RARER[sex]) if name != given])
        true = self.with_numbers(replace(first.true, full_name=" ".join([*family, given]), sex=sex))
        if self.chance.random() < 0.4:  # the numbers were given out one after the other
            number = self._next(first.true.id_number, other_sex=sex != first.true.sex)
            true = replace(true, id_number=number, bhyt=self._next(first.true.bhyt))
        return Living(true, is_bare=first.is_bare)

    def _next(self, number: str, *, other_sex: bool = False) -> str:
        """The number that was given out next, and that is nobody's yet; empty if there was none."""
        while number in self.given_out and number:
            number = f"{number[:-6]}{(int(number[-6:]) + 1) % 1_000_000:06d}"
            if other_sex and len(number) == 12:
                number, other_sex = f"{number[:3]}{int(number[3]) ^ 1}{number[4:]}", False
        self.given_out.add(number)
        return number

    def _once(self, make: Callable[[], str]) -> str:
        while (number := make()) in self.given_out and number:
            pass
        self.given_out.add(number)
        return number

    def cmnd(self) -> str:
        return self._once(lambda: f"34{self.chance.randrange(10**7):07d}")

    def _cccd(self, true: Traits) -> str:
        province = PROVINCE if self.chance.random() < 0.85 else self.chance.choice(ELSEWHERE)
        return make_cccd(true.sex, true.born_on, province, self.chance.randrange(1_000_000))

    def _bhyt(self) -> str:
        return f"87{self.chance.randrange(10**8):08d}"

    def phone(self) -> str:
        return f"+84{self.chance.choice(PREFIXES)[1:]}{self.chance.randrange(10**7):07d}"

    def commune(self) -> str:
        codes, shares = homes()
        return self.chance.choices(codes, cum_weights=shares)[0]

    def given(self, sex: str) -> str:
        names = [*GIVEN[sex], *RARER[sex]]
        return self.chance.choices(names, weights=[1 / (place + 6) for place in range(len(names))])[0]

    def _dormitory(self, size: int) -> Iterator[Living]:
        """Workers of one plant on the phone of its office, of whom half live in its commune."""
        phone, commune = self.phone(), self.commune()
        for _ in range(size):
            born = date(1970, 1, 1) + timedelta(days=self.chance.randrange(33 * 365))
            yield self.person(phone=phone, commune=commune if self.chance.random() < 0.5 else "", born=born)

    def _family(self) -> str:
        return self._drawn(FAMILY)

    def _drawn(self, shares: dict[str, int]) -> str:
        return self.chance.choices(list(shares), weights=list(shares.values()))[0]

    def _birthday(self) -> date:
        """From 1930 to 2015; of the older ones, some know the year only and are written down under 1 January."""
        born = date(1930, 1, 1) + timedelta(days=self.chance.randrange(86 * 365))
        return born.replace(month=1, day=1) if born.year < 1976 and self.chance.random() < 0.08 else born


@cache
def homes() -> tuple[list[str], list[float]]:
    """The communes of the province, each with its part of the district's population, added up."""
    with (DATA / "populations.csv").open(encoding="utf-8") as file:
        people = {row["code"]: int(row["population"]) for row in csv.DictReader(file) if row["level"] == "district"}
    with (DATA / "administrative_units_2021.csv").open(encoding="utf-8") as file:
        rows = [(row["level"], row["code"], row["parent_code"]) for row in csv.DictReader(file)]
    districts = {code for level, code, parent in rows if level == "district" and parent == PROVINCE}
    communes = [(code, parent) for level, code, parent in rows if level == "commune" and parent in districts]
    siblings = [parent for _, parent in communes]
    shares = accumulate(people[parent] / siblings.count(parent) for _, parent in communes)
    return [code for code, _ in communes], list(shares)
