"""The life of a staff account: invited, moved, locked, opened again. Each within the actor's units and levels."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import transaction

from vaxportal.accounts.codes import StaffIs
from vaxportal.accounts.grants import UNIT_TYPE, gives, looks_after, reaches
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import LEVEL, Permission, Role
from vaxportal.accounts.scope import require
from vaxportal.accounts.services.invitations import Place, give_role, open_account, send_link
from vaxportal.accounts.wording import WORDING
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.problems import Problem


@transaction.atomic
def invite(*, full_name: str, email: str, role: Role, unit: Place | None, by: User, username: str = "") -> User:
    """A new account with its first role; its owner sets the password by the link in the e-mail."""
    require(by, Permission.MANAGE_STAFF)
    refuse_if(_role_problems(role, unit, by), WORDING)
    user = open_account(full_name=full_name, email=email, role=role, unit=unit, by=by, username=username)
    record(by, "staff.invited", user, role=role, unit=unit.pk if unit else None)
    return user


@transaction.atomic
def add_role(*, user: User, role: Role, unit: Place | None, by: User) -> Membership:
    """One more role, which the person chooses in the header."""
    require(by, Permission.MANAGE_STAFF)
    user = _held(user)
    refuse_if([*_own_account(user, by), *_role_problems(role, unit, by), *_there_already(user, role, unit)], WORDING)
    membership = give_role(user=user, role=role, unit=unit, by=by)
    _keep_admin_flag(user)
    record(by, "staff.role_given", user, role=role, unit=unit.pk if unit else None)
    return membership


@transaction.atomic
def transfer(*, membership: Membership, role: Role, unit: Place | None, by: User) -> Membership:
    """Ends one role and begins another; what was done in the first stays under it."""
    require(by, Permission.MANAGE_STAFF)
    user = _held(membership.user)
    _must_manage(membership, by)
    refuse_if([*_own_account(user, by), *_role_problems(role, unit, by), *_there_already(user, role, unit)], WORDING)
    _end(membership, by)
    begun = give_role(user=user, role=role, unit=unit, by=by)
    _keep_admin_flag(user)
    record(by, "staff.transferred", user, was=membership.role, role=role, unit=unit.pk if unit else None)
    return begun


@transaction.atomic
def end_role(*, membership: Membership, by: User) -> None:
    require(by, Permission.MANAGE_STAFF)
    user = _held(membership.user)
    _must_manage(membership, by)
    refuse_if(_own_account(user, by), WORDING)
    if membership.ended_at is None:
        _end(membership, by)
        _keep_admin_flag(user)
        record(by, "staff.role_ended", user, was=membership.role)


@transaction.atomic
def disable(*, user: User, by: User) -> None:
    """Locks the account: every session and token ends now. The history stays."""
    user = _managed(user, by)
    if not user.is_active:
        return
    user.is_active = False
    _lock_out(user)
    record(by, "staff.disabled", user)


@transaction.atomic
def enable(*, user: User, by: User) -> None:
    """Opens the account again; the owner sets a new password by a link."""
    user = _managed(user, by)
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    if user.email:  # who logs in by phone needs no password
        send_link(user=user, kind="staff_enabled")
    record(by, "staff.enabled", user)


@transaction.atomic
def reset_access(*, user: User, by: User) -> None:
    """For a lost password or phone: password, second factor and sessions end, a link to a new password is sent."""
    user = _managed(user, by)
    refuse_if([Problem(StaffIs.DISABLED)] if not user.is_active else [], WORDING)
    refuse_if([Problem(StaffIs.NO_EMAIL)] if not user.email else [], WORDING)
    Authenticator.objects.filter(user=user).delete()
    _lock_out(user)
    send_link(user=user, kind="staff_reset")
    record(by, "staff.reset", user)


def may_manage(by: User, user: User) -> bool:
    """Whether every role that the person holds is one that the actor may give, at a unit the actor reaches."""
    held = list(user.memberships.current())
    return bool(held) and user.pk != by.pk and all(_manages(by, membership) for membership in held)


def _manages(by: User, membership: Membership) -> bool:
    unit = membership.facility or membership.district or membership.province
    return Role(membership.role) in looks_after(by.acting) and reaches(by.acting, unit)


def _must_manage(membership: Membership, by: User) -> None:
    if not _manages(by, membership):
        raise NotAllowed(Permission.MANAGE_STAFF)


def _managed(user: User, by: User) -> User:
    require(by, Permission.MANAGE_STAFF)
    user = _held(user)
    refuse_if(_own_account(user, by), WORDING)
    if not may_manage(by, user):
        raise NotAllowed(Permission.MANAGE_STAFF)
    return user


def _held(user: User) -> User:
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def _role_problems(role: Role, unit: Place | None, by: User) -> Iterator[Problem]:
    if role not in gives(by.acting):
        yield Problem(StaffIs.ROLE_NOT_YOURS, "role")
        return
    expected = UNIT_TYPE.get(LEVEL[role])
    if expected and unit is None:
        yield Problem(StaffIs.UNIT_MISSING, "unit")
    elif unit is not None and (expected is None or not isinstance(unit, expected)):
        yield Problem(StaffIs.UNIT_OF_OTHER_LEVEL, "unit")
    elif not reaches(by.acting, unit):
        yield Problem(StaffIs.UNIT_NOT_YOURS, "unit")


def _there_already(user: User, role: Role, unit: Place | None) -> Iterator[Problem]:
    if not user.is_active:
        yield Problem(StaffIs.DISABLED)
    for held in user.memberships.current().filter(role=role):
        if (held.facility or held.district or held.province) == unit:
            yield Problem(StaffIs.ALREADY_THERE, "unit")


def _own_account(user: User, by: User) -> Iterator[Problem]:
    if user.pk == by.pk:
        yield Problem(StaffIs.OWN_ACCOUNT)


def _end(membership: Membership, by: User) -> None:
    Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=clock.now(), ended_by=by)


def _keep_admin_flag(user: User) -> None:
    """Django's admin site asks for is_staff; it follows the role."""
    user.is_staff = user.memberships.current().filter(role=Role.ADMINISTRATOR).exists()
    user.save(update_fields=["is_staff"])


def _lock_out(user: User) -> None:
    """A password that nobody knows ends every session (their hash rests on it), tokens are removed."""
    user.set_unusable_password()
    user.save(update_fields=["password", "is_active"])
    user.site_tokens.all().delete()
