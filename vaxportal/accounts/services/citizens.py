"""Citizens' accounts: made by the first proven code, found again by the phone."""

from datetime import datetime

from django.db import IntegrityError, transaction

from vaxportal.accounts.codes import CodeIs
from vaxportal.accounts.models import OneTimeCode, User
from vaxportal.accounts.roles import LEVEL, Level, Role
from vaxportal.accounts.services.codes import check_code
from vaxportal.accounts.wording import WORDING
from vaxportal.audit.record import record
from vaxportal.core import crypto
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem


def log_in_with_code(*, phone: str, code: str, language: str, now: datetime) -> User:
    """The account of the phone, after its code. A role at a unit of the administration needs a password."""
    check_code(purpose=OneTimeCode.Purpose.LOG_IN, phone=phone, code=code, now=now)
    user = account_of_phone(phone=phone, language=language)
    at_units = [held for held in user.memberships.current() if LEVEL[Role(held.role)] is not Level.SELF]
    if not user.is_active or at_units:
        raise RuleBroken([Problem(CodeIs.STAFF_ACCOUNT, "code")], WORDING)
    return user


def account_of_phone(*, phone: str, language: str = "vi") -> User:
    """The one account of a phone that has just been proven; made now if there is none."""
    found = User.objects.filter(phone_lookup=crypto.lookup(phone)).first()
    if found:
        return found
    try:
        return _open_account(phone, language)
    except IntegrityError:  # the same phone, proven twice in the same moment
        return User.objects.get(phone_lookup=crypto.lookup(phone))


@transaction.atomic
def _open_account(phone: str, language: str) -> User:
    user = User(phone=phone, language=language)
    user.username = f"citizen-{user.ref}"  # nobody types it
    user.set_unusable_password()
    user.save()
    record(user, "account.opened", user)
    return user
