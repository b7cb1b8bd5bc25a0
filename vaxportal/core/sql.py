"""Statements written by hand where a queue waits: planned once, read narrowly into instances, written together.

The object-relational mapper compiles each statement anew and reads whole rows, and the server plans it anew: recording
a dose spent nine tenths of its time there (docs/adr/0011). Everything that is not a queue goes through the mapper.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from hashlib import sha256
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)
TAKEN_AS_THEY_ARE = (  # by the driver
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.IntegerField,
    models.UUIDField,
)
NAMED = re.compile(r"%\((\w+)\)s")
_prepared: "WeakKeyDictionary[object, set[str]]" = WeakKeyDictionary()  # by the driver's connection


class Statement:
    """SQL with `%(name)s` for its values; each connection prepares it at its first use and sends values afterwards."""

    def __init__(self, title: str, text: str) -> None:
        self.values = tuple(dict.fromkeys(NAMED.findall(text)))
        place = {name: f"${number}" for number, name in enumerate(self.values, start=1)}
        self.text = NAMED.sub(lambda found: place[found[1]], text)
        self.name = f"{title}_{sha256(self.text.encode()).hexdigest()[:8]}"
        self.call = f"EXECUTE {self.name} ({', '.join(['%s'] * len(place))})" if place else f"EXECUTE {self.name}"

    def row(self, **values: object) -> Iterator[Any] | None:
        """The values of the first row; None without one."""
        return run([(self, values)])


def run(calls: Sequence[tuple[Statement, Mapping[str, object]]]) -> Iterator[Any] | None:
    """All in one round trip once they are prepared, in this order; the values of the first row of the last one."""
    ours = connections[DEFAULT_DB_ALIAS]  # the proxy would look it up at every word
    with ours.cursor() as cursor:
        known = _prepared.setdefault(ours.connection, set())
        for one, _values in calls:
            if one.name not in known:  # each by itself: the server keeps it, whatever becomes of the transaction
                cursor.execute(f"PREPARE {one.name} AS {one.text}")
                known.add(one.name)
        sent: list[Any] = [values[name] for one, values in calls for name in one.values]
        cursor.execute("; ".join(one.call for one, _values in calls), sent)
        row = cursor.fetchone() if cursor.description else None
    return iter(row) if row else None


class Columns(Generic[M]):
    """Some columns of a model under an alias; what is not among them is read when somebody asks for it."""

    def __init__(self, model: type[M], alias: str, *attnames: str) -> None:
        self.model, self.alias, self._wanted = model, alias, frozenset(attnames)

    @cached_property
    def _fields(self) -> "Sequence[models.Field[Any, Any]]":
        found = [one for one in self.model._meta.concrete_fields if one.attname in self._wanted]
        if len(found) != len(self._wanted):
            raise LookupError(f"{self.model.__name__} lacks one of {sorted(self._wanted)}")
        return found

    @cached_property
    def attnames(self) -> list[str]:
        return [one.attname for one in self._fields]

    def __str__(self) -> str:
        """For the list after SELECT."""
        return ", ".join(f'{self.alias}."{one.column}"' for one in self._fields)

    def take(self, values: Iterator[object]) -> M:
        """The instance that the next values of a row make: `from_db` without a step for each column left out."""
        found = self.model.__new__(self.model)
        found.__dict__.update(zip(self.attnames, values, strict=False), _state=ModelState())
        found._state.adding, found._state.db = False, DEFAULT_DB_ALIAS
        return found

    def take_any(self, values: Iterator[object]) -> M | None:
        """The same, of an outer join: None where it found nothing."""
        found = self.take(values)
        return None if found.pk is None else found


def insert(rows: Sequence[models.Model]) -> tuple[Statement, Mapping[str, object]]:
    """New rows of one model for `run`, with the model's own defaults and conversions; keys come from the database."""
    ours, values = connections[DEFAULT_DB_ALIAS], dict[str, object]()
    for number, row in enumerate(rows):
        for attname, field in _converted(type(row)):
            values[f"{attname}_{number}"] = (
                field.get_db_prep_save(field.pre_save(row, True), ours) if field else row.__dict__[attname]
            )
    return _insertion(type(rows[0]), len(rows)), values


@cache
def _converted(model: type[models.Model]) -> "Sequence[tuple[str, models.Field[Any, Any] | None]]":
    """The columns to write; with the field where the driver does not take the value as it is."""
    return [
        (one.attname, None if isinstance(_target(one), TAKEN_AS_THEY_ARE) and not _is_set_by_django(one) else one)
        for one in model._meta.concrete_fields
        if not one.primary_key
    ]


def _target(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    return getattr(field, "target_field", field)  # a foreign key carries what its target is


def _is_set_by_django(field: "models.Field[Any, Any]") -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


@cache
def _insertion(model: type[models.Model], rows: int) -> Statement:
    columns = [(one.column, one.attname) for one in model._meta.concrete_fields if not one.primary_key]
    places = [f"({', '.join(f'%({attname}_{number})s' for _column, attname in columns)})" for number in range(rows)]
    names, table = ", ".join(f'"{column}"' for column, _attname in columns), model._meta.db_table
    return Statement(f"insert_{table}", f'INSERT INTO "{table}" ({names}) VALUES {", ".join(places)}')  # noqa: S608
