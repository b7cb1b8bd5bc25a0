"""Whom organizations have handed in and who still wait for a date."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from registration.models import Organization, Registration, WorkerListRow


def of_organization(ref: UUID | str) -> Q:
    """Registrations of its people: those that its lists have made, and those that its people had made themselves."""
    rows = WorkerListRow.objects.taken().filter(worker_list__organization__ref=ref)
    return Q(person__in=rows.order_by().values("person"))


def with_waiting(organizations: QuerySet[Organization]) -> QuerySet[Any]:  # annotated
    """`waiting` beside each: how many of its people wait for a date, wherever they live."""
    wish = Registration.objects.without_date().filter(person=OuterRef("person"))
    rows = WorkerListRow.objects.taken().filter(Exists(wish), worker_list__organization=OuterRef("pk"))
    counted = rows.order_by().values("worker_list__organization").annotate(n=Count("person", distinct=True))
    return organizations.annotate(waiting=Coalesce(Subquery(counted.values("n")), 0))


def waiting_of(organizations: Iterable[int]) -> dict[int, int]:
    """By organization."""
    found = with_waiting(Organization.objects.filter(pk__in=list(organizations)))
    return dict(found.order_by().values_list("pk", "waiting"))
