"""Worker lists of any length in the national form, as a company would hand them in: mostly right, some rows not."""

from collections.abc import Sequence
from datetime import date
from random import Random

from registration.imports.form import filled_form
from vaxportal.geography.models import Commune
from vaxportal.simulation.people import MadeUp, make_cccd, make_people

BORN_AT = "80"  # the register of the benchmark has nobody with numbers of that province
FAULTY = 0.03
REPAIRED = 0.12


def worker_file(rows: int, *, seed: int, today: date) -> bytes:
    """An .xlsx with so many workers; one in thirty has a fault, one in eight something to repair."""
    homes = list(Commune.objects.filter(district__province__code="87").select_related("district__province"))
    chance = Random(seed)
    people = make_people(chance, homes, today)
    return filled_form(_row(number, next(people), seed, chance) for number in range(1, rows + 1))


def _row(number: int, one: MadeUp, seed: int, chance: Random) -> Sequence[object]:
    place, serial = one.commune, number + 100_000 * seed
    cells: list[object] = [
        *(number, one.name, f"{one.born_on:%d/%m/%Y}", "0" if one.sex == "M" else "1", str(one.group)),
        *("Công ty đo tốc độ", one.phone, make_cccd(one.sex, one.born_on, BORN_AT, serial)),
        f"DN487{80_000_000 + serial:010d}" if number % 2 else "",
        *(place.district.province.name, place.district.province.code, place.district.name, place.district.code),
        *(place.name, place.code, "", one.address),
        *[""] * 10,
    ]
    kind = chance.random()
    if kind < FAULTY:
        _spoil(cells, chance)
    elif kind < FAULTY + REPAIRED:
        _blur(cells, chance)
    return cells


def _spoil(cells: list[object], chance: Random) -> None:
    column, wrong = chance.choice([(1, ""), (2, "31/02/1990"), (3, "7"), (4, "99"), (6, "09123"), (7, "08719256792")])
    cells[column] = wrong


def _blur(cells: list[object], chance: Random) -> None:
    """What the portal mends by itself."""
    column = chance.choice([1, 2, 6])
    written = str(cells[column])
    cells[column] = {
        1: written.upper(),
        2: written.replace("/", "-"),
        6: f"{written[:4]} {written[4:7]} {written[7:]}",
    }[column]
