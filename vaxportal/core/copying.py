"""Many new rows of one model with COPY: what a list of fifty thousand people writes.

One row at a time the driver and the mapper take longer than the database (docs/benchmarks.md). Keys are drawn from the
table's sequence beforehand, for COPY answers nothing.
"""

import io
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState

from vaxportal.core import crypto
from vaxportal.core.fields import SealedField, SealedFileField

M = TypeVar("M", bound=models.Model)
EMPTY: dict[type, str] = {list: "[]", dict: "{}"}  # what most JSON columns hold
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})
Written = Callable[[Any], str]  # Any: values of that column


def copy_rows(rows: "Sequence[models.Model]") -> None:
    """Writes new rows of one model and gives them their keys. A violated constraint raises IntegrityError.

    Field defaults are those of the instances; nothing else of `save` happens.
    """
    if not rows:
        return
    model = type(rows[0])
    for row, key in zip(rows, _keys(model, len(rows)), strict=True):
        row.pk = key
    columns = _columns(model)
    names = ", ".join(f'"{name}"' for name, _attname, _write in columns)
    values = [row.__dict__ for row in map(_ready, rows)]
    written = [_column([row[attname] for row in values], write) for _name, attname, write in columns]
    text = "\n".join(map("\t".join, zip(*written, strict=True))) + "\n"
    ours = connections[DEFAULT_DB_ALIAS]
    with ours.cursor() as cursor, ours.wrap_database_errors:  # the driver's own method raises the driver's errors
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', io.StringIO(text))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def fresh(model: type[M], **columns: object) -> M:
    """A new instance with its defaults, without a step for each column left out: a third of the time of `model(…)`.

    `columns` go by attname, as they are stored: `person_id`, never `person`.
    """
    made = model.__new__(model)
    fixed, called = _defaults(model)
    values = made.__dict__
    values["_state"] = ModelState()
    values.update(fixed)
    for attname, default in called:
        if attname not in columns:
            values[attname] = default()
    values.update(columns)
    return made


@cache
def _defaults(model: type[models.Model]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """Values that are always the same, and what makes the others."""
    fixed: dict[str, Any] = {}
    called: list[tuple[str, Callable[[], Any]]] = []
    for field in model._meta.concrete_fields:
        if callable(field.default) and field.has_default():
            called.append((field.attname, field.default))
        else:
            fixed[field.attname] = field.get_default()
    return fixed, called


def _column(values: list[Any], write: Written) -> Sequence[str]:
    """Most columns of a list's people say the same in every row; that is written once."""
    first = values[0]
    if first in (None, "") and values.count(first) == len(values):
        return [write(first)] * len(values)
    return list(map(write, values))


def _ready(row: models.Model) -> models.Model:
    """With the columns that follow from others."""
    for field in _following(type(row)):
        field.pre_save(row, True)
    return row


def _keys(model: type[models.Model], count: int) -> list[int]:
    table, key = model._meta.db_table, model._meta.pk.column
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [f'"{table}"', key, count]
        )
        return [key for (key,) in cursor.fetchall()]


@cache
def _following(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Fields with a `pre_save` of their own: the hashes of sealed numbers, the key of a name."""
    own = [field for field in model._meta.concrete_fields if type(field).__module__.partition(".")[0] != "django"]
    return [field for field in own if type(field).pre_save is not models.Field.pre_save]


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, str, Written]]:
    return [(field.column, field.attname, _writer(field)) for field in model._meta.concrete_fields]


def _writer(field: "models.Field[Any, Any]") -> Written:
    target = getattr(field, "target_field", field)
    for kind, write in WRITERS.items():
        if isinstance(target, kind):
            return write
    raise TypeError(f"COPY has no way to write {type(target).__name__}")


def _text(value: str | None) -> str:
    return NULL if value is None else str(value).translate(ESCAPES)


def _number(value: int | None) -> str:
    return NULL if value is None else str(int(value))


def _truth(value: bool | None) -> str:
    return NULL if value is None else "t" if value else "f"


def _time(value: date | datetime | UUID | None) -> str:
    return NULL if value is None else str(value)


def _bytes(value: bytes | memoryview | None) -> str:
    return NULL if value is None else f"\\\\x{bytes(value).hex()}"


def _json(value: object) -> str:
    return AS_JSON(value).translate(ESCAPES) if value else EMPTY.get(type(value), "null")


def _sealed(value: str | None) -> str:
    return _bytes(crypto.seal(value)) if value else NULL


def _sealed_file(value: bytes | None) -> str:
    return NULL if value is None else _bytes(crypto.seal_bytes(value))


WRITERS: "dict[type[models.Field[Any, Any]], Written]" = {  # the first that fits; the special before the general
    SealedField: _sealed,
    SealedFileField: _sealed_file,
    models.BinaryField: _bytes,
    models.JSONField: _json,
    models.BooleanField: _truth,
    models.IntegerField: _number,
    models.CharField: _text,
    models.TextField: _text,
    models.DateField: _time,
    models.UUIDField: _time,
}
