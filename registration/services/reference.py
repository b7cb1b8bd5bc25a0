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
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core.errors import refuse_if
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


@transaction.atomic
def set_vaccine(vaccine: Vaccine, *, by: User) -> Vaccine:
    """Adds it, or changes all but its code, by which the rules of intervals and mixing speak of it."""
    require(by, Permission.MANAGE_REFERENCE)
    before = Vaccine.objects.select_for_update().filter(pk=vaccine.pk).first()
    vaccine.code = before.code if before else vaccine.code
    changes = changes_of(before, vaccine)
    if before and not changes:
        return vaccine
    refuse_if(problems_of(vaccine), WORDING)
    vaccine.save()
    record(
        by,
        "reference.vaccine_changed" if before else "reference.vaccine_added",
        vaccine=vaccine.code,
        columns=changes,
    )
    return vaccine


def problems_of(vaccine: Vaccine) -> Iterator[Problem]:
    """What stands in the way of the vaccine as it is written."""
    counts = {"primary_doses": vaccine.primary_doses, "doses_per_vial": vaccine.doses_per_vial}
    yield from vaccine_problems(code=vaccine.code, **counts)
    if Vaccine.objects.filter(code=vaccine.code).exclude(pk=vaccine.pk).exists():
        yield Problem(VaccineIs.ALREADY_KNOWN, "code")


def changes_of(before: models.Model | None, after: models.Model) -> dict[str, list[object]]:
    """For the audit trail: of each column that is different now, what it was and what it is. Of a new row nothing."""
    names = [field.attname for field in after._meta.concrete_fields] if before else []
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    return {
        name: [value.isoformat() if isinstance(value, date) else value for value in pair]
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    }
