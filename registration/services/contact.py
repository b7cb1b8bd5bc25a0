"""Contact data of a known person, and looking at their numbers. Neither touches the identity or a dose."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from registration.models import Person
from registration.rules.people import LONGEST, Door, PersonGiven, contact_problems, settled, text_problems
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.problems import Problem

FIELDS = ["phone", "phone_lookup", "twin_lookup", "email", "address"]


@dataclass(frozen=True, slots=True)
class ContactGiven:
    phone: str
    email: str
    address: str

    def as_person(self) -> PersonGiven:
        return PersonGiven(phone=self.phone, email=self.email, address=self.address)


@transaction.atomic
def change_contact(*, person: Person, given: ContactGiven, by: User) -> Person:
    """By the account of the person, or by staff who may register people; identity stays as it is."""
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    door = _door_of(person, by)
    refuse_if(_problems(given, door), WORDING)
    stored = settled(given.as_person(), today=clock.today())
    person.phone, person.email, person.address = stored.phone, stored.email, stored.address
    with as_rule(Person, "person_once_without_number", field="phone"):
        person.save(update_fields=FIELDS)
    record(by, "person.contact_changed", person)
    return person


def reveal_numbers(*, person: Person, by: User, purpose: str) -> Person:
    """The one way to see whole numbers on a staff screen: it leaves a trace."""
    require(by, Permission.SEE_PEOPLE)
    if not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise NotAllowed
    record(by, "person.numbers_revealed", person, purpose=purpose)
    return person


def _door_of(person: Person, by: User) -> Door:
    if person.account_id == by.pk:
        return Door.PUBLIC
    require(by, Permission.REGISTER_PERSON)
    if not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise NotAllowed
    return Door.STAFF


def _problems(given: ContactGiven, door: Door) -> Iterator[Problem]:
    yield from contact_problems(given.as_person(), door=door)
    yield from text_problems(given.address, "address", longest=LONGEST["address"])
    yield from text_problems(given.email, "email", longest=LONGEST["email"])
