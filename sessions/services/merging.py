"""Two records of one human being made one: by somebody's word, with its history, and undone in the same way.

What hangs on the record that goes moves to the one that is kept. Nothing medical is lost or changed: doses keep their
numbers, and where both records bear the same dose somebody has to void one first.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from registration.models import (
    ContactOffer,
    Lookalike,
    Person,
    PersonMerge,
    Registration,
    ReportedDose,
    WorkerListRow,
)
from registration.services.sharing import carry_refusals
from sessions.models import Appointment, Dose
from sessions.rules.codes import MergeIs
from sessions.rules.states import NO_SUBJECT, Series
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.problems import Problem

MOVING: tuple[type[Model], ...] = (Registration, ReportedDose, Appointment, Dose, WorkerListRow, ContactOffer)
NUMBERS = ("id_number", "id_kind", "bhyt", "phone", "email")  # what the kept record lacks, it takes over
LOOKUPS = ["id_lookup", "bhyt_lookup", "phone_lookup", "twin_lookup"]


@transaction.atomic
def merge_people(*, kept: Person, gone: Person, reason: str, by: User) -> PersonMerge:
    """`gone` leaves the register, and all that was theirs is `kept`'s."""
    require(by, Permission.MERGE_PEOPLE)
    kept, gone = _held(kept, gone, by)
    if repeat := PersonMerge.objects.filter(kept=kept, gone=gone, undone_at=None).first():
        return repeat  # the same click, sent twice
    refuse_if(merge_problems(kept, gone, reason=reason), WORDING)
    merge = PersonMerge(kept=kept, gone=gone, reason=reason.strip()[:300], merged_at=clock.now(), merged_by=by)
    before = {"kept": _numbers(kept), "gone": _numbers(gone), **_step_aside(kept, gone, by)}
    merge.moved = {model._meta.label: _move(model, gone, kept) for model in MOVING}
    _take_over(kept, gone)
    carry_refusals(gone, kept)
    merge.before = json.dumps(before)
    merge.save(force_insert=True)
    _settle_pair(kept, gone, Lookalike.Verdict.ONE_PERSON, by)
    record(by, "person.merged", kept, gone=str(gone.ref), reason=merge.reason)
    return merge


@transaction.atomic
def undo_merge(merge: PersonMerge, *, reason: str, by: User) -> PersonMerge:
    """What moved goes back to where it was; what has come to the kept record since stays there."""
    require(by, Permission.MERGE_PEOPLE)
    kept, gone = _held(merge.kept, merge.gone, by)
    merge = PersonMerge.objects.select_for_update(of=("self",), no_key=True).get(pk=merge.pk)
    if merge.undone_at:
        return merge
    refuse_if(_undo_problems(merge, kept, gone, reason), WORDING)
    before = json.loads(merge.before)
    _give_back(kept, gone, before)
    for model in reversed(MOVING):
        model._default_manager.filter(pk__in=merge.moved[model._meta.label], person=kept).update(person=gone)
    _step_back(before)
    merge.undone_at, merge.undone_by, merge.undo_reason = clock.now(), by, reason.strip()[:300]
    merge.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    _settle_pair(kept, gone, Lookalike.Verdict.TWO_PEOPLE, by)
    record(by, "person.merge_undone", kept, gone=str(gone.ref), reason=merge.undo_reason)
    return merge


@transaction.atomic
def tell_apart(pair: Lookalike, *, by: User) -> Lookalike:
    """Somebody has looked: these are two people."""
    require(by, Permission.MERGE_PEOPLE)
    if not Lookalike.objects.visible_to(by).filter(pk=pair.pk).exists():
        raise NotAllowed
    pair = Lookalike.objects.select_for_update(of=("self",), no_key=True).get(pk=pair.pk)
    if pair.verdict == Lookalike.Verdict.OPEN:
        pair.verdict, pair.decided_at, pair.decided_by = Lookalike.Verdict.TWO_PEOPLE, clock.now(), by
        pair.save(update_fields=["verdict", "decided_at", "decided_by"])
        record(by, "person.told_apart", pair.first, other=str(pair.second.ref))
    return pair


def merge_problems(kept: Person, gone: Person, *, reason: str) -> Iterator[Problem]:
    """Everything that somebody has to settle before the two can be one."""
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        yield Problem(MergeIs.ALREADY_MERGED)
    if not reason.strip():
        yield Problem(MergeIs.REASON_MISSING, "reason")
    yield from _problems_of_doses(kept, gone)
    both = Q(person=kept) | Q(person=gone)
    if Appointment.objects.filter(both, outcome="").count() > 1:
        yield Problem(MergeIs.TWO_APPOINTMENTS)
    counted = Appointment.objects.exclude(outcome__in=sorted(NO_SUBJECT))
    if counted.filter(person=kept, session__in=counted.filter(person=gone).values("session")).exists():
        yield Problem(MergeIs.SAME_SESSION)
    if kept.account_id and gone.account_id and kept.account_id != gone.account_id:
        yield Problem(MergeIs.TWO_ACCOUNTS)


def _problems_of_doses(kept: Person, gone: Person) -> Iterator[Problem]:
    mine = set(Dose.objects.not_voided().filter(person=kept).values_list("series", "number"))
    for series, number in Dose.objects.not_voided().filter(person=gone).values_list("series", "number"):
        if (series, number) in mine:
            yield Problem(MergeIs.SAME_DOSE, series=Series(series), number=number)


def _undo_problems(merge: PersonMerge, kept: Person, gone: Person, reason: str) -> Iterator[Problem]:
    if not reason.strip():
        yield Problem(MergeIs.REASON_MISSING, "reason")
    if kept.merged_into_id or gone.merged_into_id != kept.pk:
        yield Problem(MergeIs.MERGED_ON)
    both = {*merge.moved[Appointment._meta.label]}
    if Dose.objects.filter(person=kept, appointment__in=both).exclude(pk__in=merge.moved[Dose._meta.label]).exists():
        yield Problem(MergeIs.DOSED_SINCE)


def _held(kept: Person, gone: Person, by: User) -> tuple[Person, Person]:
    """Both, locked in one order; the one that has gone is out of everybody's sight but its kept one's.

    Against a list that links somebody at this moment, too: it holds them by the weakest lock.
    """
    seen = Person.objects.visible_to(by, with_merged=True).filter(pk__in=[kept.pk, gone.pk])
    if seen.count() < len({kept.pk, gone.pk}):
        raise NotAllowed
    rows = Person.objects.select_for_update(of=("self",)).order_by("pk")
    found = {one.pk: one for one in rows.filter(pk__in=[kept.pk, gone.pk])}
    return found[kept.pk], found[gone.pk]


def _numbers(person: Person) -> dict[str, Any]:  # Any: what JSON holds
    return {name: getattr(person, name) for name in NUMBERS} | {"account": person.account_id}


def _step_aside(kept: Person, gone: Person, by: User) -> dict[str, list[int]]:
    """What only one record of a person may have: an open registration in force, a reported dose of a number."""
    waiting = Registration.objects.open().filter(person=gone)
    standing = Registration.objects.open().filter(person=kept).first()
    behind = list(waiting.values_list("pk", flat=True)) if standing else []
    Registration.objects.filter(pk__in=behind).update(behind=standing)
    told = ReportedDose.objects.filter(person=kept, voided_at=None).values_list("series", "number")
    numbers = set(told) | set(Dose.objects.not_voided().filter(person=kept).values_list("series", "number"))
    mine = ReportedDose.objects.filter(person=gone, voided_at=None)
    voided = [one.pk for one in mine if (one.series, one.number) in numbers]
    ReportedDose.objects.filter(pk__in=voided).update(voided_at=clock.now(), voided_by=by)
    return {"behind": behind, "voided": voided}


def _step_back(before: Mapping[str, Any]) -> None:  # Any: what JSON holds
    Registration.objects.filter(pk__in=before["behind"]).update(behind=None)
    ReportedDose.objects.filter(pk__in=before["voided"]).update(voided_at=None, voided_by=None)


def _move(model: type[Model], gone: Person, kept: Person) -> list[int]:
    rows = model._default_manager.filter(person=gone)
    if model is ContactOffer:
        rows = rows.filter(decided_at__isnull=False)  # an open one stands once per person and organization
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    model._default_manager.filter(pk__in=keys).update(person=kept)
    return keys


def _take_over(kept: Person, gone: Person) -> None:
    """Numbers that only the record that goes has; each stands in one record at a time."""
    wanted = {name: getattr(gone, name) for name in NUMBERS if getattr(gone, name) and not getattr(kept, name)}
    account = kept.account_id or gone.account_id
    gone.id_number = gone.id_kind = gone.bhyt = ""
    gone.account_id, gone.merged_into = None, kept
    gone.save(update_fields=[*NUMBERS, *LOOKUPS, "account", "merged_into"])
    for name, value in wanted.items():
        setattr(kept, name, value)
    kept.account_id = account
    kept.save(update_fields=[*NUMBERS, *LOOKUPS, "account"])


def _give_back(kept: Person, gone: Person, before: Mapping[str, Any]) -> None:  # Any: what JSON holds
    """Each number back to where it was, unless somebody has changed it since."""
    for name in (*NUMBERS, "account"):
        attname = "account_id" if name == "account" else name
        was_kept, was_gone = before["kept"][name], before["gone"][name]
        if getattr(kept, attname) == (was_kept or was_gone):
            setattr(kept, attname, was_kept)
        setattr(gone, attname, was_gone)
    gone.merged_into = None
    kept.save(update_fields=[*NUMBERS, *LOOKUPS, "account"])
    gone.save(update_fields=[*NUMBERS, *LOOKUPS, "account", "merged_into"])


def _settle_pair(kept: Person, gone: Person, verdict: Lookalike.Verdict, by: User) -> None:
    first, second = sorted((kept.pk, gone.pk))
    Lookalike.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"verdict": verdict, "decided_at": clock.now(), "decided_by": by},
        create_defaults={"verdict": verdict, "decided_at": clock.now(), "decided_by": by, "score": 0},
    )
