"""Finding people for staff: by name without marks, registration number, identity or insurance number, phone."""

import re
from enum import StrEnum

from registration.models import Person
from registration.querysets import PersonQuerySet
from registration.rules.bhyt import Bhyt, read_bhyt
from registration.rules.identity import IdNumber, read_id
from registration.services.numbers import LENGTH, SIGNS
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.phones import Phone, read_phone

NUMBER = re.compile(rf"(?=.*[A-Z])[{SIGNS}]{{{LENGTH}}}")
MOST = 50


class Kind(StrEnum):
    NUMBER = "number"
    PHONE = "phone"
    ID = "id"
    BHYT = "bhyt"
    NAME = "name"


def find_people(*, text: str, by: User) -> list[Person]:
    """At most fifty of those whom `by` may see, and a trace of the search without its words."""
    require(by, Permission.SEE_PEOPLE)
    kind, rows = _found(Person.objects.visible_to(by), text)
    people = list(rows.select_related("commune__district__province", "priority_group").order_by("folded_name")[:MOST])
    record(by, "people.searched", kind=kind, found=len(people))
    return people


def _found(people: PersonQuerySet, text: str) -> tuple[Kind, PersonQuerySet]:
    """A text is read as the most exact thing that it can be."""
    bare = re.sub(r"[\s.\-]+", "", text).upper()
    if NUMBER.fullmatch(bare):
        return Kind.NUMBER, people.filter(registrations__number=bare)
    if isinstance(phone := read_phone(text), Phone):
        return Kind.PHONE, people.with_phone(phone.number)
    if any(sign.isdigit() for sign in bare):
        read = read_id(text, today=clock.today())
        if isinstance(read, IdNumber):
            return Kind.ID, people.with_id_number(read.number)
        bhyt = read_bhyt(text)
        return Kind.BHYT, people.with_bhyt(bhyt.key if isinstance(bhyt, Bhyt) else bare)
    return Kind.NAME, people.named_like(text) if len(bare) > 1 else people.none()
