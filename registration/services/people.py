"""Taking people in: a form's one row and a list's fifty thousand go the same way."""

from collections.abc import Sequence

from django.db import transaction

from registration.models import Organization, Person, Registration, WorkerList
from registration.services.given import RegistrationGiven, RowResult, Taken
from registration.services.intake import Intake, Row
from registration.services.linking import claim, settle_people
from registration.services.lookalikes import note_doubts
from registration.services.reading import ReferenceData
from registration.services.repeats import answer_repeats
from registration.services.wishes import report_earlier_doses, settle_registrations
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if

NEEDS = {
    Registration.Source.LIST: Permission.MANAGE_ORGANIZATION,
    Registration.Source.STAFF: Permission.REGISTER_PERSON,
}


@transaction.atomic
def register_people(
    rows: Sequence[RegistrationGiven],
    *,
    source: Registration.Source,
    by: User,
    organization: Organization | None = None,
    worker_list: WorkerList | None = None,
) -> list[RowResult]:
    """One answer per row, in order. A row with problems writes nothing; the others are taken."""
    if source in NEEDS:  # the public needs no permission: `by` is the account whose phone the code has proved
        require(by, NEEDS[source])
    today = clock.today()
    intake = Intake(by, source, today, ReferenceData(rows, today=today), organization, worker_list)
    read = [intake.read(given, place) for place, given in enumerate(rows)]
    answer_repeats(read)
    settle_people([row for row in read if row.is_waiting], intake)
    taken = [row for row in read if row.result.person and not row.result.registration]
    if intake.is_public:
        claim(taken, intake)
    if intake.source == Registration.Source.STAFF:
        _note_strangers(taken, intake)
    note_doubts(taken, intake)
    settle_registrations(taken, intake)
    report_earlier_doses(taken, intake)
    _audit([row.result for row in read], intake)
    return [row.result for row in read]


@transaction.atomic
def register_person(given: RegistrationGiven, *, source: Registration.Source, by: User) -> RowResult:
    """One person; raises RuleBroken where a list would answer a refused row, and then nothing is written."""
    [result] = register_people([given], source=source, by=by)
    refuse_if(result.problems, WORDING)
    return result


def _note_strangers(taken: list[Row], intake: Intake) -> None:
    """Staff who register somebody from elsewhere find out that they are known: that leaves a trace."""
    results = [row.result for row in taken if row.result.taken == Taken.LINKED]
    linked = {result.person.pk: result.person for result in results if result.person}
    seen = set(Person.objects.visible_to(intake.by).filter(pk__in=linked).values_list("pk", flat=True))
    for pk in linked.keys() - seen:
        record(intake.by, "person.found_out_of_scope", linked[pk], source=intake.source)


def _audit(results: list[RowResult], intake: Intake) -> None:
    counts = {taken.value: sum(result.taken == taken for result in results) for taken in Taken}
    subject = intake.worker_list or (results[0].registration if len(results) == 1 else None)
    if counts[Taken.CREATED] or counts[Taken.LINKED]:
        record(intake.by, "people.registered", subject, source=intake.source, counts=counts)
