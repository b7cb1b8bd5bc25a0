"""Public ids: UUIDv7, made here in Python so that a row's `ref` is known before it is written; and read back."""

import uuid

import uuid6


def new_ref() -> uuid.UUID:
    return uuid.UUID(int=uuid6.uuid7().int)


def read_ref(text: str) -> uuid.UUID | None:
    """A `ref` as somebody has sent it; None for any other text."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
