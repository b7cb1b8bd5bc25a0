"""One row of reference data added or changed by an administrator, whichever table it is of."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.db import transaction
from django.db.models import Model

from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem

Row = TypeVar("Row", bound=Model)


@transaction.atomic
def keep_row(
    row: Row,
    *,
    what: str,
    about: Collection[str],
    problems: Callable[[Row], Iterable[Problem]],
    wording: Mapping[StrEnum, object],
    by: User,
) -> Row:
    """Adds the row, or changes all but the columns that say what it is about; the trail keeps what was and what is.

    `what`: the kind of row, as the act in the trail names it. RuleBroken by `problems`; NotAllowed for all but the
    administrator.
    """
    require(by, Permission.MANAGE_REFERENCE)
    before = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    for column in about if before else ():
        setattr(row, column, getattr(before, column))
    changes = _changes(before, row) if before else {}
    if before and not changes:
        return row
    refuse_if(problems(row), wording)
    row.save()
    key = {column: _plain(getattr(row, column)) for column in about}
    record(by, f"reference.{what}_changed" if before else f"reference.{what}_added", about=key, columns=changes)
    return row


def _changes(before: Model, after: Model) -> dict[str, list[object]]:
    """Of each column that is different now, what it was and what it is."""
    names = [field.attname for field in after._meta.concrete_fields]
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in names}
    return {name: [_plain(value) for value in pair] for name, pair in pairs.items() if pair[0] != pair[1]}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
