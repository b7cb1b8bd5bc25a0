"""Whether an employer may know how far somebody's vaccination has got: asked, answered, and taken back at any time."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.timezone import localdate

from registration.models import Organization, Person, SharingAnswer, WorkerListRow
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Shared:
    """What an employer sees of somebody who has agreed: no reason, no outcome of a screening, no reaction."""

    name: str
    number: int  # of the last dose of the course; 0 without one
    injected_on: date | None
    invited_for: date | None


def employers_of(person: Person) -> QuerySet[Organization]:
    """Organizations on whose lists somebody stands."""
    rows = WorkerListRow.objects.taken().filter(person=person)
    return Organization.objects.filter(pk__in=rows.values("worker_list__organization")).order_by("name")


def unanswered(person: Person) -> QuerySet[Organization]:
    """Employers about whom nobody has asked them yet."""
    return employers_of(person).exclude(sharing_answers__person=person)


def sharing_of(person: Person) -> list[tuple[Organization, bool | None]]:
    """Each employer with the answer; None where nobody has asked."""
    answers = dict(SharingAnswer.objects.filter(person=person).values_list("organization", "shares"))
    employers = Organization.objects.filter(Q(pk__in=employers_of(person)) | Q(pk__in=answers)).order_by("name")
    return [(one, answers.get(one.pk)) for one in employers]


@transaction.atomic
def answer_sharing(*, person: Person, organization: Organization, shares: bool, by: User) -> SharingAnswer:
    """By the person's own account, or by staff who have them before their eyes and ask; the last answer counts."""
    if person.account_id != by.pk:
        require(by, Permission.CHECK_IN)
        if not Person.objects.visible_to(by).filter(pk=person.pk).exists():
            raise NotAllowed
    known = SharingAnswer.objects.filter(person=person, organization=organization).first()
    if known and known.shares == shares:
        return known
    if not known and not employers_of(person).filter(pk=organization.pk).exists():
        raise NotAllowed
    answer, _made = SharingAnswer.objects.update_or_create(
        person=person,
        organization=organization,
        defaults={"shares": shares, "answered_at": clock.now(), "answered_by": by},
    )
    record(by, "person.sharing_agreed" if shares else "person.sharing_refused", person, employer=str(organization.ref))
    return answer


def carry_refusals(gone: Person, kept: Person) -> None:
    """For a merge: who has said no under the record that goes, after the other said yes, is not shared by name."""
    refused = SharingAnswer.objects.filter(person=gone, shares=False)
    for no in refused:
        older = SharingAnswer.objects.filter(person=kept, organization=no.organization_id, shares=True)
        older.filter(answered_at__lt=no.answered_at).update(
            shares=False, answered_at=no.answered_at, answered_by=no.answered_by_id
        )


def shared_with(organization: Organization, by: User) -> list[Shared]:
    """Those who have agreed, by name; nothing clinical."""
    require(by, Permission.MANAGE_ORGANIZATION)
    if not Organization.objects.visible_to(by).filter(pk=organization.pk).exists():
        raise NotAllowed
    agreed = Person.objects.filter(
        merged_into=None, sharing_answers__organization=organization, sharing_answers__shares=True
    )
    in_force = Q(doses__voided_at=None)
    coming = Q(appointments__outcome="", appointments__session__state__in=["published", "open"])
    people = agreed.annotate(
        number=Max("doses__number", filter=in_force & Q(doses__series="primary")),
        injected_at=Max("doses__given_at", filter=in_force),
        invited_for=Max("appointments__session__day", filter=coming),
    ).order_by("folded_name", "pk")
    record(by, "organization.shared_seen", organization, people=len(people))
    return [
        Shared(one.full_name, one.number or 0, localdate(one.injected_at) if one.injected_at else None, one.invited_for)
        for one in people
    ]
