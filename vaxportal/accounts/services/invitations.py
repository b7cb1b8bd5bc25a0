"""Accounts with a password: opened by somebody else, taken over by their owner through a link in an e-mail."""

import re

from allauth.account import app_settings as allauth_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from vaxportal.accounts.codes import StaffIs
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import LEVEL, Level, Role
from vaxportal.accounts.wording import WORDING
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold
from vaxportal.geography.models import District, Facility, Province
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

Place = Facility | District | Province
UNIT_FIELD = {Level.FACILITY: "facility", Level.DISTRICT: "district", Level.PROVINCE: "province"}


def open_account(
    *, full_name: str, email: str, role: Role, unit: Place | None, by: User | None, username: str = ""
) -> User:
    """Makes the account, gives it its first role and sends the link. Who may, the calling service has asked."""
    username = username or free_username(email)
    refuse_if(_taken(username, email), WORDING)
    user = User(username=username, full_name=full_name, folded_name=fold(full_name), email=email)
    user.is_staff = role == Role.ADMINISTRATOR
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=True)  # the link proves it
    give_role(user=user, role=role, unit=unit, by=by)
    send_link(user=user, kind="staff_invitation")
    return user


def give_role(*, user: User, role: Role, unit: Place | None, by: User | None) -> Membership:
    field = UNIT_FIELD.get(LEVEL[role])
    return Membership.objects.create(user=user, role=role, created_by=by, **({field: unit} if field else {}))


def send_link(*, user: User, kind: str) -> None:
    """The link on which the owner sets the password: once, within three days."""
    token = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    key = {"uidb36": user_pk_to_url_str(user), "key": token}
    link = f"{settings.SITE_URL.rstrip('/')}{reverse('account_reset_password_from_key', kwargs=key)}"
    with translation.override(user.language):
        subject = _("Tài khoản Cổng tiêm chủng của bạn")
        body = _(
            "Chào %(name)s,\n\nTài khoản của bạn trên Cổng tiêm chủng có tên đăng nhập là %(login)s. "
            "Mở liên kết này trong 3 ngày để đặt mật khẩu:\n\n%(link)s\n\n"
            "Tài khoản này của riêng bạn, không dùng chung."
        )
    messaging.queue(
        kind=kind,
        channel=Message.Channel.EMAIL,
        to=user.email,
        subject=subject,
        body=body % {"name": user.full_name, "login": user.username, "link": link},
        language=user.language,
        urgent=True,
    )


def free_username(email: str) -> str:
    """What stands before the @, with a number if somebody has it."""
    stem = re.sub(r"[^a-z0-9._-]", "", fold(email.partition("@")[0]).lower().replace(" ", "."))[:60] or "user"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return next(name for name in (stem, *(f"{stem}{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _taken(username: str, email: str) -> list[Problem]:
    problems = []
    if User.objects.filter(username__iexact=username).exists():
        problems.append(Problem(StaffIs.LOGIN_TAKEN, "username"))
    if User.objects.filter(email__iexact=email).exists():
        problems.append(Problem(StaffIs.EMAIL_TAKEN, "email"))
    return problems
