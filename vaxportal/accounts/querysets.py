"""Staff accounts as somebody may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import UserManager
from django.db.models import Prefetch, Q, QuerySet

from vaxportal.accounts.roles import Permission
from vaxportal.core.text import fold

if TYPE_CHECKING:
    from vaxportal.accounts.models import User


class UserQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Accounts that hold, or last held, a role at or below the units of whoever manages staff."""
        from vaxportal.accounts.models import Membership  # the model of the same package

        if not user.may(Permission.MANAGE_STAFF):
            return self.none()
        return self.filter(pk__in=Membership.objects.managed_by(user).values("user"))

    def named_like(self, text: str) -> Self:
        """Every word occurs in the name, marks or not; or it is the log-in name or the e-mail."""
        found = Q()
        for word in fold(text).split():
            found &= Q(folded_name__contains=word)
        return self.filter(found | Q(username__iexact=text.strip()) | Q(email__iexact=text.strip()))

    def with_roles(self) -> Self:
        from vaxportal.accounts.models import Membership  # the model of the same package

        return self.prefetch_related(Prefetch("memberships", Membership.objects.current(), to_attr="roles_now"))


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    use_in_migrations = False
