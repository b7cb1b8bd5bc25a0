"""The token of a site's system: account and role in one statement, because every dose begins with it."""

from functools import cache

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from vaxportal.accounts.acting import COLUMNS, UNITS, acting_from
from vaxportal.accounts.models import User
from vaxportal.core import crypto
from vaxportal.core.sql import Columns, Statement

USER = Columns(User, "u", "id", "ref", "username", "full_name", "language", "is_active")


@cache  # the columns are known when the models are
def owner() -> Statement:
    return Statement(
        "token_owner",
        f"""
        SELECT {USER}, {COLUMNS}
        FROM accounts_sitetoken t JOIN accounts_user u ON u.id = t.user_id
        LEFT JOIN accounts_membership m ON m.user_id = u.id AND m.ended_at IS NULL {UNITS}
        WHERE t.key_lookup = %(key)s AND (t.has_second_factor OR NOT %(strict)s) ORDER BY m.id LIMIT 1
        """,  # noqa: S608  constants
    )


class SiteTokenAuthentication(TokenAuthentication):
    """One that was made with a password alone opens nothing where a second factor is required."""

    def authenticate_credentials(self, key: str) -> tuple[User, str]:
        found = owner().row(key=crypto.lookup(key), strict=settings.STAFF_SECOND_FACTOR)
        if found is None:
            raise AuthenticationFailed(_("Khóa truy cập không dùng được."))
        user = USER.take(found)
        if not user.is_active:
            raise AuthenticationFailed(_("Khóa truy cập không dùng được."))
        user.acting = acting_from(found, user.full_name)
        return user, key
