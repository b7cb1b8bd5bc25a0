"""The sessions held at an organization, as its own people and those who plan them see them."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Q
from django.utils.functional import Promise

from registration.models import Organization
from registration.services.counts import few
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.core import clock

TOLD = ("published", "open", "closed")


@dataclass(frozen=True)
class Visit:
    vax_session: Any  # of the app above
    people: "int | str | Promise"
    may_open: bool


def visits_to(organization: Organization, *, registered: int, by: User) -> list[Visit]:
    """From today on. A draft, and a count that would tell about single people, only to who sees the site's sessions."""
    sessions = apps.get_model("vaccination", "VaccinationSession")._default_manager
    coming = sessions.filter(organization=organization, day__gte=clock.today()).exclude(state="cancelled")
    subjects = Count("appointments", filter=~Q(appointments__outcome__in=["withdrawn", "moved"]))
    rows = (
        coming.annotate(people=subjects).select_related("facility", "vaccine", "commune").order_by("day", "starts_at")
    )
    visits = []
    for one in rows:
        sees = by.may(Permission.SEE_SESSIONS) and by.acting.covers(one.facility)
        if sees or one.state in TOLD:
            visits.append(Visit(one, one.people if sees else few(one.people, of=registered), sees))
    return visits
