"""Cells on their way out and back in: nothing that a spreadsheet program would run."""

import re

RUNS = ("=", "+", "-", "@", "\t", "\r", "\0")  # how a formula can begin
SHIELD = "'"
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # control signs that XML forbids


def harmless(value: object) -> object:
    """Text that a spreadsheet program might take for a formula, with an apostrophe before it."""
    if not isinstance(value, str):
        return value
    shielded = SHIELD + value if value.startswith(RUNS) else value
    return UNWRITABLE.sub("", shielded)


def plain(cell: str) -> str:
    """A cell that we shielded ourselves, as it was; nothing in it that neither a database nor a sheet can hold."""
    written = cell if cell.isprintable() else UNWRITABLE.sub("", cell)
    return written[1:] if written.startswith(SHIELD) and written[1:].startswith(RUNS) else written
