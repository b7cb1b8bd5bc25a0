"""Giấy xác nhận đã tiêm (QĐ 3588 annex 4, QĐ 43): what was recorded and not voided, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from registration.models import Person
from sessions.models import Dose
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed

MAY = (Permission.USE_OWN_BOOK, Permission.SEE_PEOPLE)


@dataclass(frozen=True)
class Confirmation:
    """What the paper says of one person at one moment."""

    person: Person
    doses: Sequence[Dose]
    made_at: datetime

    @property
    def ref(self) -> UUID:
        """That of its latest dose: a later dose or a void makes another paper; a desk finds the person by it."""
        return self.doses[-1].ref


@transaction.atomic
def confirm(*, person: Person, by: User) -> Confirmation | None:
    """The confirmation of a person whom the reader sees, told to the audit; None while no dose is recorded."""
    if not any(by.may(permission) for permission in MAY) or not Person.objects.visible_to(by).filter(pk=person.pk):
        raise NotAllowed("confirmation")
    doses = list(
        Dose.objects.filter(person=person)
        .not_voided()
        .select_related("vaccine", "lot", "session__facility__commune", "session__facility__province")
        .order_by("given_at", "pk")
    )
    if not doses:
        return None
    record(by, "confirmation.made", person, doses=len(doses))
    return Confirmation(person, doses, clock.now())
