"""Loads the administrative units and populations that come with the product. Loading again changes nothing."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from vaxportal.core.text import fold
from vaxportal.geography.models import Commune, District, Province, Unit

DATA = Path(__file__).resolve().parent.parent / "data"
VALID_FROM = date(2021, 1, 1)  # the last decree in the list, NQ 1111/NQ-UBTVQH14, took effect on this day
SOURCE = "Tổng cục Thống kê, danh mục đơn vị hành chính 2021"
LEVELS: dict[str, tuple[type[Province] | type[District] | type[Commune], str]] = {
    "province": (Province, ""),
    "district": (District, "province"),
    "commune": (Commune, "district"),
}


@dataclass(frozen=True)
class Loaded:
    added: int = 0
    changed: int = 0


@transaction.atomic
def load() -> Loaded:
    """The units of 2021, then the populations where nobody has written one yet."""
    rows = list(_rows("administrative_units_2021.csv"))
    rows += _communes_of_islands(rows)
    added = changed = 0
    for level in LEVELS:
        new, corrected = _load_level(level, [row for row in rows if row["level"] == level])
        added, changed = added + new, changed + corrected
    return Loaded(added, changed + _fill_populations())


def shipped_paths() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Code and name of every commune, its district and its province, as the file has them."""
    rows = list(_rows("administrative_units_2021.csv"))
    rows += _communes_of_islands(rows)
    known = {(row["level"], row["code"]): row for row in rows}
    for row in rows:
        if row["level"] == "commune":
            district = known["district", row["parent_code"]]
            province = known["province", district["parent_code"]]
            yield row["code"], row["name"], district["code"], district["name"], province["code"], province["name"]


def _communes_of_islands(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Who lives in an island district has no commune to name: the district is its own commune, under its own code."""
    divided = {row["parent_code"] for row in rows if row["level"] == "commune"}
    whole = [row for row in rows if row["level"] == "district" and row["code"] not in divided]
    return [row | {"level": "commune", "parent_code": row["code"]} for row in whole]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _load_level(level: str, rows: list[dict[str, str]]) -> tuple[int, int]:
    model, parent_name = LEVELS[level]
    known = {unit.code: unit for unit in model._default_manager.filter(valid_from=VALID_FROM)}
    parents = _pks(LEVELS[parent_name][0]) if parent_name else {}
    new: list[Any] = []  # of the one model
    changed = []
    for row in rows:
        given: dict[str, object] = {"kind": row["kind"], "name": row["name"], "folded_name": fold(row["name"])}
        if parent_name:
            given[f"{parent_name}_id"] = parents[row["parent_code"]]
        unit = known.get(row["code"])
        if unit is None:
            new.append(model(code=row["code"], valid_from=VALID_FROM, source=SOURCE, **given))
        elif any(getattr(unit, name) != value for name, value in given.items()):
            for name, value in given.items():
                setattr(unit, name, value)
            changed.append(unit)
    model._default_manager.bulk_create(new, batch_size=2000)
    names = ["kind", "name", "folded_name", *([parent_name] if parent_name else [])]
    if changed:
        model._default_manager.bulk_update(changed, names, batch_size=500)
    return len(new), len(changed)


def _pks(model: type[Unit]) -> dict[str, int]:
    return dict(model._default_manager.filter(valid_from=VALID_FROM).values_list("code", "pk"))


def _fill_populations() -> int:
    """Denominators are the administrator's to correct; a number that somebody wrote is left alone."""
    filled = 0
    for row in _rows("populations.csv"):
        model = LEVELS[row["level"]][0]
        empty = model._default_manager.filter(code=row["code"], valid_from=VALID_FROM, population=None)
        if empty.exists():
            filled += empty.update(population=int(row["population"]), population_source=row["source"])
    return filled
