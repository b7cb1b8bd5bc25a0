"""Taking an upload back: everything that it brought in goes as one act, while nothing depends on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from registration.models import (
    ContactOffer,
    Lookalike,
    Person,
    Registration,
    ReportedDose,
    SharingAnswer,
    WorkerList,
    WorkerListRow,
)
from registration.rules.codes import Depends, ListIs
from registration.services.lists import locked
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.problems import Problem

State = Registration.State


@dataclass(frozen=True, slots=True)
class Dependence:
    row: WorkerListRow
    why: Depends


def dependences(worker_list: WorkerList) -> list[Dependence]:
    """Each row on which something rests by now, with the reason that weighs most."""
    found: dict[int, Dependence] = {}
    for why, rows in _resting(worker_list):
        for row in rows.order_by("number"):
            found.setdefault(row.pk, Dependence(row, why))
    return sorted(found.values(), key=lambda one: one.row.number)


@transaction.atomic
def undo_list(worker_list: WorkerList, *, by: User) -> WorkerList:
    """The people and registrations that the list made go, and so do numbers that it filled in; its rows and answers
    stay to be looked at. Raises RuleBroken where something depends on it."""
    require(by, Permission.MANAGE_ORGANIZATION)
    worker_list = locked(worker_list, by)
    if worker_list.state == WorkerList.State.UNDONE:
        return worker_list
    made = Person.objects.filter(list_rows__worker_list=worker_list, list_rows__made_person=True)
    held = list(made.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    wishes = Registration.objects.filter(worker_list=worker_list).select_for_update(of=("self",)).order_by("pk")
    list(wishes.values_list("pk", flat=True))  # an invitation on its way is there before we look
    refuse_if(_undo_problems(worker_list), WORDING)
    try:
        with transaction.atomic():
            removed = _take_away(worker_list, held)
            connection.check_constraints()  # those of references wait for the commit, where nobody would catch them
    except IntegrityError as error:  # something came to rest on it at this moment
        raise RuleBroken([Problem(ListIs.RESTS_ON_IT)], WORDING) from error
    worker_list.state, worker_list.undone_at, worker_list.undone_by = WorkerList.State.UNDONE, clock.now(), by
    worker_list.changed_at = clock.now()
    worker_list.save(update_fields=["state", "undone_at", "undone_by", "changed_at"])
    record(by, "list.undone", worker_list, people=len(held), registrations=removed)
    return worker_list


def _undo_problems(worker_list: WorkerList) -> Iterator[Problem]:
    if not worker_list.has_taken:
        yield Problem(ListIs.NOT_READ_YET)
    elif count := len(dependences(worker_list)):
        yield Problem(ListIs.RESTS_ON_IT, rows=count)


def _take_away(worker_list: WorkerList, people: list[int]) -> int:
    """In the order in which rows point at each other."""
    _empty_filled(worker_list)
    open_offers = Q(row__worker_list=worker_list, decided_at=None)
    ContactOffer.objects.filter(open_offers | Q(person__in=people)).delete()
    SharingAnswer.objects.filter(person__in=people).delete()
    worker_list.rows.update(person=None)
    ReportedDose.objects.filter(worker_list=worker_list)._raw_delete(using="default")
    removed = Registration.objects.filter(worker_list=worker_list)._raw_delete(using="default")
    Lookalike.objects.filter(Q(first__in=people) | Q(second__in=people)).delete()
    Person.objects.filter(pk__in=people)._raw_delete(using="default")
    return removed


def _empty_filled(worker_list: WorkerList) -> None:
    """Numbers that people had not before this list; what somebody has changed since stays."""
    for row in worker_list.rows.exclude(filled=[]).exclude(made_person=True).select_related("person"):
        person = row.person
        assert person
        if "id_number" in row.filled:
            person.id_number, person.id_kind = "", ""
        if "bhyt" in row.filled:
            person.bhyt = ""
        person.save(update_fields=["id_number", "id_kind", "id_lookup", "twin_lookup", "bhyt", "bhyt_lookup"])


def _resting(worker_list: WorkerList) -> Iterator[tuple[Depends, QuerySet[WorkerListRow]]]:
    rows = worker_list.rows.filter(person__isnull=False)
    made = rows.filter(made_person=True)
    registrations = Registration.objects.filter(person=OuterRef("person"), worker_list=worker_list)
    injected = Person.objects.filter(pk=OuterRef("person"), doses__isnull=False)
    appointed = Person.objects.filter(pk=OuterRef("person"), appointments__isnull=False)
    yield Depends.INJECTED, made.filter(Exists(injected))
    yield Depends.INJECTED, rows.filter(Exists(registrations.filter(state=State.DONE)))
    yield Depends.INVITED, made.filter(Exists(appointed))
    yield (
        Depends.INVITED,
        rows.filter(Exists(registrations.filter(Q(state=State.INVITED) | Q(appointments__isnull=False)))),
    )
    merged = Q(person__merged_into__isnull=False) | Q(person__merges__isnull=False) | Q(person__gone_in__isnull=False)
    yield Depends.MERGED, rows.filter(merged).distinct()
    told = ReportedDose.objects.filter(person=OuterRef("person")).exclude(worker_list=worker_list)
    yield Depends.DOSE_TOLD, made.filter(Exists(told))
    yield Depends.HAS_ACCOUNT, made.filter(person__account__isnull=False)
    others = Registration.objects.filter(person=OuterRef("person")).exclude(worker_list=worker_list)
    behind = Registration.objects.filter(behind__worker_list=worker_list, behind__person=OuterRef("person"))
    yield Depends.REGISTERED_AGAIN, made.filter(Exists(others.exclude(worker_list=F("pk"))))
    yield Depends.REGISTERED_AGAIN, rows.filter(Exists(behind))
    elsewhere = WorkerListRow.objects.taken().filter(person=OuterRef("person")).exclude(worker_list=worker_list)
    yield Depends.IN_OTHER_LIST, made.filter(Exists(elsewhere))
