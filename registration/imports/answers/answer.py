"""What is said about one row of a list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Tone(StrEnum):
    """How an answer sounds; the words say it too, the colour only helps to find it."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """`number` is the row of the sheet, from 1; columns count from 0. A remark colours its cell and comments on it."""

    number: int
    text: str
    tone: Tone
    remarks: Mapping[int, str] = field(default_factory=dict)
    changes: Mapping[int, str] = field(default_factory=dict)
