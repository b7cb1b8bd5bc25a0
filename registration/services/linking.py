"""From rows to people: known ones are linked, new ones written, with the database's constraints as the last word."""

import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from registration.models import Person, Registration
from registration.models.people import folded
from registration.rules.people import id_kind
from registration.services.given import RowResult, Taken
from registration.services.intake import Intake, Row
from registration.services.judging import judge
from registration.services.known import Known, KnownPeople, at_home
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule, constraint_of
from vaxportal.core.copying import copy_rows, fresh
from vaxportal.core.errors import RuleBroken

ATTEMPTS = 8
FILLED = {  # numbers that may come later: the constraint that may stand against one, and the columns that it fills
    "id_number": ("person_once_per_id_number", ["id_kind", "id_number", "id_lookup", "twin_lookup"]),
    "bhyt": ("person_once_per_bhyt", ["bhyt", "bhyt_lookup"]),
}
HOLD = """
    SELECT id FROM registration_person WHERE id = ANY (%s) AND merged_into_id IS NULL ORDER BY id FOR KEY SHARE
"""
ONCE = frozenset({"person_once_per_id_number", "person_once_per_bhyt", "person_once_without_number"})
SAME_NAMES = (
    *("full_name", "born_on", "sex", "id_number", "bhyt", "phone", "email", "missing_reason", "occupation"),
    *("workplace", "address", "ethnicity", "nationality", "guardian_name", "id_confirmed_on_paper"),
)
WHAT_IS_SAME = attrgetter(*SAME_NAMES)


def settle_people(rows: Sequence[Row], intake: Intake) -> None:
    """Gives every row its person, its problem or the question who it is. Who lost a race is found by the next look."""
    if not rows:
        return None
    for _attempt in range(ATTEMPTS):
        new = _sorted_out(rows, intake)
        if _are_held(rows) and _are_written(new):
            return _meet_known(rows, intake)
    raise RuntimeError("people could not be settled")  # the constraints and the rules of matching disagree: a defect


def _sorted_out(rows: Sequence[Row], intake: Intake) -> list[Person]:
    """The people to be written now; a row may also be the same as an earlier one of this run."""
    known = KnownPeople([at_home(row.person, intake.reference.communes) for row in rows])
    made: dict[UUID, Person] = {}
    for row in rows:
        row.result = RowResult(Taken.CREATED)
        same = judge(row, known, intake)
        if same and same.pk is None:
            row.result = RowResult(Taken.LINKED, person=made[same.ref])
        elif same:
            row.result = RowResult(Taken.LINKED, person=Person(pk=same.pk))
        elif row.result.taken == Taken.CREATED:
            person = row.result.person = _person(row, intake)
            made[person.ref] = person
            known.add(Known(None, person.ref, at_home(row.person, intake.reference.communes)))
    return list(made.values())


def _are_held(rows: Iterable[Row]) -> bool:
    """Whoever is linked stays in the register until we are done. False: somebody was merged or taken back meanwhile.

    The weakest lock there is: it keeps a merge or an undo waiting, and nobody who gives a dose.
    """
    linked = {row.result.person.pk for row in rows if row.result.person and row.result.person.pk}
    if not linked:
        return True
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [list(linked)])
        return len(cursor.fetchall()) == len(linked)


def _are_written(people: Sequence[Person]) -> bool:
    """Inserts them in one order everywhere, so that two lists do not wait for each other."""
    ordered = sorted(people, key=lambda one: (one.id_number, one.bhyt, one.phone))
    try:
        with transaction.atomic():
            copy_rows(ordered)
    except IntegrityError as error:
        if constraint_of(error) not in ONCE:
            raise
        return False
    return True


def _meet_known(rows: Iterable[Row], intake: Intake) -> None:
    """Reads the people who were linked, all at once, and adds the numbers that they lacked."""
    linked = [row for row in rows if row.result.person and row.result.person._state.adding]
    people = Person.objects.in_bulk({row.result.person.pk for row in linked if row.result.person})
    for row in linked:
        assert row.result.person
        row.result.person = people[row.result.person.pk]
    lacking = [(row.result.person, row) for row in linked if row.result.person and _lacks(row.result.person, row)]
    ours = _brought_in([person for person, _row in lacking], intake)
    for person, row in lacking:
        if _may_fill(person, row, intake, ours):
            row.result.filled = tuple(_fill_blanks(person, row, intake))


def _person(row: Row, intake: Intake) -> Person:
    given = row.person
    return fresh(
        Person,
        **dict(zip(SAME_NAMES, WHAT_IS_SAME(given), strict=True)),
        folded_name=folded(given.full_name),
        id_kind=id_kind(given, today=intake.today) or "",
        disputed=json.dumps(row.disputed) if row.disputed else "",
        stands_apart=row.stands_apart,
        commune_id=intake.reference.communes[given.commune_code],
        priority_group_id=intake.reference.groups[given.priority_group or 0],
        account_id=intake.by.pk if intake.is_public else None,
        created_at=clock.now(),
        created_by_id=intake.by.pk,
    )


def _lacks(person: Person, row: Row) -> list[str]:
    """Numbers that the row tells and the record has not."""
    return [name for name in FILLED if getattr(row.person, name) and not getattr(person, name)]


def _brought_in(people: Sequence[Person], intake: Intake) -> set[int]:
    """Those who are in the system because of whoever brings the row: their lists have made them."""
    if not people or intake.source != Registration.Source.LIST:
        return set()
    made = Q(list_rows__made_person=True, list_rows__worker_list__organization=intake.organization)
    theirs = Person.objects.filter(made | Q(created_by=intake.by), pk__in=[person.pk for person in people])
    return set(theirs.values_list("pk", flat=True))


def _may_fill(person: Person, row: Row, intake: Intake, ours: set[int]) -> bool:
    """Staff see the papers. An employer who knows somebody's name, birthday and phone could give a stranger a wrong
    number and so keep out who bears it: another number of theirs must agree, unless its own list has made them."""
    if intake.source == Registration.Source.LIST:
        return person.pk in ours or any(getattr(row.person, one) == getattr(person, one) != "" for one in FILLED)
    return not intake.is_public or person.phone == intake.by.phone


def _fill_blanks(person: Person, row: Row, intake: Intake) -> list[str]:
    """A number that was missing is added; one that stands is never overwritten."""
    given, missing = row.person, _lacks(person, row)
    if "id_number" in missing:
        person.id_kind = id_kind(given, today=intake.today) or ""
    added = []
    for name in missing:
        setattr(person, name, getattr(given, name))
        once, fields = FILLED[name]
        try:
            with as_rule(Person, once):
                person.save(update_fields=fields)
            added.append(name)
        except RuleBroken:  # somebody else took the number a moment ago; both people stay as they are
            person.refresh_from_db(fields=fields)
    return added


def claim(rows: Iterable[Row], intake: Intake) -> None:
    """A known person without an account comes to the account that has proved to hold their phone."""
    people = [row.result.person for row in rows if row.result.person]
    theirs = [one for one in people if one.account_id is None and one.phone == intake.by.phone != ""]
    Person.objects.filter(pk__in=[person.pk for person in theirs], account=None).update(account=intake.by)
    for person in theirs:
        person.account = intake.by
