"""Doubtful people, settled with the papers in hand (docs/adr/0006)."""

from django.db import transaction

from registration.models import Person, Registration
from registration.querysets import RegistrationQuerySet
from registration.rules.codes import PersonIs
from registration.services.registrations import bring_forward
from registration.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.problems import Problem

State = Registration.State


def is_doubtful(person: Person) -> bool:
    """Numbers of somebody else were given for them, or strangers have registered them behind the open registration."""
    return bool(person.disputed) or _behind(person).exists()


@transaction.atomic
def settle_papers(*, person: Person, finding: str, by: User) -> Person:
    """Somebody has seen the papers: the person stands as recorded, what strangers registered for them is withdrawn.

    `finding`: which papers, and what they showed; it stays in the audit trail, sealed.
    """
    require(by, Permission.REGISTER_PERSON)
    if not Person.objects.visible_to(by).filter(pk=person.pk).exists():
        raise NotAllowed
    if not finding.strip():
        raise RuleBroken([Problem(PersonIs.FINDING_MISSING, "finding")], WORDING)
    person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if not is_doubtful(person):
        return person
    bring_forward(person, by=by)  # what the person has made themselves is no stranger's
    withdrawn = _behind(person).update(state=State.WITHDRAWN, state_changed_at=clock.now())
    person.disputed = ""
    person.save(update_fields=["disputed"])
    record(by, "person.papers_checked", person, reason=finding.strip(), withdrawn=withdrawn)
    return person


def _behind(person: Person) -> RegistrationQuerySet:
    return Registration.objects.filter(person=person).behind_another()
