"""Model fields that every app uses: public refs, sealed numbers, look-up hashes."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from vaxportal.core import crypto
from vaxportal.core.ids import new_ref

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RefField(models.UUIDField):
    """The public id of a row: UUIDv7, unique; the only id that may stand in an address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own field signature
        super().__init__(*args, **{"default": new_ref, "unique": True, "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        """Says `unique` even when false: rows of history repeat the ref of the row they come from."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "unique": self.unique}


class SealedField(models.BinaryField):
    """Text that is encrypted in the database and plain in Python; empty text is stored as NULL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"null": True, "blank": True, "editable": True, **kwargs})

    def from_db_value(self, value: bytes | memoryview | None, expression: object, connection: object) -> str:
        return "" if value is None else crypto.unseal(bytes(value))

    def get_db_prep_value(self, value: object, connection: Any, prepared: bool = False) -> object:
        sealed = crypto.seal(value) if isinstance(value, str) and value else (value or None)
        return super().get_db_prep_value(sealed, connection, prepared)

    def get_default(self) -> str:
        return ""

    def value_to_string(self, obj: models.Model) -> str:
        return ""

    def to_python(self, value: object) -> object:
        return value


class SealedFileField(models.BinaryField):
    """A file that is encrypted in the database and plain in Python."""

    def from_db_value(self, value: bytes | memoryview | None, expression: object, connection: object) -> bytes | None:
        return None if value is None else crypto.unseal_bytes(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> object:
        return super().get_db_prep_value(
            value if value is None else crypto.seal_bytes(bytes(value)), connection, prepared
        )


class LookupField(models.BinaryField):
    """The keyed hash of a neighbouring sealed field (`of`), kept in step at every save and bulk_create."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"null": True, "blank": True, "editable": False, "max_length": 32, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        plain = getattr(model_instance, self.of, None)
        value = crypto.lookup(plain) if plain else None
        setattr(model_instance, self.attname, value)
        return value


def by_whom(name: "StrOrPromise | None" = None, *, optional: bool = False) -> "models.ForeignKey[Any, Any]":
    """Who did it. Nobody looks rows up by it, and a row of a busy day would pay for the index at every change."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=name,
        on_delete=models.PROTECT,
        related_name="+",
        null=optional,
        blank=optional,
        db_index=False,
    )


def index_where_set(field: str, table: str) -> models.Index:
    """Of a column that is empty in most rows: an index over all would grow with every one of them."""
    return models.Index(
        fields=[field], condition=models.Q(**{f"{field}__isnull": False}), name=f"{table}_{field}_set"[:30]
    )
