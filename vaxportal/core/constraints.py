"""Constraints in the words of the rules: a violation becomes the same RuleBroken that a rule would raise."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import cast

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem


@contextmanager
def as_rule(model: type[models.Model], name: str, *, field: str = "") -> Iterator[None]:
    """Runs a write in a savepoint; a violation of the constraint `name` raises RuleBroken with its code."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) != name:
            raise
        constraint = next(c for c in model._meta.constraints if c.name == name)
        code = cast(StrEnum, constraint.violation_error_code)
        raise RuleBroken([Problem(code, field)], {code: constraint.violation_error_message}) from error


def was_first(row: models.Model) -> bool:
    """Inserts the row in a savepoint; False where the same `ref`, sent twice at once, is there by now."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if not is_known_ref(type(row), error):
            raise
        return False
    return True


def is_known_ref(model: type[models.Model], error: IntegrityError) -> bool:
    """A row with this `ref` was written by another request meanwhile."""
    return constraint_of(error) == f"{model._meta.db_table}_ref_key"


def constraint_of(error: IntegrityError) -> str | None:
    diag = getattr(error.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None)


def both_or_neither(stem: str) -> models.CheckConstraint:
    """`<stem>_at` and `<stem>_by` are both null or both set."""
    at, by = f"{stem}_at", f"{stem}_by"
    both = Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    return models.CheckConstraint(condition=both, name=f"%(app_label)s_%(class)s_{stem}")
