"""What stands in the way of an act: a code that never changes, the field it lies in, and the facts of the sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


@dataclass(frozen=True, slots=True, init=False)
class Problem:
    """`Problem(DoseIs.TOO_SOON, "given_on", earliest=day)`; an overridable one, a named person may pass over."""

    code: StrEnum
    field: str
    facts: Mapping[str, object]
    overridable: bool

    def __init__(self, code: StrEnum, field: str = "", *, overridable: bool = False, **facts: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "facts", MappingProxyType(facts))
        object.__setattr__(self, "overridable", overridable)

    def __hash__(self) -> int:
        return hash((self.code, self.field, tuple(sorted((name, str(fact)) for name, fact in self.facts.items()))))

    def at(self, field: str) -> "Problem":
        """The same problem, told on another field."""
        return Problem(self.code, field, overridable=self.overridable, **self.facts)

    def as_warning(self) -> "Problem":
        """The same problem, which a named person may override."""
        return Problem(self.code, self.field, overridable=True, **self.facts)
