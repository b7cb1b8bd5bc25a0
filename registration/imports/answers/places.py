"""Where a cell stands: rows and columns from 0, and as a sheet spells them."""

import re
from functools import cache

MOST_COLUMNS = 16_384
SPELLED = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")

Place = tuple[int, int]  # row and column


@cache
def letters(column: int) -> bytes:
    """27 is AB; of the few columns that a sheet has."""
    spelled, rest = b"", column + 1
    while rest:
        rest, sign = divmod(rest - 1, 26)
        spelled = b"%c" % (65 + sign) + spelled
    return spelled


@cache
def column_of(spelled: bytes) -> int:
    """AB is 27; the caller has made sure that there are at most three letters and nothing else."""
    column = 0
    for letter in spelled.upper():
        column = column * 26 + letter - 64
    return column - 1


def place_of(reference: str) -> Place | None:
    """Of a cell; None if it is not spelled like one."""
    if not (found := SPELLED.fullmatch(reference)):
        return None
    return int(found[2]) - 1, column_of(found[1].encode())


def corners_of(reference: str) -> tuple[Place, Place] | None:
    """First and last cell of a range."""
    first, _colon, last = reference.partition(":")
    begins, ends = place_of(first), place_of(last or first)
    return (begins, ends) if begins and ends else None
