"""Recognising people: who among the rows is in the system already, and whose number belongs to somebody else."""

from collections.abc import Iterable

from registration.models import Person
from registration.models.people import folded, twin_key
from registration.rules.codes import PersonIs
from registration.rules.people import PersonGiven
from vaxportal.core import crypto
from vaxportal.core.problems import Problem


class KnownPeople:
    """Everybody who bears a number of one of the rows, or the same name, birth date, sex and phone. Three queries."""

    def __init__(self, rows: Iterable[PersonGiven]) -> None:
        rows = list(rows)
        self.by_id = self._found("id_lookup", {crypto.lookup(row.id_number) for row in rows if row.id_number})
        self.by_bhyt = self._found("bhyt_lookup", {crypto.lookup(row.bhyt) for row in rows if row.bhyt})
        self.by_twin = self._found("twin_lookup", {key for row in rows if (key := twin_lookup(row))})

    @staticmethod
    def _found(field: str, keys: set[bytes]) -> dict[bytes, Person]:
        people = Person.objects.filter(**{f"{field}__in": keys}).order_by("-pk") if keys else ()
        return {bytes(getattr(person, field)): person for person in people}

    def match(self, row: PersonGiven) -> Person | Problem | None:
        """The known person; a problem where a number is somebody else's; None for somebody new."""
        bearer = self.by_id.get(crypto.lookup(row.id_number)) if row.id_number else None
        insured = self.by_bhyt.get(crypto.lookup(row.bhyt)) if row.bhyt else None
        if bearer and not is_same(bearer, row):
            return Problem(PersonIs.ID_ALREADY_KNOWN, "id_number")
        if insured and not (insured == bearer if bearer else is_same(insured, row)):
            return Problem(PersonIs.BHYT_ALREADY_KNOWN, "bhyt")
        if known := bearer or insured:
            return known
        twin = self.by_twin.get(twin_lookup(row) or b"")
        return None if twin and twin.id_lookup and row.id_number else twin


def is_same(person: Person, row: PersonGiven) -> bool:
    """A number alone does not make somebody the same person: name, birth date and sex agree too."""
    return (person.folded_name, person.born_on, person.sex) == (folded(row.full_name), row.born_on, row.sex)


def twin_lookup(row: PersonGiven) -> bytes | None:
    if row.born_on is None or row.sex is None:
        return None
    key = twin_key(folded(row.full_name), row.born_on, row.sex, row.phone)
    return crypto.lookup(key) if key else None
