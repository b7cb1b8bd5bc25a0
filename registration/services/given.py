"""What a door tells about one person and their wish, and the answer it gets back."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from registration.models import Person, Registration
from registration.rules.people import Door, PersonGiven
from registration.rules.registrations import HistoryAnswers, WishGiven
from registration.services.known import Likely
from vaxportal.core.problems import Problem


@dataclass(frozen=True, slots=True)
class Decided:
    """Somebody's word on whether a person is one who looks alike: `same_as` names who; None: it is somebody else."""

    same_as: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationGiven:
    """One row. Reference data by its codes: commune, priority group, vaccines, version of the consent text."""

    person: PersonGiven
    ref: UUID | None = None  # the client's: a retried request carries the same
    wish: WishGiven = field(default_factory=WishGiven)
    history: HistoryAnswers | None = None
    consent: str = ""
    registrant_name: str = ""
    relation: str = ""
    decided: Decided | None = None
    passed_on: date | None = None  # its door's rules found nothing against the person that day; `person` is settled

    def has_passed(self, today: date, *, door: Door) -> bool:
        """A list's rows are judged while they are read; nobody is judged twice on one day. No other door judges."""
        return door == Door.LIST and self.passed_on == today


class Taken(StrEnum):
    CREATED = "created"
    LINKED = "linked"  # to a person who was known already; nothing about them was changed
    UNCLEAR = "unclear"  # may be somebody who is known: waits for a decision
    REFUSED = "refused"


@dataclass(slots=True)
class RowResult:
    """`is_new` says whether the registration was made now; a person's open one is answered as it is."""

    taken: Taken
    problems: tuple[Problem, ...] = ()
    person: Person | None = None
    registration: Registration | None = None
    is_new: bool = False
    likely: tuple[Likely, ...] = ()  # of an unclear one: who it may be, the likest first
    filled: tuple[str, ...] = ()  # numbers that a known person lacked until now
