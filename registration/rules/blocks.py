"""Who is compared with whom: people who have something in common by which one of two records finds the other.

Comparing everybody with everybody is out of reach; these few keys find all but a handful (docs/benchmarks.md). The
database looks the same keys up in its indexes.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import date
from typing import Generic, TypeVar

from registration.rules.matching import Traits, sorted_name

T = TypeVar("T")
MOST = 50  # who share a name and a birth date, or a phone and a birth date, are not looked at beyond so many


class Blocks(Generic[T]):
    """Things that stand for people, found again by any key of theirs."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, list[T]] = defaultdict(list)

    def add(self, traits: Traits, thing: T) -> None:
        for key in keys_of(traits):
            if len(found := self._by_key[key]) < MOST:
                found.append(thing)

    def near(self, traits: Traits) -> Iterator[T]:
        """Each thing once."""
        seen = set[int]()
        for key in (*keys_of(traits), *swapped_keys_of(traits)):
            for thing in self._by_key.get(key, ()):
                if id(thing) not in seen:
                    seen.add(id(thing))
                    yield thing


def keys_of(traits: Traits) -> Iterator[Hashable]:
    """Numbers; name and birth date; phone with either of them."""
    name, phone, born = sorted_name(traits.full_name), traits.phone, traits.born_on
    if traits.id_number:
        yield "id", traits.id_number
    if traits.bhyt:
        yield "bhyt", traits.bhyt
    yield name, born
    if phone:
        yield phone, name
        yield phone, born


def swapped_keys_of(traits: Traits) -> Iterator[Hashable]:
    if swapped := swapped_day(traits.born_on):
        yield sorted_name(traits.full_name), swapped


def swapped_day(day: date) -> date | None:
    """Day and month in each other's place, where that is another day."""
    return day.replace(day=day.month, month=day.day) if day.day <= 12 and day.day != day.month else None
