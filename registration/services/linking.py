"""From rows to people: known ones are linked, new ones written, with the database's constraints as the last word."""

import json
from collections.abc import Iterable
from dataclasses import replace

from registration.models import Person
from registration.models.people import folded
from registration.rules.people import id_kind
from registration.services.given import RowResult, Taken
from registration.services.intake import Intake, Row
from registration.services.known import KnownPeople, twin_lookup
from vaxportal.core import clock, crypto
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem

ATTEMPTS = 8
BATCH = 1000
FILLED = {  # numbers that may come later: the constraint that may stand against one, and the columns that it fills
    "id_number": ("person_once_per_id_number", ["id_kind", "id_number", "id_lookup", "twin_lookup"]),
    "bhyt": ("person_once_per_bhyt", ["bhyt", "bhyt_lookup"]),
}


def settle_people(rows: Iterable[Row], intake: Intake) -> None:
    """Gives every row its person, or its problem. Whoever lost a race is found by the next look."""
    waiting = list(rows)
    for _attempt in range(ATTEMPTS):
        if not waiting:
            return
        known = KnownPeople(row.person for row in waiting)
        new, again = _sorted_out(waiting, known, intake)
        waiting = again + _write(new, intake)
    raise RuntimeError("people could not be settled")  # the constraints and KnownPeople disagree: a defect


def _sorted_out(waiting: list[Row], known: KnownPeople, intake: Intake) -> tuple[list[Row], list[Row]]:
    """Rows to be written now, and rows to be looked at again: another row of this run bears their number."""
    new, again = [], []
    seen: set[bytes] = set()
    for row in waiting:
        match = known.match(row.person)
        if isinstance(match, Problem):
            if intake.is_public:
                again.append(_without_disputed(row, match))
            else:
                row.result = RowResult(Taken.REFUSED, (match,))
        elif match:
            row.result = RowResult(Taken.LINKED, person=match)
            _fill_blanks(match, row, intake)
        elif seen.isdisjoint(keys := _keys(row)):
            seen |= keys
            new.append(row)
        else:
            again.append(row)
    return new, again


def _without_disputed(row: Row, problem: Problem) -> Row:
    """The public is never told that a number is somebody's: the person is taken in without it, for staff to settle."""
    if problem.field == "id_number":
        row.disputed["id_number"] = row.person.id_number
        row.person = replace(row.person, id_number="")
    else:
        row.disputed["bhyt"] = row.person.bhyt
        row.person = replace(row.person, bhyt="")
    return row


def _keys(row: Row) -> set[bytes]:
    numbers = {crypto.lookup(number) for number in (row.person.id_number, row.person.bhyt) if number}
    twin = twin_lookup(row.person)
    return numbers | ({twin} if twin else set())


def _write(rows: list[Row], intake: Intake) -> list[Row]:
    """Inserts the people, in one order everywhere so that two lists never wait for each other; answers who lost."""
    rows = sorted(rows, key=lambda row: min(_keys(row), default=b""))
    people = [_person(row, intake) for row in rows]
    Person.objects.bulk_create(people, ignore_conflicts=True, batch_size=BATCH)
    written = dict(Person.objects.filter(ref__in=[person.ref for person in people]).values_list("ref", "pk"))
    for row, person in zip(rows, people, strict=True):
        if person.ref in written:
            person.pk = written[person.ref]
            row.result.person = person
    return [row for row in rows if row.result.person is None]


def _person(row: Row, intake: Intake) -> Person:
    given = row.person
    kind = id_kind(given, today=intake.today)
    same = ("full_name", "born_on", "sex", "id_number", "bhyt", "phone", "email", "missing_reason", "occupation")
    also = ("workplace", "address", "ethnicity", "nationality", "guardian_name", "id_confirmed_on_paper")
    return Person(
        **{name: getattr(given, name) for name in same + also},
        folded_name=folded(given.full_name),
        id_kind=kind or "",
        disputed=json.dumps(row.disputed) if row.disputed else "",
        commune_id=intake.reference.communes[given.commune_code],
        priority_group_id=intake.reference.groups[given.priority_group or 0],
        account=intake.by if intake.is_public else None,
        created_at=clock.now(),
        created_by=intake.by,
    )


def _fill_blanks(person: Person, row: Row, intake: Intake) -> None:
    """A number that was missing is added; one that stands is never overwritten."""
    given = row.person
    missing = [name for name in FILLED if getattr(given, name) and not getattr(person, name)]
    if not missing or (intake.is_public and person.phone != intake.by.phone):
        return
    if "id_number" in missing:
        person.id_kind = id_kind(given, today=intake.today) or ""
    for name in missing:
        setattr(person, name, getattr(given, name))
        once, fields = FILLED[name]
        try:
            with as_rule(Person, once):
                person.save(update_fields=fields)
        except RuleBroken:  # somebody else took the number a moment ago; both people stay as they are
            person.refresh_from_db(fields=fields)


def claim(rows: Iterable[Row], intake: Intake) -> None:
    """A known person without an account comes to the account that has proved to hold their phone."""
    people = [row.result.person for row in rows if row.result.person]
    theirs = [one for one in people if one.account_id is None and one.phone == intake.by.phone != ""]
    Person.objects.filter(pk__in=[person.pk for person in theirs], account=None).update(account=intake.by)
    for person in theirs:
        person.account = intake.by
