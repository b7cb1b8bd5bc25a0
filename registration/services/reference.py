"""The reference data of registration: loaded from its files, and the vaccines changed by an administrator."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.db import models, transaction

from registration.models import ConsentText, PriorityGroup, Vaccine
from registration.rules.codes import VaccineIs
from registration.rules.reference import vaccine_problems
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.services.reference_rows import keep_row
from vaxportal.core.problems import Problem

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


def set_vaccine(vaccine: Vaccine, *, by: User) -> Vaccine:
    """Adds it, or changes all but its code, by which the rules of intervals and mixing speak of it."""
    return keep_row(vaccine, what="vaccine", about=("code",), problems=problems_of, wording=WORDING, by=by)


def problems_of(vaccine: Vaccine) -> Iterator[Problem]:
    """What stands in the way of the vaccine as it is written."""
    counts = {"primary_doses": vaccine.primary_doses, "doses_per_vial": vaccine.doses_per_vial}
    yield from vaccine_problems(code=vaccine.code, **counts)
    if Vaccine.objects.filter(code=vaccine.code).exclude(pk=vaccine.pk).exists():
        yield Problem(VaccineIs.ALREADY_KNOWN, "code")
