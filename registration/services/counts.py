"""How many of an organization's people are registered, invited, injected: counts, never names."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from registration.models import Registration, WorkerListRow

FEWEST_SHOWN = 5  # a smaller count would tell an employer about single people


@dataclass(frozen=True, slots=True)
class Counts:
    registered: int = 0
    invited: int = 0
    injected: int = 0


def counts_of(organizations: Iterable[int]) -> dict[int, Counts]:
    """By organization, over all its lists; each person once."""
    rows = WorkerListRow.objects.filter(worker_list__organization__in=list(organizations), person__isnull=False)
    state = "person__registrations__state"
    counted = rows.values("worker_list__organization").annotate(
        registered=Count("person", distinct=True),
        invited=Count("person", distinct=True, filter=Q(**{state: Registration.State.INVITED})),
        injected=Count("person", distinct=True, filter=Q(**{state: Registration.State.DONE})),
    )
    return {
        one["worker_list__organization"]: Counts(one["registered"], one["invited"], one["injected"])
        for one in counted.order_by()
    }
