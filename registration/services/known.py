"""Recognising people: who among the rows may be in the system already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from registration.models import Person
from registration.models.people import folded, name_key
from registration.rules.blocks import MOST, Blocks, swapped_day
from registration.rules.codes import MatchIs
from registration.rules.matching import Likeness, Match, Traits, compare
from registration.rules.people import PersonGiven, traits_of
from vaxportal.core import crypto

# Each block is an index; what it finds is compared by the rules. A merged person has left the register.
FIND = f"""
SELECT id, ref, full_name, born_on, sex, id_number, bhyt, phone, commune_id
FROM registration_person WHERE merged_into_id IS NULL AND id IN (
    SELECT id FROM registration_person WHERE id_lookup = ANY(%(ids)s)
    UNION SELECT id FROM registration_person WHERE bhyt_lookup = ANY(%(bhyts)s)
    UNION SELECT found.id FROM unnest(%(names)s::bigint[], %(days)s::date[]) AS asked (name, day), LATERAL (
        SELECT id FROM registration_person WHERE name_key = asked.name AND born_on = asked.day LIMIT {MOST}) AS found
    UNION SELECT found.id FROM unnest(%(phones)s::bytea[], %(phone_days)s::date[]) AS asked (phone, day), LATERAL (
        SELECT id FROM registration_person WHERE phone_lookup = asked.phone AND born_on = asked.day LIMIT {MOST}
    ) AS found
    UNION SELECT found.id FROM unnest(%(phones)s::bytea[], %(phone_names)s::bigint[]) AS asked (phone, name), LATERAL (
        SELECT id FROM registration_person WHERE phone_lookup = asked.phone AND name_key = asked.name LIMIT {MOST}
    ) AS found
)"""  # noqa: S608 - our own words only


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody in the system, as far as recognising needs them; `pk` is None while they are being written."""

    pk: int | None
    ref: UUID
    traits: Traits


@dataclass(frozen=True, slots=True)
class Likely:
    known: Known
    match: Match

    @property
    def shared_number(self) -> str:
        """The field of a number that both bear."""
        if MatchIs.ID_SAME in self.match.agrees:
            return "id_number"
        return "bhyt" if MatchIs.BHYT_SAME in self.match.agrees else ""


class KnownPeople:
    """Everybody who may be one of the rows: who bears a number of theirs, or shares name and birth day, phone and
    birth day, phone and name. One query."""

    def __init__(self, rows: Sequence[Traits]) -> None:
        self.blocks = Blocks[Known]()
        for known in _found(rows):
            self.add(known)

    def add(self, known: Known) -> None:
        """Somebody who is taken in now, for the rows that come after."""
        self.blocks.add(known.traits, known)

    def like(self, traits: Traits) -> list[Likely]:
        """Who may be the same, and who bears a number of theirs; nobody who is plainly another."""
        found = [Likely(known, compare(traits, known.traits)) for known in self.blocks.near(traits)]
        return [one for one in found if one.match.likeness != Likeness.DIFFERENT]


def people_like(traits: Traits) -> list[Likely]:
    """Who in the register may be this one, the likeliest first."""
    known = [Likely(one, compare(traits, one.traits)) for one in _found([traits])]
    return sorted((one for one in known if one.match.likeness != Likeness.DIFFERENT), key=lambda one: -one.match.score)


def traits_in_register(person: Person) -> Traits:
    home = str(person.commune_id or "")
    numbers = (person.id_number, person.bhyt, person.phone)
    return Traits(person.full_name, person.born_on, person.sex, *numbers, home)


def at_home(row: PersonGiven, communes: "dict[str, int]") -> Traits:
    """Of a settled row; a commune goes by its key, as people carry it."""
    return traits_of(row, home=str(communes.get(row.commune_code, "")))


def _name(traits: Traits) -> int:
    return _key_of(traits.full_name)


@lru_cache(maxsize=20_000)
def _key_of(full_name: str) -> int:
    return name_key(folded(full_name))


def _found(rows: Sequence[Traits]) -> Iterator[Known]:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(FIND, _asked(rows))
        found = cursor.fetchall()
    for pk, ref, name, born, sex, *sealed, commune in found:
        id_number, bhyt, phone = (crypto.unseal(bytes(one)) if one else "" for one in sealed)
        yield Known(pk, ref, Traits(name, born, sex, id_number, bhyt, phone, str(commune or "")))


def _asked(rows: Sequence[Traits]) -> dict[str, list[Any]]:  # Any: values of several kinds of columns
    names = {(_name(row), day) for row in rows for day in (row.born_on, swapped_day(row.born_on)) if day}
    phones = {(crypto.lookup(row.phone), row.born_on, _name(row)) for row in rows if row.phone}
    return {
        "ids": [crypto.lookup(row.id_number) for row in rows if row.id_number],
        "bhyts": [crypto.lookup(row.bhyt) for row in rows if row.bhyt],
        "names": [name for name, _day in names],
        "days": [day for _name_key, day in names],
        "phones": [phone for phone, _day, _name_key in phones],
        "phone_days": [day for _phone, day, _name_key in phones],
        "phone_names": [name for _phone, _day, name in phones],
    }
