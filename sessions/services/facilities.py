"""Places that vaccinate: added by the district or above, closed when nothing is planned there any more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from sessions.models import VaccinationSession
from sessions.rules.states import SessionState
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core.constraints import as_rule
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem
from vaxportal.core.text import fold, tidy
from vaxportal.geography.codes import FacilityIs
from vaxportal.geography.models import Commune, District, Facility
from vaxportal.geography.wording import WORDING

CODE = re.compile(r"[0-9A-Z]{5}")
ENDED = (SessionState.CLOSED, SessionState.CANCELLED)


@dataclass(frozen=True)
class FacilityGiven:
    """In a commune, or the district's own."""

    code: str
    name: str
    kind: str
    opened_on: date
    commune: Commune | None = None
    district: District | None = None
    address: str = ""

    def problems(self) -> Iterator[Problem]:
        if not CODE.fullmatch(self.code.strip().upper()):
            yield Problem(FacilityIs.CODE_SHAPE, "code")
        if not tidy(self.name):
            yield Problem(FacilityIs.NAME_MISSING, "name")
        if not (self.commune or self.district):
            yield Problem(FacilityIs.PLACE_MISSING, "commune")

    def build(self) -> Facility:
        district = self.commune.district if self.commune else self.district
        assert district is not None  # `problems` says so before
        name = tidy(self.name)
        return Facility(
            code=self.code.strip().upper(),
            name=name,
            folded_name=fold(name)[:150],
            kind=self.kind,
            address=tidy(self.address),
            commune=self.commune,
            district=district,
            province_id=district.province_id,
            opened_on=self.opened_on,
        )


@transaction.atomic
def add_facility(*, given: FacilityGiven, by: User) -> Facility:
    require(by, Permission.MANAGE_FACILITIES)
    refuse_if(given.problems(), WORDING)
    facility = given.build()
    require(by, Permission.MANAGE_FACILITIES, at=facility)
    with as_rule(Facility, "facility_once_per_code", field="code"):
        facility.save(force_insert=True)
    record(by, "facility.added", facility, code=facility.code)
    return facility


@transaction.atomic
def close_facility(*, facility: Facility, on: date, by: User) -> Facility:
    require(by, Permission.MANAGE_FACILITIES, at=facility)
    facility = Facility.objects.select_for_update(of=("self",)).get(pk=facility.pk)
    refuse_if(_closing_problems(facility, on), WORDING)
    facility.closed_on = on
    facility.save(update_fields=["closed_on"])
    record(by, "facility.closed", facility, on=on.isoformat())
    return facility


def _closing_problems(facility: Facility, on: date) -> Iterator[Problem]:
    if facility.closed_on:
        yield Problem(FacilityIs.ALREADY_CLOSED)
    if on < facility.opened_on:
        yield Problem(FacilityIs.CLOSED_BEFORE_OPENED, "on", opened_on=facility.opened_on)
    sessions = VaccinationSession.objects.filter(facility=facility, day__gte=on).exclude(state__in=ENDED)
    if count := sessions.count():
        yield Problem(FacilityIs.HAS_SESSIONS, "on", count=count)
