"""What comes into the scan box of a morning: slips, cards and what is typed; the kind says whose."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from random import Random

from registration.models import Person
from sessions.models import Appointment, VaccinationSession
from vaxportal.core import clock
from vaxportal.core.text import fold
from vaxportal.geography.models import Commune
from vaxportal.simulation.people import make_cccd, make_people

NOBODYS = "84"  # where nobody of the made registers was registered
SEX_WORD = {"M": "Nam", "F": "Nữ"}
WRONG = ("zxqv", "nguyen zxqv", "087190", "0912345678", "087190012345|", "K7Q2M9XW", "!!!", "https://example.vn/a", "q")
AT_HOME = 4000  # registered people among whom the strangers are drawn


class Scans:
    """Draws scans by chance from a seed; the session's people and the register stand already."""

    def __init__(self, vax_session: VaccinationSession, chance: Random) -> None:
        self.chance = chance
        self.planned = list(Appointment.objects.filter(session=vax_session).select_related("person"))
        self.names = [one.person.folded_name.split() for one in self.planned]
        self.strangers = _strangers(vax_session, chance)
        homes = Commune.objects.filter(district__province__code="87").select_related("district__province")
        self.newcomers = make_people(chance, list(homes), clock.today())
        self.kinds: Mapping[str, Callable[[], str]] = {
            "slip": lambda: str(chance.choice(self.planned).ref),
            "card_planned": lambda: card_of(chance.choice(self.planned).person),
            "card_stranger": lambda: card_of(chance.choice(self.strangers)),
            "card_newcomer": self._card_of_newcomer,
            "name_planned": lambda: self._typed(chance.choice(self.planned).person),
            "name_stranger": self._name_of_stranger,
            "initials": lambda: "".join(word[0] for word in chance.choice(self.names)).lower(),
            "wrong": lambda: chance.choice(WRONG),
        }

    def draw(self, each: int) -> Iterator[tuple[str, str]]:
        """So many of each kind with its name, mixed."""
        mixed = [kind for kind in self.kinds for _number in range(each)]
        self.chance.shuffle(mixed)
        for kind in mixed:
            yield kind, self.kinds[kind]()

    def _card_of_newcomer(self) -> str:
        one = next(self.newcomers)
        number = make_cccd(one.sex, one.born_on, NOBODYS, self.chance.randrange(1_000_000))
        return _card(number, one.name, one.born_on, one.sex, f"{one.address}, {one.commune}")

    def _name_of_stranger(self) -> str:
        """So that nobody of the session is meant."""
        while True:
            typed = self._typed(self.chance.choice(self.strangers))
            words = fold(typed).split()
            if not any(all(any(part.startswith(word) for part in name) for word in words) for name in self.names):
                return typed

    def _typed(self, person: Person) -> str:
        """Without marks, as people are looked for: whole, the last words, beginnings, the given name first."""
        words = person.folded_name.lower().split()
        forms = (words, words[-2:], [word[:3] for word in words], [words[-1], *words[:-1]])
        return " ".join(self.chance.choice(forms))


def card_of(person: Person) -> str:
    return _card(person.id_number, person.full_name, person.born_on, person.sex, person.address)


def _card(number: str, name: str, born_on: date, sex: str, address: str) -> str:
    return f"{number}||{name}|{born_on:%d%m%Y}|{SEX_WORD[sex]}|{address}|01052021"


def _strangers(vax_session: VaccinationSession, chance: Random) -> Sequence[Person]:
    """Registered at home in the session's district, and not planned in it."""
    district = Person.objects.filter(commune__district=vax_session.facility.district_id, appointments=None)
    keys = list(district.order_by("pk").values_list("pk", flat=True))
    return list(Person.objects.filter(pk__in=chance.sample(keys, min(AT_HOME, len(keys)))).order_by("pk"))
