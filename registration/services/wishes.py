"""From people to registrations: one open registration a person, earlier doses as reported, nothing written over."""

import json
from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction

from registration.models import Person, Registration, ReportedDose
from registration.services.given import Taken
from registration.services.intake import Intake, Row
from registration.services.linking import ATTEMPTS
from registration.services.numbers import new_number
from registration.services.repeats import answer_repeats, digest_of
from vaxportal.core import clock
from vaxportal.core.constraints import constraint_of
from vaxportal.core.copying import copy_rows, fresh
from vaxportal.core.ids import new_ref

REPORTED = {
    Registration.Source.PUBLIC: ReportedDose.Source.SELF,
    Registration.Source.LIST: ReportedDose.Source.LIST,
    Registration.Source.STAFF: ReportedDose.Source.STAFF,
}
BATCH = 1000
ONCE = frozenset({"registration_one_open_per_person", "registration_registration_ref_key"})
SERIES = "primary"  # earlier doses are told by their order


def settle_registrations(rows: Iterable[Row], intake: Intake) -> None:
    """Gives every row a registration: the one in force where it may be told, else a new one."""
    waiting = list(rows)
    known = [row for row in waiting if row.result.taken == Taken.LINKED]  # the others were unknown a moment ago
    people = {row.result.person.pk for row in known if row.result.person}
    told = _people_told(people, intake)
    for _attempt in range(ATTEMPTS):
        if not waiting:
            return
        standing = {one.person_id: one for one in Registration.objects.open().filter(person__in=people)}
        joined = _joined(people, intake)
        new: dict[int, tuple[Row, Registration]] = {}
        again = []
        for row in waiting:
            person = row.result.person
            assert person
            there = standing.get(person.pk)
            if there and not (person.pk in told or there.registrant_id == intake.by.pk):
                there = joined.get(person.pk)
            if there:
                row.result.registration = there
            elif person.pk in new:
                again.append(row)
            else:
                new[person.pk] = row, _registration(row, intake, behind=standing.get(person.pk))
        waiting = _unanswered(again + _write(new))
    raise RuntimeError("registrations could not be settled")


def _people_told(people: set[int], intake: Intake) -> set[int]:
    """People whose open registration may be shown to whoever brings them; a stranger gets an own one behind it."""
    if intake.source == Registration.Source.LIST:
        return people
    known = Person.objects.filter(account=intake.by) if intake.is_public else Person.objects.visible_to(intake.by)
    return set(known.filter(pk__in=people).values_list("pk", flat=True))


def _joined(people: set[int], intake: Intake) -> dict[int, Registration]:
    mine = Registration.objects.filter(created_by=intake.by, behind__isnull=False, state=Registration.State.RECEIVED)
    return {one.person_id: one for one in mine.filter(person__in=people)}


def _write(new: dict[int, tuple[Row, Registration]]) -> list[Row]:
    """Inserts in the order of people; answers the rows to look at again: a person or a `ref` got one meanwhile."""
    ordered = [new[person] for person in sorted(new)]
    try:
        with transaction.atomic():
            copy_rows([registration for _row, registration in ordered])
    except IntegrityError as error:
        if constraint_of(error) not in ONCE:
            raise
        return [row for row, _registration in ordered]
    for row, registration in ordered:
        registration._state.fields_cache["person"] = row.result.person
        row.result.registration, row.result.is_new = registration, True
    return []


def _unanswered(rows: list[Row]) -> list[Row]:
    """Those whose `ref` was not on its way in another request, which has arrived before this one."""
    answer_repeats(rows)
    return [row for row in rows if row.is_waiting]


def _registration(row: Row, intake: Intake, *, behind: Registration | None) -> Registration:
    given, now = row.given, clock.now()
    assert row.result.person
    staff = intake.source == Registration.Source.STAFF
    return fresh(
        Registration,
        ref=given.ref or new_ref(),
        given_digest=digest_of(given) if given.ref else None,
        number=new_number(),
        person_id=row.result.person.pk,
        source=intake.source,
        state=Registration.State.ACCEPTED if staff and not behind else Registration.State.RECEIVED,
        registrant_id=intake.by.pk if intake.is_public else None,
        registrant_name=given.registrant_name,
        registrant_phone=intake.by.phone if intake.is_public else "",
        relation=given.relation,
        wished_dose=given.wish.dose,
        wished_vaccine_id=intake.reference.vaccines[given.wish.vaccine] if given.wish.vaccine else None,
        wished_on=given.wish.on,
        half_day=given.wish.half_day,
        history=json.dumps(given.history.as_json(), ensure_ascii=False) if given.history else "",
        consent_id=intake.reference.consents.get(given.consent),
        consented_at=now if given.consent else None,
        organization_id=intake.organization.pk if intake.organization else None,
        worker_list_id=intake.worker_list.pk if intake.worker_list else None,
        behind_id=behind.pk if behind else None,
        created_at=now + timedelta(microseconds=row.place),  # who stands first in a list waits before the others
        created_by_id=intake.by.pk,
        state_changed_at=now,
    )


def report_earlier_doses(rows: Iterable[Row], intake: Intake) -> None:
    """Doses told for the first time; one that is reported already stays as it was told then.

    Not those that a stranger tells behind the open registration, nor those that we have recorded ourselves.
    """
    telling = [row for row in rows if row.given.wish.earlier and _is_in_force(row.result.registration)]
    ours = _recorded_here({row.result.person.pk for row in telling if row.result.person})
    doses = [
        ReportedDose(
            person=row.result.person,
            vaccine_id=intake.reference.vaccines[dose.vaccine],
            series=SERIES,
            number=number,
            given_on=dose.given_on,
            lot_number=dose.lot_number[:40],
            facility_text=dose.facility[:150],
            source=REPORTED[intake.source],
            worker_list=intake.worker_list,
            created_by=intake.by,
        )
        for row in telling
        for number, dose in enumerate(row.given.wish.earlier, start=1)
        if dose.given_on and row.result.person and (row.result.person.pk, SERIES, number) not in ours
    ]
    ReportedDose.objects.bulk_create(doses, ignore_conflicts=True, batch_size=BATCH)


def _is_in_force(registration: Registration | None) -> bool:
    return registration is not None and registration.behind_id is None


def _recorded_here(people: set[int]) -> set[tuple[int, str, int]]:
    """Person, series and number of the unvoided doses that were given here."""
    given = Person.objects.filter(pk__in=people, doses__isnull=False, doses__voided_at=None)
    return set(given.values_list("pk", "doses__series", "doses__number"))
