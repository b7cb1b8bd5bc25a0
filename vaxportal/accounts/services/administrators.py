"""The first administrator: somebody must invite the others, and nobody could invite this one."""

from django.db import transaction

from vaxportal.accounts.codes import StaffIs
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.services.invitations import open_account
from vaxportal.accounts.wording import WORDING
from vaxportal.audit.record import record
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem


@transaction.atomic
def open_first_administrator(*, full_name: str, email: str, username: str = "") -> User:
    """Refused as soon as there is one; from then on administrators invite each other."""
    there = Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True)
    refuse_if([Problem(StaffIs.ADMINISTRATOR_EXISTS)] if there.exists() else [], WORDING)
    user = open_account(
        full_name=full_name, email=email, role=Role.ADMINISTRATOR, unit=None, by=None, username=username
    )
    record(None, "staff.first_administrator", user)
    return user
