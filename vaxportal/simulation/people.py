"""Made-up people: plausible age, sex, home and numbers that agree with each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random

from vaxportal.geography.models import Commune
from vaxportal.simulation.names import make_name

# Adults by age, in per mille of the adults of the 2019 census, rounded
AGES = {(18, 24): 135, (25, 34): 225, (35, 44): 205, (45, 54): 180, (55, 64): 140, (65, 74): 75, (75, 92): 40}
GROUPS = {1: 3, 2: 4, 3: 1, 4: 2, 7: 5, 8: 8, 9: 14, 10: 8, 11: 5, 13: 30, 15: 18, 16: 2}
PREFIXES = [
    "032",
    "033",
    "034",
    "035",
    "036",
    "037",
    "038",
    "039",
    "070",
    "079",
    "081",
    "083",
    "086",
    "090",
    "091",
    "093",
]
HAMLETS = ["Ấp 1", "Ấp 2", "Ấp 3", "Ấp Bình Hòa", "Ấp Tân Phú", "Ấp Mỹ Thạnh", "Khóm 1", "Khóm 2", "Khóm Mỹ Phú"]


@dataclass(frozen=True)
class MadeUp:
    name: str
    born_on: date
    sex: str
    id_number: str
    phone: str
    commune: Commune
    address: str
    group: int


def make_people(chance: Random, communes: Sequence[Commune], today: date) -> Iterator[MadeUp]:
    """An endless row of people; the same seed makes the same ones. A commune counts by its district's population."""
    share = list(accumulate(_weight(commune, communes) for commune in communes))
    for serial in count(1):
        sex = chance.choice("MF")
        born = _birthday(chance, today)
        commune = chance.choices(communes, cum_weights=share)[0]
        yield MadeUp(
            name=make_name(chance, sex),
            born_on=born,
            sex=sex,
            id_number=make_cccd(sex, born, commune.district.province.code, serial),
            phone=f"{chance.choice(PREFIXES)}{chance.randrange(10_000_000):07d}",
            commune=commune,
            address=chance.choice(HAMLETS),
            group=_group(chance, born, today),
        )


def make_cccd(sex: str, born: date, province_code: str, serial: int) -> str:
    """Twelve digits whose parts agree (Circular 59/2021/TT-BCA): province, century and sex, year, a running number."""
    century_and_sex = (born.year // 100 - 19) * 2 + (sex == "F")
    return f"0{province_code}{century_and_sex}{born.year % 100:02d}{serial % 1_000_000:06d}"


def _weight(commune: Commune, communes: Sequence[Commune]) -> float:
    siblings = sum(1 for other in communes if other.district_id == commune.district_id) if len(communes) < 500 else 15
    return (commune.district.population or 100_000) / siblings


def _birthday(chance: Random, today: date) -> date:
    low, high = chance.choices(list(AGES), weights=list(AGES.values()))[0]
    years = chance.randint(low, high)
    return date(today.year - years, 1, 1) - timedelta(days=chance.randrange(1, 365))


def _group(chance: Random, born: date, today: date) -> int:
    if today.year - born.year > 65:
        return 9
    return chance.choices(list(GROUPS), weights=list(GROUPS.values()))[0]
