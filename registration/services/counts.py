"""How far an organization's people have got: counts, never names, and none that speaks about fewer than five."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registration.models import Person, ReportedDose
from registration.rules.lists import TAKEN

FEWEST_SHOWN = 5  # a smaller group would tell an employer about single people


@dataclass(frozen=True, slots=True)
class Counts:
    """People on the lists, each once. `invited`: with a place in a session to come; the doses of the course and after
    it, as they are in force; deferred and absent: who have come to nothing else since."""

    registered: int = 0
    invited: int = 0
    first_dose: int = 0
    second_dose: int = 0
    later_dose: int = 0
    deferred: int = 0
    no_show: int = 0

    @property
    def injected(self) -> int:
        return self.first_dose

    def shown(self) -> "dict[str, int | str | Promise]":
        """By name, as they may be shown."""
        told: dict[str, int | str | Promise] = {"registered": self.registered}
        for one in fields(self)[1:]:
            told[one.name] = few(getattr(self, one.name), of=self.registered)
        return told


def few(count: int, *, of: int) -> "int | str | Promise":
    """A count that may be shown: neither those who are counted nor the others are fewer than five."""
    if count < FEWEST_SHOWN:
        return _("dưới 5")
    return _("đủ, hoặc thiếu dưới 5") if of - count < FEWEST_SHOWN else count


def counts_of(organizations: Iterable[int], *, on: date | None = None) -> dict[int, Counts]:
    """By organization, over all its lists; `on` counts what happens in sessions of that day only."""
    keys = list(organizations)
    counted = (
        people_of(keys, on)
        .values("list_rows__worker_list__organization")
        .annotate(**{name: Count("pk", distinct=True, filter=condition) for name, condition in CONDITIONS.items()})
    )
    return {one.pop("list_rows__worker_list__organization"): Counts(**one) for one in counted.order_by()}


CONDITIONS = {
    "registered": Q(),
    "invited": Q(is_invited=True),
    "first_dose": Q(has_first=True),
    "second_dose": Q(has_second=True),
    "later_dose": Q(has_later=True),
    "deferred": Q(last_outcome="deferred", is_invited=False),
    "no_show": Q(last_outcome="no_show", is_invited=False),
}


def _above(model: str) -> QuerySet[Any]:
    """Rows of the sessions, which stand above this app and are only counted here."""
    return apps.get_model("vaccination", model)._default_manager.all()


def people_of(organizations: Iterable[int], on: date | None = None) -> QuerySet[Any]:
    """Those on the lists, each as often as they stand there, with how far they have got."""
    taken = {"list_rows__outcome__in": TAKEN}
    people = Person.objects.filter(
        list_rows__worker_list__organization__in=list(organizations), merged_into=None, **taken
    )
    me: Any = OuterRef("pk")
    of_day: dict[str, Any] = {"session__day": on} if on else {}
    doses = _above("Dose").filter(person=me, voided_at=None, **of_day)
    appointments = _above("Appointment").filter(person=me, **of_day)
    coming = appointments.filter(outcome="", session__state__in=["published", "open"])
    told = ReportedDose.objects.filter(person=me, voided_at=None, series="primary")
    told = told.filter(given_on=on) if on else told
    return people.annotate(
        is_invited=Exists(coming),
        has_first=Exists(doses.filter(series="primary", number=1)) | Exists(told.filter(number=1)),
        has_second=Exists(doses.filter(series="primary", number=2)) | Exists(told.filter(number=2)),
        has_later=Exists(doses.exclude(series="primary", number__lte=2)) | Exists(told.filter(number__gt=2)),
        last_outcome=Subquery(appointments.exclude(outcome="").order_by("-session__day", "-pk").values("outcome")[:1]),
    )
