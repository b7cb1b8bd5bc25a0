"""What happens to a registration after it was taken in: accepted, withdrawn."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from uuid import UUID

from django.db import transaction

from registration.models import Person, Registration
from registration.rules.codes import RegistrationIs
from registration.rules.registrations import RegistrationState, move_problems
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import NotAllowed, RuleBroken, refuse_if
from vaxportal.core.problems import Problem

State = Registration.State


@transaction.atomic
def accept_registrations(*, refs: Sequence[UUID], by: User) -> int:
    """Takes received registrations on for planning; answers how many. Those accepted already stay as they are."""
    require(by, Permission.ACCEPT_REGISTRATION)
    if not refs:
        raise RuleBroken([Problem(RegistrationIs.NONE_CHOSEN, "chosen")], WORDING)
    mine = Registration.objects.visible_to(by).filter(ref__in=refs, behind=None, state=State.RECEIVED)
    held = list(mine.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    accepted = Registration.objects.filter(pk__in=held, state=State.RECEIVED)
    count = accepted.update(state=State.ACCEPTED, state_changed_at=clock.now())
    if count:
        record(by, "registrations.accepted", count=count)
    return count


@transaction.atomic
def withdraw_registration(*, registration: Registration, by: User) -> Registration:
    """By whoever registered, or by the account of the person; an own one that stood behind it comes forward."""
    held = Registration.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    registration = held.get(pk=registration.pk)
    if by.pk not in {registration.registrant_id, registration.person.account_id}:
        raise NotAllowed
    if registration.state == State.WITHDRAWN:
        return registration
    refuse_if(_withdrawal_problems(registration), WORDING)
    registration.state, registration.state_changed_at = State.WITHDRAWN, clock.now()
    registration.save(update_fields=["state", "state_changed_at"])
    record(by, "registration.withdrawn", registration)
    bring_forward(registration.person, by=by)
    return registration


def bring_forward(person: Person, *, by: User) -> None:
    """Where none is in force any more, the oldest that the person has made behind it is, else nobody would call them.

    The others stay behind, for staff to look at. Needs the transaction of its caller.
    """
    mine = Registration.objects.filter(person=person)
    if mine.open().exists():
        return
    own = mine.behind_another().own(person).order_by("created_at", "pk").first()
    if own is None:
        return
    own.behind = None
    with suppress(RuleBroken), as_rule(Registration, "registration_one_open_per_person"):  # a new one was faster
        own.save(update_fields=["behind"])
        record(by, "registration.brought_forward", own)


def _withdrawal_problems(registration: Registration) -> Iterator[Problem]:
    if registration.state == State.INVITED:
        yield Problem(RegistrationIs.HAS_APPOINTMENT)
    else:
        yield from move_problems(registration.state, RegistrationState.WITHDRAWN)
