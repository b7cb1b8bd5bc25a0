"""From the codes in a row to the reference rows they stand for, and everything that is wrong with the row."""

from collections.abc import Iterator, Sequence
from datetime import date

from registration.models import ConsentText, PriorityGroup, Vaccine
from registration.rules.codes import PersonIs
from registration.rules.people import GROUPS, Door, person_problems
from registration.rules.registrations import (
    HistoryAnswers,
    consent_problems,
    history_problems,
    relation_problems,
    wish_problems,
)
from registration.services.given import RegistrationGiven
from vaxportal.core.problems import Problem
from vaxportal.geography.models import Commune


class ReferenceData:
    """What was in force on the day, read once for all rows."""

    def __init__(self, rows: Sequence[RegistrationGiven], *, today: date) -> None:
        codes = {row.person.commune_code for row in rows}
        self.today = today
        self.communes = dict(Commune.objects.on(today).filter(code__in=codes).values_list("code", "pk"))
        groups = PriorityGroup.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today)
        self.groups = dict(groups.order_by("valid_from").values_list("code", "pk"))
        self.vaccines = dict(Vaccine.objects.values_list("code", "pk"))
        self.consents = dict(
            ConsentText.objects.filter(valid_from__lte=today).order_by("-valid_from").values_list("version", "pk")
        )

    @property
    def current_consent(self) -> str:
        return next(iter(self.consents), "")

    def problems(self, row: RegistrationGiven, *, door: Door) -> Iterator[Problem]:
        person = row.person
        if not row.has_passed(self.today, door=door):
            yield from person_problems(person, today=self.today, door=door)
        if person.commune_code and person.commune_code not in self.communes:
            yield Problem(PersonIs.COMMUNE_UNKNOWN, "commune")
        if person.priority_group in GROUPS and person.priority_group not in self.groups:  # not in force today
            yield Problem(PersonIs.GROUP_UNKNOWN, "priority_group")
        yield from wish_problems(row.wish, today=self.today, vaccines=self.vaccines.keys(), born_on=person.born_on)
        yield from relation_problems(row.relation, for_relative=bool(row.registrant_name))
        if row.history is not None or door == Door.PUBLIC:
            yield from history_problems(row.history or HistoryAnswers())
        if door == Door.PUBLIC:
            yield from consent_problems(row.consent, current=self.current_consent)
