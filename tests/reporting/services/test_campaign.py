"""Whatever order things happen in, through the real services: records = tallies + waiting facts, and rows add up."""

import random
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db.models import F, Sum
from django.utils import timezone

from reporting.models import CoverageTally, DailyTally
from reporting.services.daily import Asked, daily_report
from reporting.services.fold import fold_facts
from reporting.services.recount import recount
from reporting.services.units import of_facility
from sessions.models import Appointment, Dose, SessionLot
from sessions.rules.desk import REACTIONS, ReactionGiven
from sessions.rules.measures import INJECTED
from sessions.rules.overrides import Override
from sessions.rules.slots import Hours
from sessions.rules.states import Outcome, SessionState
from sessions.services.arrivals import add_walk_in, check_in, undo_check_in
from sessions.services.closing import close_session, mark_no_shows, vials_usual
from sessions.services.corrections import correct_dose, correct_person
from sessions.services.doses import record_dose, void_dose, written_of
from sessions.services.outcomes import set_outcome, undo_outcome
from sessions.services.planning import LotIssue, Plan, plan_session
from sessions.services.publishing import cancel_session, publish_session
from sessions.services.reactions import record_reaction
from sessions.services.running import open_session, reopen_session
from sessions.services.screening import screen
from sessions.services.seating import add_people, remove_person
from sessions.services.stock import issue_to_session
from sessions.services.vial_counts import vials_by_lot
from tests.factories import (
    LotFactory,
    PersonFactory,
    RegistrationFactory,
    RoundFactory,
    StockBalanceFactory,
    VaccineFactory,
)
from tests.sessions.services.day import answered, entry
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken

SET_ASIDE = Override("Bác sĩ đồng ý")


class Campaign:
    """Two sessions of one facility on one day, two vaccines, and a dice that picks what happens next."""

    def __init__(self, seed, facility, lan, lead, hoa):
        self.dice, self.facility, self.lan, self.lead, self.hoa = random.Random(seed), facility, lan, lead, hoa
        self.taken = {"refused": 0, "done": 0}
        self.sessions = [self._planned() for _ in range(2)]

    def _planned(self):
        lots = [LotFactory(), LotFactory(number="PF1", vaccine=VaccineFactory(code="COMIRNATY", name="Comirnaty"))]
        for lot in lots:
            StockBalanceFactory(facility=self.facility, lot=lot, doses=500)
        plan = Plan(
            day=timezone.localdate() + timedelta(days=1),
            hours=Hours(time(7, 30), time(11, 30)),
            vaccine=lots[0].vaccine,
            round=RoundFactory(province=self.facility.province),
            stations=1,
            slot_minutes=60,
            slot_capacity=30,
            lots=(LotIssue(lots[0], 20),),
        )
        vax_session = plan_session(facility=self.facility, plan=plan, by=self.lead)
        self.add(vax_session)
        publish_session(vax_session=vax_session, by=self.lead)
        issue_to_session(vax_session=vax_session, lot=lots[1], doses=20, by=self.lead)
        vax_session.refresh_from_db()
        return vax_session

    def add(self, vax_session):
        waiting = {"state": "received", "person__commune": self.facility.commune}
        waiting |= {"person__phone": "+84912345678"} if self.dice.random() < 0.5 else {}
        registrations = RegistrationFactory.create_batch(self.dice.randint(1, 4), **waiting)
        add_people(vax_session=vax_session, registrations=registrations, by=self.lead)

    def someone(self):
        return self.dice.choice(list(Appointment.objects.select_related("session", "person").order_by("pk")))

    def some_dose(self):
        return self.dice.choice(list(Dose.objects.select_related("session").order_by("pk")) or [None])

    def before(self):
        self.try_one(
            lambda: self.add(self.dice.choice(self.sessions)),
            lambda: remove_person(appointment=self.someone(), by=self.lead, reason="Chuyển đi"),
        )

    def on_the_day(self):
        vax_session = self.dice.choice(self.sessions)
        self.try_one(
            self.arrive,
            self.arrive,
            lambda: check_in(appointment=self.someone(), by=self.lan),
            lambda: undo_check_in(appointment=self.someone(), by=self.lan),
            lambda: self.walk_in(vax_session),
            self.screened,
            self.inject,
            self.inject,
            lambda: void_dose(dose=self.some_dose(), reason="Nhập nhầm", by=self.lead),
            self.correct,
            self.correct_person,
            lambda: set_outcome(
                appointment=self.someone(),
                outcome=self.dice.choice([Outcome.REFUSED, Outcome.NO_SHOW]),
                note="Tự nói",
                by=self.lan,
            ),
            lambda: undo_outcome(appointment=self.someone(), by=self.lead),
            self.react,
        )

    def afterwards(self):
        vax_session = self.dice.choice(self.sessions)
        vax_session.refresh_from_db()
        self.try_one(
            lambda: mark_no_shows(vax_session=vax_session, by=self.lead),
            lambda: self.close(vax_session),
            lambda: reopen_session(vax_session=vax_session, reason="Thiếu một mũi", by=self.hoa),
            self.react,
            self.inject,
        )

    def try_one(self, *acts):
        """Half of what the dice picks is refused; a refusal must leave nothing behind."""
        try:
            self.dice.choice(acts)()
            self.taken["done"] += 1
        except (RuleBroken, AttributeError):  # nobody to pick yet
            self.taken["refused"] += 1

    def arrive(self):
        """The usual way, so that the dice gets somewhere: in, checked, injected."""
        appointment = self.someone()
        check_in(appointment=appointment, by=self.lan)
        screen(appointment=appointment, given=answered(), ref=uuid4(), by=self.lan)
        self.inject(appointment)

    def walk_in(self, vax_session):
        known = self.dice.random() < 0.4
        person = self.someone().person if known else PersonFactory(commune=self.facility.commune)
        add_walk_in(vax_session=vax_session, person=person, ref=uuid4(), by=self.lan, override=SET_ASIDE)

    def screened(self):
        outcome = self.dice.choice(["eligible", "deferred", "contraindicated", "referred", "refused"])
        screen(
            appointment=self.someone(), given=answered(outcome=outcome, note="Theo lời khai"), ref=uuid4(), by=self.lan
        )

    def inject(self, appointment=None):
        appointment = appointment or self.someone()
        lot = self.dice.choice(list(SessionLot.objects.filter(session=appointment.session_id).order_by("pk")))
        series, number = self.dice.choice([("primary", 1), ("primary", 1), ("primary", 2), ("booster", 1)])
        given = entry(lot, self.lan, series=series, number=number)
        record_dose(appointment=appointment.ref, entry=given, ref=uuid4(), by=self.lan, override=SET_ASIDE)

    def correct(self):
        dose = self.some_dose()
        lot = self.dice.choice(list(SessionLot.objects.filter(session=dose.session).order_by("pk"))).lot
        change = replace(written_of(dose), lot=lot.ref, number=self.dice.choice([dose.number, 1, 2]))
        correct_dose(dose=dose, change=change, reason="Nhầm", ref=uuid4(), by=self.lead, override=SET_ASIDE)

    def correct_person(self):
        dose, to = self.some_dose(), self.someone()
        given = {"change": written_of(dose), "reason": "Nhầm người", "ref": uuid4(), "override": SET_ASIDE}
        correct_person(dose=dose, to=to, by=self.lead, **given)

    def react(self):
        dose = self.some_dose()
        given = ReactionGiven(self.dice.choice(sorted(REACTIONS)), self.dice.random() < 0.2, clock.now(), "Sau tiêm")
        record_reaction(dose=dose, given=given, ref=uuid4(), by=self.lan)

    def close(self, vax_session):
        counted = {
            row.pk: self._vials(row, vials)
            for row, vials in vials_by_lot(vax_session.lots.select_related("lot__vaccine"))
        }
        close_session(vax_session=vax_session, counted=counted, by=self.lead, override=SET_ASIDE)

    def _vials(self, row, vials):
        usual = vials_usual(row, vials)
        return type(usual)(usual.vials_opened, usual.doses_discarded, "Cuối buổi" if usual.doses_discarded else "")


def run(seed, *cast):
    campaign = Campaign(seed, *cast)
    for _ in range(6):
        campaign.before()
    if seed % 4 == 3:
        cancel_session(vax_session=campaign.sessions.pop(), reason="Thiếu vắc xin", by=campaign.lead)
    morning = timezone.make_aware(datetime.combine(campaign.sessions[0].day, time(8)))
    with clock.pretending(morning):
        for vax_session in campaign.sessions:
            open_session(vax_session=vax_session, by=campaign.lead)
        for _ in range(60):
            campaign.on_the_day()
    with clock.pretending(morning + timedelta(days=seed % 2)):  # every other campaign enters its rest a day late
        for _ in range(15):
            campaign.afterwards()
    return campaign


@pytest.mark.parametrize("seed", range(5))
def test_tallies_equal_records_after_any_sequence(seed, facility, lan, lead, hoa):
    campaign = run(seed, facility, lan, lead, hoa)
    assert recount(repair=False).differences == 0, "before the fold"
    fold_facts(limit=17)
    assert recount(repair=False).differences == 0, "after the fold"
    assert campaign.taken["done"] > 15
    in_force = Dose.objects.not_voided().count()
    tallied = DailyTally.objects.filter(measure__in=INJECTED).aggregate(sum=Sum("count"))["sum"] or 0
    assert tallied == in_force == (CoverageTally.objects.aggregate(sum=Sum("count"))["sum"] or 0)
    assert not SessionLot.objects.exclude(doses_issued__gte=F("doses_recorded")).exists()


@pytest.mark.parametrize("seed", range(5, 7))
def test_closed_sessions_add_up(seed, facility, lan, lead, hoa):
    campaign = run(seed, facility, lan, lead, hoa)
    day = campaign.sessions[0].day
    with clock.pretending(timezone.make_aware(datetime.combine(day, time(18)))):
        for vax_session in campaign.sessions:
            vax_session.refresh_from_db()
            if vax_session.state != SessionState.OPEN:
                continue
            mark_no_shows(vax_session=vax_session, by=lead)
            for appointment in vax_session.appointments.unresolved():
                set_outcome(appointment=appointment, outcome=Outcome.REFUSED, note="Không chờ được", by=lan)
            campaign.close(vax_session)
    fold_facts()
    report = daily_report(of_facility(facility), Asked(day, day))
    assert report.rows and report.adds_up, [row.remarks for row in report.rows]
    assert recount(repair=False).differences == 0
