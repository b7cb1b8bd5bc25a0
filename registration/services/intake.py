"""One run of taking people in: who brings them, from where, and where each row has got to."""

from dataclasses import dataclass, field
from datetime import date

from registration.models import Organization, Registration, WorkerList
from registration.rules.people import Door, PersonGiven, settled
from registration.services.given import RegistrationGiven, RowResult, Taken
from registration.services.known import Likely
from registration.services.reading import ReferenceData
from vaxportal.accounts.models import User

DOORS = {
    Registration.Source.PUBLIC: Door.PUBLIC,
    Registration.Source.LIST: Door.LIST,
    Registration.Source.STAFF: Door.STAFF,
}


NOT_TAKEN = {Taken.REFUSED, Taken.UNCLEAR}


@dataclass(slots=True)
class Row:
    given: RegistrationGiven
    person: PersonGiven  # settled: as it will be stored
    place: int  # among the rows of the run, from 0
    result: RowResult = field(default_factory=lambda: RowResult(Taken.CREATED))
    disputed: dict[str, str] = field(default_factory=dict)
    stands_apart: bool = False  # taken for somebody new although somebody looks alike
    doubts: tuple[Likely, ...] = ()  # who that is

    @property
    def is_waiting(self) -> bool:
        """Neither refused nor answered already as a repeat."""
        return self.result.taken not in NOT_TAKEN and self.result.registration is None


@dataclass(frozen=True, slots=True)
class Intake:
    by: User
    source: Registration.Source
    today: date
    reference: ReferenceData
    organization: Organization | None = None
    worker_list: WorkerList | None = None

    @property
    def is_public(self) -> bool:
        return self.source == Registration.Source.PUBLIC

    def read(self, given: RegistrationGiven, place: int) -> Row:
        """The row in the form in which it is stored, refused where a rule says so."""
        row = Row(given, given.person, place)
        problems = tuple(self.reference.problems(given, door=DOORS[self.source]))
        if problems:
            row.result = RowResult(Taken.REFUSED, problems)
        elif not given.has_passed(self.today, door=DOORS[self.source]):
            row.person = settled(given.person, today=self.today)
        return row
