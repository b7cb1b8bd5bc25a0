"""A whole campaign: registrations day by day, a session a day at every site, the last one left as the settings say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from registration.models import Vaccine
from sessions.models import Round
from sessions.services.rounds import start_round
from vaxportal.core import clock
from vaxportal.geography.models import Commune, Facility
from vaxportal.simulation.cast import Cast
from vaxportal.simulation.day import STATIONS, Site, at
from vaxportal.simulation.intake import Desk
from vaxportal.simulation.people import make_people

MOST_A_DAY = 200 * STATIONS // 2
VACCINES = ("VAXZEVRIA", "COMIRNATY", "SPIKEVAX")
Progress = Callable[[str, int], None]  # what is done now, people further


@dataclass(frozen=True)
class Settings:
    """`people` are registered and called over `days` days that end the day before `today`."""

    people: int
    days: int
    seed: int
    today: date
    plan_ahead: bool = False  # also plans sessions for today and tomorrow, as a demo wants to find them


@dataclass(frozen=True)
class Totals:
    people: int
    sessions: int
    doses: int
    others: int


class Campaign:
    """Needs the reference data; makes facilities, staff and employers where they are missing."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self.settings, self.progress = settings, progress
        self.chance = Random(settings.seed)
        self.first = settings.today - timedelta(days=settings.days)
        with clock.pretending(at(self.first - timedelta(days=7), 8)):
            self.cast = Cast(self.chance)
            self.round = self._round()
        self.sites = [self._site(facility, number) for number, facility in enumerate(self._facilities())]
        districts = sorted({site.facility.district for site in self.sites}, key=lambda district: district.code)
        with clock.pretending(at(self.first - timedelta(days=5), 9)):
            employers = self.cast.employers(1 + settings.people // 400, districts)
        self.desk = Desk(self.cast, self.chance, employers)
        homes = [list(self._homes(site.facility)) for site in self.sites]
        self.people = [make_people(self.chance, communes, settings.today) for communes in homes]

    def play(self) -> Totals:
        shares = _shares(self.settings.people, self.settings.days)
        registered = sessions = 0
        for number, share in enumerate(shares):
            day = self.first + timedelta(days=number)
            registered += self._register(day - timedelta(days=2), share)
            for site, people in zip(self.sites, _shares(share, len(self.sites)), strict=True):
                site.hold(site.plan(day, people))
                sessions += 1
                self.progress(f"{day:%d/%m/%Y} {site.facility.name}", people)
        if self.settings.plan_ahead:
            registered += self._plan_ahead(max(shares))
        doses = sum(one.doses for site in self.sites for one in site.played)
        others = sum(one.others for site in self.sites for one in site.played)
        return Totals(registered, sessions, doses, others)

    def _register(self, day: date, people: int) -> int:
        made = 0
        with clock.pretending(at(day, 10)):
            for site, row, share in zip(self.sites, self.people, _shares(people, len(self.sites)), strict=True):
                made += self.desk.register(list(islice(row, share)), site.facility)
        return made

    def _plan_ahead(self, people: int) -> int:
        """Three times as many register as are called, so that a waiting list stays."""
        today = self.settings.today
        registered = self._register(today - timedelta(days=1), people * 3)
        for site, share in zip(self.sites, _shares(people, len(self.sites)), strict=True):
            site.plan(today, share)
        with clock.pretending(at(today, 6)):
            self.sites[0].plan(today + timedelta(days=1), people // len(self.sites))
        return registered

    def _round(self) -> Round:
        name = f"Đợt mô phỏng {self.first:%d/%m/%Y}"
        known = Round.objects.filter(province=self.cast.province, name=name).first()
        starts_on = self.first - timedelta(days=1)
        return known or start_round(
            province=self.cast.province, name=name, starts_on=starts_on, by=self.cast.province_officer
        )

    def _site(self, facility: Facility, number: int) -> Site:
        vaccine = Vaccine.objects.get(code=VACCINES[number % len(VACCINES)])
        return Site(self.cast, self.chance, facility, vaccine, self.round)

    def _facilities(self) -> list[Facility]:
        """As many sites as the people of a day need, the demo's own station first, then one district after another."""
        daily = self.settings.people / max(self.settings.days, 1)
        wanted = max(2, -(-int(daily) // MOST_A_DAY))
        staffed = [one for one in self.cast.facilities if one.staff.current().filter(role="site_lead").exists()]
        stations = [one for one in self.cast.facilities if one.commune_id and one not in staffed]
        apart = sorted(stations, key=lambda one: (one.code[-2:], one.code))
        return [*staffed, *apart][:wanted] if wanted <= len(apart) else [*staffed, *apart]

    def _homes(self, facility: Facility) -> list[Commune]:
        return list(
            Commune.objects.filter(district=facility.district_id)
            .on(clock.today())
            .select_related("district__province")
            .order_by("code")
        )


def _shares(total: int, parts: int) -> list[int]:
    """A number as even whole parts."""
    return [total // parts + (part < total % parts) for part in range(parts)]
