"""Loading the reference data of registration from its files; loading twice changes nothing."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.db import models, transaction

from registration.models import ConsentText, PriorityGroup, Vaccine

DATA = Path(__file__).resolve().parent.parent / "data"
Columns = dict[str, object]


@transaction.atomic
def load() -> dict[str, int]:
    """Writes what is not there yet; answers how many rows of each kind were written."""
    return {
        "priority_groups": _settle(PriorityGroup, ("code", "valid_from"), _rows("priority_groups.csv", _group)),
        "vaccines": _settle(Vaccine, ("code",), _rows("vaccines.csv", _vaccine)),
        "consent_texts": _settle(ConsentText, ("version",), _rows("consent_texts.csv", _consent)),
    }


def _rows(name: str, read: Callable[[dict[str, str]], Columns]) -> Iterator[Columns]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from map(read, csv.DictReader(file))


def _settle(model: type[models.Model], key: tuple[str, ...], rows: Iterator[Columns]) -> int:
    """A row that stands is left as it is: an administrator may have changed it since."""
    known = {tuple(getattr(row, part) for part in key) for row in model._default_manager.all()}
    new = [model(**columns) for columns in rows if tuple(columns[part] for part in key) not in known]
    return len(model._default_manager.bulk_create(new))


def _group(row: dict[str, str]) -> Columns:
    return {**row, "code": int(row["code"]), "valid_from": date.fromisoformat(row["valid_from"])}


def _vaccine(row: dict[str, str]) -> Columns:
    numbers = ("primary_doses", "min_age_years", "doses_per_vial")
    return {**row, **{name: int(row[name]) for name in numbers}}


def _consent(row: dict[str, str]) -> Columns:
    return {**row, "valid_from": date.fromisoformat(row["valid_from"])}
