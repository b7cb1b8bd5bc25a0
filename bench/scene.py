"""A day to measure: facilities with an open session each, and people who are screened and wait for their dose.

Filled in bulk, because filling is not what is measured; every dose afterwards goes through the product's own doors.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from itertools import islice
from random import Random

from django.db import transaction

from registration.models import Person, PriorityGroup, ReportedDose, Vaccine
from registration.models.people import folded
from sessions.models import Appointment, Lot, Round, Screening, SessionLot, Station, VaccinationSession
from sessions.rules.states import SessionState
from vaxportal.accounts.models import Membership, User
from vaxportal.accounts.roles import Role
from vaxportal.accounts.services.site_tokens import make_token
from vaxportal.core import clock
from vaxportal.core.ids import new_ref
from vaxportal.core.text import fold
from vaxportal.geography.models import Commune, Facility
from vaxportal.simulation.people import MadeUp, make_cccd, make_people

BATCH = 2000
WATCHED = "866"  # the district whose number `report_freshness` watches: no other session is there
BORN_AT = "83"  # the big register and the made lists have nobody with numbers of that province


@dataclass(frozen=True)
class Table:
    """One station's view of the day: its nurse and their token, its session and the people who wait."""

    nurse: User
    token: str
    session: VaccinationSession
    session_lot: SessionLot
    station: Station
    waiting: Iterator[tuple[Appointment, int]]  # and which dose they come for

    @property
    def path(self) -> str:
        return f"/api/v1/sessions/{self.session.ref}/doses/"

    def body(self) -> bytes:
        """The next person's dose, as the site system sends it."""
        appointment, number = next(self.waiting)
        given = {"ref": str(new_ref()), "appointment": str(appointment.ref), **self.dose(number)}
        return json.dumps(given).encode()

    def dose(self, number: int) -> dict[str, object]:
        """What the station knows of a dose before anybody sits down."""
        lot, station = str(self.session_lot.lot.ref), str(self.station.ref)
        return {"lot": lot, "station": station, "series": "primary", "number": number}


class Scene:
    """Sessions of one province, made as they are asked for."""

    def __init__(self) -> None:
        units = Commune.objects.filter(district__province__code="87").select_related("district__province")
        self.homes = list(units.order_by("code"))
        self.communes = [one for one in self.homes if one.district.code != WATCHED]
        self.people = make_people(Random(1), self.homes, clock.today())
        self.vaccine = Vaccine.objects.get(code="VAXZEVRIA")
        self.groups = {group.code: group for group in PriorityGroup.objects.all()}
        self.lead = User.objects.create(username="bench-lead", full_name="Đo tốc độ")
        province = self.communes[0].district.province
        self.round = Round.objects.create(
            province=province, name="Đợt đo", starts_on=clock.today() - timedelta(days=30)
        )
        self.made = self.serial = 0

    @transaction.atomic
    def open_session(
        self, *, stations: int, people: int, commune: Commune | None = None, screened: bool = True
    ) -> list[Table]:
        """A facility with an open session; its people are shared out among the stations. Not `screened`: they have
        not come yet."""
        self.made += 1
        facility = self._facility(commune or self.communes[self.made % len(self.communes)])
        vax_session = self._session(facility)
        row = self._lot(vax_session, people)
        waiting = self._waiting(vax_session, people, screened=screened)
        tables = []
        for number in range(stations):
            nurse = User.objects.create(username=f"bench-{self.made}-{number}")
            Membership.objects.create(user=nurse, role=Role.SITE_STAFF, facility=facility)
            station = Station.objects.create(session=vax_session, number=number + 1)
            token = make_token(user=nurse, name="bench", has_second_factor=False)
            tables.append(Table(nurse, token, vax_session, row, station, iter(waiting[number::stations])))
        return tables

    def _facility(self, commune: Commune) -> Facility:
        name = f"Điểm đo {self.made}"
        return Facility.objects.create(
            code=f"X{self.made:04d}",
            name=name,
            folded_name=fold(name),
            kind=Facility.Kind.COMMUNE_STATION,
            commune=commune,
            district=commune.district,
            province=commune.district.province,
            opened_on=clock.today(),
        )

    def _session(self, facility: Facility) -> VaccinationSession:
        now = clock.now()
        return VaccinationSession.objects.create(
            facility=facility,
            round=self.round,
            vaccine=self.vaccine,
            day=clock.today(),
            starts_at=time(0, 1),
            ends_at=time(23, 59),
            state=SessionState.OPEN,
            created_by=self.lead,
            published_at=now,
            published_by=self.lead,
            opened_at=now,
            opened_by=self.lead,
        )

    def _lot(self, vax_session: VaccinationSession, doses: int) -> SessionLot:
        lot = Lot.objects.create(
            vaccine=self.vaccine, number=f"BENCH{self.made}", expires_on=clock.today() + timedelta(days=90)
        )
        return SessionLot.objects.create(session=vax_session, lot=lot, doses_issued=doses)

    def _waiting(self, vax_session: VaccinationSession, count: int, *, screened: bool) -> list[tuple[Appointment, int]]:
        """Every second one comes for the second dose: their first is a reported one."""
        people = [self._person(one) for one in islice(self.people, count)]
        Person.objects.bulk_create(people, batch_size=BATCH)
        appointments = [Appointment(session=vax_session, person=person, created_by=self.lead) for person in people]
        if screened:
            for one in appointments:
                one.checked_in_at, one.checked_in_by = clock.now(), self.lead
        Appointment.objects.bulk_create(appointments, batch_size=BATCH)
        looked_at = [Screening(appointment=one, outcome="eligible", screened_by=self.lead) for one in appointments]
        Screening.objects.bulk_create(looked_at if screened else [], batch_size=BATCH)
        first = {
            "vaccine": self.vaccine,
            "number": 1,
            "given_on": clock.today() - timedelta(days=100),
            "source": "self",
        }
        ReportedDose.objects.bulk_create(
            [ReportedDose(person=person, **first) for person in people[1::2]], batch_size=BATCH
        )
        return [(appointment, 1 + at % 2) for at, appointment in enumerate(appointments)]

    def _person(self, one: MadeUp) -> Person:
        self.serial += 1
        return Person(
            full_name=one.name,
            folded_name=folded(one.name),
            born_on=one.born_on,
            sex=one.sex,
            id_kind="cccd",
            id_number=make_cccd(one.sex, one.born_on, BORN_AT, self.serial),
            phone=f"+84{one.phone[1:]}",
            commune=one.commune,
            address=one.address,
            priority_group=self.groups[one.group],
        )


@cache
def scene() -> Scene:
    """One for the whole run: nobody stands in two."""
    return Scene()
