"""Whom the scan box means: an appointment slip, an identity card, a registration number, a name without marks."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from registration.models import Person
from registration.models.people import folded, name_key
from registration.querysets import words_begun
from registration.rules.cccd_qr import CccdCard, read_cccd_qr
from registration.rules.identity import read_id
from registration.services.numbers import read_number
from sessions.models import Appointment, Dose, VaccinationSession
from sessions.querysets import AppointmentQuerySet
from vaxportal.accounts.models import User
from vaxportal.audit.record import record
from vaxportal.core import clock, crypto
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold, tidy

REF = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
INITIALS = re.compile(r"[A-Z]{2,6}")
BESIDE = ("commune__district",)  # of a person: where they live is shown
MOST_SHOWN = 12
FEWEST_LETTERS = 2


@dataclass
class Found:
    """People of the session, else people who might walk in; `card` is what a scanned identity card said."""

    appointments: list[Appointment] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    card: CccdCard | None = None
    problem: Problem | None = None

    @property
    def anybody(self) -> bool:
        return bool(self.appointments or self.people)

    @property
    def only(self) -> Appointment | None:
        return self.appointments[0] if len(self.appointments) == 1 else None


def find_people(text: str, *, vax_session: VaccinationSession, by: User) -> Found:
    """A look beyond the people of the session leaves a trace, without what was typed."""
    found = _found(text, vax_session, by)
    if found.people:
        record(by, "people.searched", vax_session, found=len(found.people))
    return found


def _found(text: str, vax_session: VaccinationSession, by: User) -> Found:
    written = tidy(text)
    if slip := REF.search(written):
        return _by_slip(UUID(slip[0]), vax_session, by)
    if "|" in written:
        return _by_card(written, vax_session, by)
    return _by_number(written, vax_session, by) or _by_name(written, vax_session, by)


def _of_session(vax_session: VaccinationSession, by: User) -> AppointmentQuerySet:
    return Appointment.objects.visible_to(by).filter(session=vax_session).subjects()


def _subjects(vax_session: VaccinationSession, by: User) -> AppointmentQuerySet:
    of_session = _of_session(vax_session, by)
    return of_session.select_related("person", "slot").with_course().order_by("person__folded_name", "pk")


def _by_slip(ref: UUID, vax_session: VaccinationSession, by: User) -> Found:
    """A slip of another session, or the confirmation of an earlier dose, names a person who may be taken in here."""
    slip = Appointment.objects.visible_to(by).filter(ref=ref).values("person")
    paper = Dose.objects.visible_to(by).filter(ref=ref).values("person")
    if not (named := slip or paper):
        return Found()
    return _look(vax_session, by, pk__in=named)


def _by_card(written: str, vax_session: VaccinationSession, by: User) -> Found:
    card = read_cccd_qr(written, today=clock.today())
    if isinstance(card, Problem):
        return Found(problem=card)
    numbers = [card.id_number.number, *([card.old_id] if card.old_id else [])]
    found = _look(vax_session, by, id_lookup__in=[crypto.lookup(number) for number in numbers])
    if not found.anybody:
        name = folded(card.full_name)
        found = _look(vax_session, by, name_key=name_key(name), folded_name=name, born_on=card.born_on)
    found.card = card
    return found


def _by_number(written: str, vax_session: VaccinationSession, by: User) -> Found | None:
    """An identity number, else a registration number; that may have no digit: what names nobody may be a name."""
    number = read_id(written, today=clock.today())
    found = Found()
    if not isinstance(number, Problem):
        found = _look(vax_session, by, id_lookup=crypto.lookup(number.number))
    if not found.anybody and (of_registration := read_number(written)):
        found = _look(vax_session, by, registrations__number=of_registration)
    has_digit = any(sign.isdigit() for sign in written)
    return found if has_digit or found.anybody else None


def _by_name(written: str, vax_session: VaccinationSession, by: User) -> Found:
    words = fold(written)
    if len(words) < FEWEST_LETTERS:
        return Found()
    here = _subjects(vax_session, by).filter(*words_begun(words, "person__folded_name"))
    if found := list(here[:MOST_SHOWN]) or _by_initials(words, vax_session, by):
        return Found(appointments=found)
    return Found(people=list(Person.objects.select_related(*BESIDE).first_seen_like(by, words, MOST_SHOWN)))


def _by_initials(letters: str, vax_session: VaccinationSession, by: User) -> list[Appointment]:
    """Of the session's people only: `nva` is Nguyễn Văn An, `va` too."""
    if not INITIALS.fullmatch(letters):
        return []
    names = _of_session(vax_session, by).values_list("pk", "person__folded_name")
    meant = [pk for pk, name in names if "".join(word[0] for word in name.split()).endswith(letters)]
    return list(_subjects(vax_session, by).filter(pk__in=meant[:MOST_SHOWN])) if meant else []


def _look(vax_session: VaccinationSession, by: User, **wanted: object) -> Found:
    """People of the session who match, else visible people; conditions are those of Person."""
    here = list(_subjects(vax_session, by).filter(**{f"person__{name}": value for name, value in wanted.items()}))
    if here:
        return Found(appointments=list({one.pk: one for one in here}.values()))
    people = Person.objects.visible_to(by).filter(**wanted).order_by("folded_name").distinct()
    people = people.select_related(*BESIDE)
    return Found(people=list(people[:MOST_SHOWN]))
