"""Tokens for the systems of sites: made, ended, counted. A token is shown once and can do what its owner may do."""

import secrets
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from vaxportal.accounts.models import SiteToken, User
from vaxportal.audit.record import record
from vaxportal.core import crypto

MOST = 10  # of one account and name; a new one ends the oldest
KEY_BYTES = 30


@transaction.atomic
def make_token(*, user: User, name: str, has_second_factor: bool) -> str:
    """The key, which nobody can read again."""
    key = secrets.token_urlsafe(KEY_BYTES)
    lookup = crypto.lookup(key)
    SiteToken.objects.create(user=user, name=name, key_lookup=lookup, has_second_factor=has_second_factor)
    namesakes = user.site_tokens.filter(name=name)
    kept = list(namesakes.values_list("pk", flat=True)[:MOST])
    ended, _rows = namesakes.exclude(pk__in=kept).delete()
    if ended:
        record(user, "token.ended")
    record(user, "token.made")
    return key


@transaction.atomic
def end_token(*, ref: UUID, by: User) -> None:
    """One's own; ending it twice is no error."""
    ended, _rows = by.site_tokens.filter(ref=ref).delete()
    if ended:
        record(by, "token.ended")


def has_shown_second_factor(user: User) -> bool:
    """Of somebody who is logged in: log-in asks whoever has an authenticator for it, and a phone that received a code
    is a possession already."""
    return user.opens_by_phone or Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
