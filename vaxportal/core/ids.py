"""Public ids: UUIDv7, made here in Python so that a row's `ref` is known before it is written."""

import uuid

import uuid6


def new_ref() -> uuid.UUID:
    return uuid.UUID(int=uuid6.uuid7().int)
