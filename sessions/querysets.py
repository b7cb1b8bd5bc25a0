"""Sessions, people of a session, doses and stock as somebody may see them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db.models import QuerySet

from sessions.rules.states import NO_SUBJECT, Outcome, SessionState
from vaxportal.accounts.roles import Permission, Role

if TYPE_CHECKING:
    from vaxportal.accounts.models import User


class SessionQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        acting = user.acting
        return self.filter(acting.where("facility__")) if acting.may(Permission.SEE_SESSIONS) else self.none()

    def on(self, day: date) -> Self:
        return self.filter(day=day)

    def planned(self) -> Self:
        return self.exclude(state__in=[SessionState.DRAFT, SessionState.CANCELLED])


class AppointmentQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        acting = user.acting
        if acting.role in {Role.CITIZEN, Role.ORGANIZATION_MANAGER}:
            return self.filter(person__account=user).exclude(session__state=SessionState.DRAFT)
        if not acting.may(Permission.SEE_SESSIONS):
            return self.none()
        return self.filter(acting.where("session__facility__"))

    def subjects(self) -> Self:
        return self.exclude(outcome__in=NO_SUBJECT)

    def unresolved(self) -> Self:
        return self.filter(outcome=Outcome.NONE)


class DoseQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        acting = user.acting
        if acting.role in {Role.CITIZEN, Role.ORGANIZATION_MANAGER}:
            return self.filter(person__account=user)
        if not acting.may(Permission.SEE_PEOPLE):
            return self.none()
        return self.filter(acting.where("session__facility__") | acting.where_home("person__commune__"))

    def not_voided(self) -> Self:
        return self.filter(voided_at=None)


class LotQuerySet(QuerySet[Any]):
    def usable_on(self, day: date) -> Self:
        return self.filter(expires_on__gte=day, recalled_at=None)


class StockQuerySet(QuerySet[Any]):
    """For balances and movements: rows that hang on a facility."""

    def visible_to(self, user: User) -> Self:
        acting = user.acting
        return self.filter(acting.where("facility__")) if acting.may(Permission.SEE_STOCK) else self.none()
