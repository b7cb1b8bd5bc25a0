"""How made-up people come to be registered: by themselves, by their employer, or by staff at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from registration.models import Registration
from registration.rules.identity import Sex
from registration.rules.people import PersonGiven
from registration.rules.registrations import QUESTIONS, Answer, HalfDay, HistoryAnswers, WishGiven
from registration.services.given import RegistrationGiven
from registration.services.people import register_people
from vaxportal.accounts.services.citizens import account_of_phone
from vaxportal.geography.models import Facility
from vaxportal.simulation.cast import Cast, Employer
from vaxportal.simulation.people import MadeUp

BY_THEMSELVES, BY_EMPLOYER = 0.35, 0.3  # the rest is registered by staff
HALF_DAYS = [HalfDay.MORNING, HalfDay.AFTERNOON, HalfDay.WHOLE_DAY]


@dataclass
class Desk:
    """Everything that registering needs, for people who live around one facility."""

    cast: Cast
    chance: Random
    employers: Sequence[Employer]

    def register(self, people: Sequence[MadeUp], facility: Facility) -> int:
        """Registers all of them; answers how many were new."""
        alone, employed, here = self._shared_out(people)
        made = sum(self._by_themselves(person) for person in alone)
        if employed:
            made += self._by_employer(employed)
        if here:
            rows = [self._given(person) for person in here]
            results = register_people(rows, source=Registration.Source.STAFF, by=self.cast.lead(facility))
            made += sum(result.is_new for result in results)
        return made

    def _shared_out(self, people: Sequence[MadeUp]) -> tuple[list[MadeUp], list[MadeUp], list[MadeUp]]:
        shares: tuple[list[MadeUp], list[MadeUp], list[MadeUp]] = ([], [], [])
        for person in people:
            lot = self.chance.random()
            works = person.group == 13 and self.employers and lot < BY_THEMSELVES + 2 * BY_EMPLOYER
            shares[1 if works else 0 if lot < BY_THEMSELVES else 2].append(person)
        return shares

    def _by_themselves(self, person: MadeUp) -> int:
        account = account_of_phone(phone=f"+84{person.phone[1:]}")
        answers = {number: self._answer(number) for number in QUESTIONS}
        given = self._given(person, history=HistoryAnswers(answers), consent=self.cast.consent)
        [result] = register_people([given], source=Registration.Source.PUBLIC, by=account)
        return int(result.is_new)

    def _by_employer(self, people: Sequence[MadeUp]) -> int:
        employer = self.chance.choice(self.employers)
        results = register_people(
            [self._given(person) for person in people],
            source=Registration.Source.LIST,
            by=employer.manager,
            organization=employer.organization,
        )
        return sum(result.is_new for result in results)

    def _answer(self, number: int) -> Answer:
        often = {8: 0.15, 12: 0.05, 10: 0.1}
        return Answer.YES if self.chance.random() < often.get(number, 0.01) else Answer.NO

    def _given(self, person: MadeUp, history: HistoryAnswers | None = None, consent: str = "") -> RegistrationGiven:
        told = PersonGiven(
            full_name=person.name,
            born_on=person.born_on,
            sex=Sex(person.sex),
            phone=person.phone,
            id_number=person.id_number,
            commune_code=person.commune.code,
            address=person.address,
            ethnicity="Kinh",
            priority_group=person.group,
        )
        wish = WishGiven(half_day=self.chance.choice(HALF_DAYS))
        return RegistrationGiven(person=told, wish=wish, history=history, consent=consent)
