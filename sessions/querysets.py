"""Sessions, people of a session, doses and stock as somebody may see them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from sessions.rules.stages import WITHOUT_DOSE, Group, Stage
from sessions.rules.states import NO_SUBJECT, Outcome, SessionState
from vaxportal.accounts.roles import Permission, Role

if TYPE_CHECKING:
    from vaxportal.accounts.models import User


_OPEN = Q(outcome=Outcome.NONE)
_PRESENT = Q(checked_in_at__isnull=False)
_OBSERVED = Q(outcome=Outcome.INJECTED, left_at=None)
IS_AT = {  # the same places as sessions.rules.stages.stage_of, for the database
    Stage.EXPECTED: _OPEN & Q(checked_in_at=None),
    Stage.CHECKED_IN: _OPEN & _PRESENT & Q(screened=None),
    Stage.ELIGIBLE: _OPEN & _PRESENT & Q(screened="eligible"),
    Stage.OBSERVED: _OBSERVED,
    Stage.DONE: ~_OPEN & ~_OBSERVED,
}
IS_IN = {
    Group.PLANNED: Q(is_walk_in=False),
    Group.WALK_IN: Q(is_walk_in=True),
    Group.ARRIVED: _PRESENT,
    Group.SCREENED: Q(screened__isnull=False),
    Group.INJECTED: Q(outcome=Outcome.INJECTED),
    Group.OBSERVED: _OBSERVED,
    Group.LEFT: Q(outcome=Outcome.INJECTED, left_at__isnull=False),
    Group.TO_INJECT: _OPEN,
    **{group: Q(outcome=Outcome(group)) for group in WITHOUT_DOSE},
}


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

    def with_course(self) -> Self:
        """Adds what the day brought: `screened`, `with_caution`, and of the dose in force `dose_ref`, `given_at`."""
        screening = FilteredRelation("screenings", condition=Q(screenings__replaced_at=None))
        dose = FilteredRelation("doses", condition=Q(doses__voided_at=None))
        return self.alias(in_force=screening, dose=dose).annotate(
            screened=F("in_force__outcome"),
            with_caution=F("in_force__with_caution"),
            screened_at=F("in_force__screened_at"),
            dose_ref=F("dose__ref"),
            given_at=F("dose__given_at"),
        )

    def at_stage(self, stage: Stage) -> Self:
        """Needs `with_course`."""
        return self.filter(IS_AT[stage])

    def in_group(self, group: Group) -> Self:
        """Needs `with_course`."""
        return self.filter(IS_IN[group])

    def for_the_list(self) -> Self:
        """With everything that a line of a session's list shows."""
        rows = self.select_related("slot", "registration", "person__priority_group", "person__commune__district")
        return rows.order_by("slot__starts_at", "come_at", "pk")


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

    def recalled(self) -> Self:
        return self.exclude(recalled_at=None)

    def usable_in(self, day: date) -> Self:
        """From which a session of that day was, or is, injected: a recall afterwards concerns what comes after it."""
        over = Q(recalled_at__gte=timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)))
        return self.filter(Q(recalled_at=None) | over, expires_on__gte=day)

    def visible_to(self, user: User) -> Self:
        """Lots that came to a facility of the scope, also when nothing is left of them."""
        acting = user.acting
        if not acting.may(Permission.SEE_STOCK):
            return self.none()
        return self.filter(acting.where("balances__facility__")).distinct()


class StockQuerySet(QuerySet[Any]):
    """For balances and movements: rows that hang on a facility."""

    def visible_to(self, user: User) -> Self:
        acting = user.acting
        return self.filter(acting.where("facility__")) if acting.may(Permission.SEE_STOCK) else self.none()


class TransferQuerySet(QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the stock of either end."""
        acting = user.acting
        if not acting.may(Permission.SEE_STOCK):
            return self.none()
        return self.filter(acting.where("source__") | acting.where("target__"))

    def on_the_way(self) -> Self:
        return self.filter(received_at=None, taken_back_at=None)
