"""Contact data that a list tells of somebody who is known: offered, never written over what stands."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from registration.models import ContactOffer, Person, WorkerList, WorkerListRow
from vaxportal.core.text import fold

if TYPE_CHECKING:
    from registration.services.list_rows import SheetRow

OFFERED = ("phone", "email", "address")


def offer_contact(worker_list: WorkerList, rows: "Iterable[tuple[WorkerListRow, SheetRow]]") -> None:
    """One open offer a person and organization: what stands in the record and differs from the list."""
    linked = {answer.person_id: (answer, row) for answer, row in rows if answer.outcome == WorkerListRow.Outcome.LINKED}
    fresh = {pk: pair for pk, pair in linked.items() if pk and pair[0].problems == []}
    people = Person.objects.in_bulk(list(fresh))
    offers = []
    for pk, (answer, row) in fresh.items():
        told = {name: getattr(row.read.given, name) for name in OFFERED}
        differing = {
            name: value for name, value in told.items() if value and _differs(value, getattr(people[pk], name))
        }
        if differing:
            offers.append(
                ContactOffer(
                    person_id=pk,
                    organization_id=worker_list.organization_id,
                    row=answer,
                    given=json.dumps(differing, ensure_ascii=False),
                )
            )
    ContactOffer.objects.bulk_create(offers, ignore_conflicts=True, batch_size=1000)


def _differs(told: str, stands: str) -> bool:
    return fold(told) != fold(stands)
