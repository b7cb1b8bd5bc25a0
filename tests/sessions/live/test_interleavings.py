"""Several clients do whatever they like at once, on real connections; then what may never be false is read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from random import Random
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from reporting.services.recount import recount
from sessions.models import Appointment, DeskAct, DeskDevice, Dose, SessionLot, Vial
from sessions.rules.acts import OPEN, ActKind
from sessions.rules.devices import HOLDS_PERHAPS, device_state
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome, SessionState
from sessions.services.acts import ActGiven
from sessions.services.arrivals import add_walk_in, check_in, undo_check_in
from sessions.services.closing import VialsCounted, close_session, mark_no_shows
from sessions.services.corrections import correct_dose, correct_person, correct_vial
from sessions.services.devices import DeviceGiven, release_device, seen, take_pack
from sessions.services.doses import record_dose, undo_dose, void_dose, written_of
from sessions.services.live_board import facts_of
from sessions.services.lost_devices import declare_lost
from sessions.services.observation import end_observation
from sessions.services.outcomes import set_outcome, undo_outcome
from sessions.services.recalls import recall_lot
from sessions.services.received import receive_act, settle_act, try_again
from sessions.services.running import reopen_session
from sessions.services.screening import screen
from sessions.services.vials import change_vial
from tests.factories import (
    AppointmentFactory,
    LotFactory,
    PersonFactory,
    SessionFactory,
    SessionLotFactory,
    StationFactory,
    StockBalanceFactory,
)
from tests.sessions.services.day import answered, entry
from vaxportal.accounts.models import User
from vaxportal.core.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS, CLIENTS, ACTS = range(1, 21), 4, 20
WHY = Override("Đã hỏi")


class Client:
    """One of several: draws an act, and does it with what it finds in the database just then."""

    def __init__(self, seed, vax_session, cast, people):
        self.draw, self.vax_session, self.cast, self.people = Random(seed), vax_session, cast, people
        self.refs, self.done = [uuid4() for _one in range(3)], []

    def run(self):
        """Answers what was no refusal: a failure of ours."""
        try:
            self.cast = {name: User.objects.get(pk=user.pk) for name, user in self.cast.items()}
            return [failure for _turn in range(ACTS) if (failure := self._turn())]
        finally:
            connection.close()

    def _turn(self):
        name = self.draw.choice(ALL)
        try:
            getattr(self, name)()
            self.done.append(name)
        except (RuleBroken, NotAllowed, IndexError):  # nothing there to draw from
            return None
        except Exception as error:
            return f"{name}: {error!r}"

    def _one(self, rows):
        return self.draw.choice(list(rows.order_by("pk")))

    def _appointment(self):
        return self._one(Appointment.objects.filter(session=self.vax_session).select_related("session__facility"))

    def _dose(self):
        return self._one(Dose.objects.filter(session=self.vax_session).select_related("session__facility", "lot"))

    def _row(self):
        return self._one(self.vax_session.lots.select_related("lot"))

    def _entry(self, **more):
        station = self.vax_session.stations.first().ref
        return entry(self._row(), self.cast["lan"], station=self.draw.choice([None, station]), **more)

    def arrive(self):
        check_in(appointment=self._appointment(), by=self.cast["lan"])

    def go_back(self):
        undo_check_in(appointment=self._appointment(), by=self.cast["lan"])

    def walk_in(self):
        ref, person = self.draw.choice([*self.refs, uuid4()]), self.draw.choice(self.people)
        add_walk_in(vax_session=self.vax_session, person=person, ref=ref, by=self.cast["lan"], override=WHY)

    def screened(self):
        outcome = self.draw.choice(["eligible"] * 4 + ["deferred"])
        given = answered(outcome=outcome, note="Mệt")
        screen(appointment=self._appointment(), given=given, ref=uuid4(), by=self.cast["lan"])

    def outcome(self):
        set_outcome(appointment=self._appointment(), outcome=Outcome.REFUSED, note="", by=self.cast["lan"])

    def outcome_undone(self):
        undo_outcome(appointment=self._appointment(), by=self.cast["lan"])

    def dose(self):
        ref = self.draw.choice([*self.refs, uuid4()])
        record_dose(appointment=self._appointment().ref, entry=self._entry(), ref=ref, by=self.cast["lan"])

    def through(self):
        """As a nurse does who is alone: from the door to the dose."""
        mine, by = self._appointment(), self.cast["lan"]
        check_in(appointment=mine, by=by)
        screen(appointment=mine, given=answered(), ref=uuid4(), by=by)
        record_dose(appointment=mine.ref, entry=self._entry(), ref=uuid4(), by=by)

    def undone(self):
        undo_dose(dose=self._dose(), by=self.cast["lan"])

    def void(self):
        void_dose(dose=self._dose(), reason="Ghi nhầm", by=self.cast["lead"])

    def correct(self):
        dose = self._dose()
        change = self.draw.choice([partial(self._lot_of, dose), partial(self._person_of, dose)])
        change()

    def _lot_of(self, dose):
        given = {"reason": "Nhầm lô", "ref": uuid4(), "by": self.cast["lead"], "override": WHY}
        correct_dose(dose=dose, change=self._entry(given_at=dose.given_at), **given)

    def _person_of(self, dose):
        given = {"reason": "Nhầm người", "ref": uuid4(), "by": self.cast["lead"], "override": WHY}
        correct_person(dose=dose, to=self._appointment(), change=written_of(dose), **given)

    def vial(self):
        vials = Vial.objects.filter(session_lot__session=self.vax_session).select_related(
            "session_lot__session__facility"
        )
        vial = self._one(vials)
        if self.draw.random() < 0.5:
            change_vial(vax_session=self.vax_session, vial=vial.ref, by=self.cast["lan"])
        else:
            correct_vial(vial=vial, lot=self._row().lot, reason="Nhầm lọ", by=self.cast["lead"], override=WHY)

    def leave(self):
        end_observation(appointment=self._appointment(), by=self.cast["lan"], override=WHY)

    def close(self):
        """As a lead does in the evening: what stands open is ended, then the session is closed."""
        lead = self.cast["lead"]
        for act in DeskAct.objects.filter(session=self.vax_session, state__in=OPEN):
            settle_act(act=act, decision="not_done", reason="Không có", by=lead)
        for device in self.vax_session.devices.filter(released_at=None, lost_at=None):
            declare_lost(device=device, reason="Hết pin", by=lead)
        mark_no_shows(vax_session=self.vax_session, by=lead)
        for one in self.vax_session.appointments.filter(outcome=Outcome.NONE):
            set_outcome(appointment=one, outcome=Outcome.REFUSED, note="", by=lead)
        told = {}
        for row in self.vax_session.lots.select_related("lot__vaccine"):
            vials = row.vials.count() or -(-row.doses_recorded // row.lot.vaccine.doses_per_vial)
            rest = vials * row.lot.vaccine.doses_per_vial - row.doses_recorded
            told[row.pk] = VialsCounted(vials, rest, "Hết giờ" if rest else "")
        close_session(vax_session=self.vax_session, counted=told, by=self.cast["lead"], override=WHY)

    def reopen(self):
        reopen_session(vax_session=self.vax_session, reason=f"Sót {uuid4()}", by=self.cast["hoa"])

    def recall(self):
        if self.draw.random() < 0.9:
            raise IndexError  # seldom, or nothing would be given
        recall_lot(lot=self._row().lot, reason="Nghi chất lượng", by=self.cast["officer"])

    def device(self):
        given = DeviceGiven(self.draw.choice(self.refs), "Bàn 1")
        take_pack(vax_session=self.vax_session, device=given, by=self.cast["lan"], people=0)
        unsent = self.draw.choice([0, 0, 2])
        seen(self.vax_session, given, by=self.cast["lan"], unsent=unsent)
        release_device(vax_session=self.vax_session, device=given.ref, unsent=unsent, by=self.cast["lan"])

    def lost(self):
        device = self._one(DeskDevice.objects.filter(session=self.vax_session).select_related("session__facility"))
        declare_lost(device=device, reason="Rơi xuống kênh", by=self.cast["lead"])

    def later(self):
        """An act from a device that was out of reach."""
        device = self._one(DeskDevice.objects.filter(session=self.vax_session).select_related("session__facility"))
        kind = self.draw.choice([ActKind.CHECK_IN, ActKind.DOSE])
        content = {"series": "primary", "number": 1, "lot": str(self._row().lot.ref), "body_site": "left_arm"}
        given = ActGiven(
            ref=self.draw.choice([*self.refs, uuid4()]),
            kind=kind,
            subject=self._appointment().ref,
            content=content if kind == ActKind.DOSE else {},
            at=timezone.now(),
        )
        receive_act(device=device, given=given, author=self.cast["lan"], by=self.cast["lan"])

    def decide(self):
        try_again(vax_session=self.vax_session, by=self.cast["lan"])
        act = self._one(DeskAct.objects.filter(session=self.vax_session, state__in=OPEN).select_related("session"))
        decision = self.draw.choice(["record", "not_done", "same"])
        settle_act(act=act, decision=decision, reason="Đã hỏi", by=self.cast["lead"])


OFTEN = ["arrive", "walk_in", "screened", "dose", "through", "through", "through", "leave", "close", "reopen"]
RARELY = [
    "go_back",
    "outcome",
    "outcome_undone",
    "undone",
    "void",
    "correct",
    "vial",
    "device",
    "lost",
    "later",
    "decide",
]
ALL = [*OFTEN * 2, *RARELY, "decide", "recall"]


@pytest.fixture
def cast(facility, lan, lead, hoa, province_officer):
    return {"lan": lan, "lead": lead, "hoa": hoa, "officer": province_officer}


@pytest.fixture
def make_session(facility):
    """With three planned people, two lots and a table."""

    def made(seed):
        vax_session = SessionFactory(open_now=True, facility=facility)
        StationFactory(session=vax_session)
        for number in (f"AZ{seed}A", f"AZ{seed}B"):
            row = SessionLotFactory(session=vax_session, doses_issued=10, lot=LotFactory(number=number))
            StockBalanceFactory(facility=facility, lot=row.lot, doses=0)
        AppointmentFactory.create_batch(3, session=vax_session)
        recount()
        return vax_session

    return made


@pytest.mark.parametrize("seeds", [SEEDS[at : at + 5] for at in range(0, len(SEEDS), 5)], ids=str)
def test_whatever_happens_at_once_the_books_stay_true(make_session, cast, seeds):
    """Several sessions in one test: emptying the tables after each would take longer than the runs."""
    for seed in seeds:
        vax_session, people = make_session(seed), PersonFactory.create_batch(2)
        print("seed", seed)
        clients = [Client(seed * 100 + number, vax_session, cast, people) for number in range(CLIENTS)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            failures = [one for told in pool.map(Client.run, clients) for one in told]
        assert not failures, (seed, failures)
        _books_are_true(vax_session, seed)
        print("done", sorted({name for client in clients for name in client.done}))


def _books_are_true(vax_session, seed):
    vax_session.refresh_from_db()
    standing = Dose.objects.not_voided().filter(session=vax_session)
    assert not standing.values("person", "series", "number").annotate(n=Count("pk")).filter(n__gt=1).exists(), seed
    assert not Dose.objects.values("ref").annotate(n=Count("pk")).filter(n__gt=1).exists(), seed
    wrong_lot = Dose.objects.exclude(
        lot=F("session_lot__lot"), session=F("session_lot__session"), vaccine=F("session_lot__lot__vaccine")
    )
    assert not wrong_lot.exists(), seed
    assert not standing.exclude(vial=None).exclude(vial__session_lot=F("session_lot")).exists(), seed
    assert not standing.exclude(appointment__outcome=Outcome.INJECTED).exists(), seed
    injected = Appointment.objects.filter(session=vax_session, outcome=Outcome.INJECTED)
    assert injected.count() == standing.count(), seed
    for row in SessionLot.objects.filter(session=vax_session):
        assert row.doses_recorded == standing.filter(session_lot=row).count() <= row.doses_issued, seed
        assert row.doses_left >= 0, seed
    assert recount(repair=False).differences == 0, seed
    if vax_session.state == SessionState.CLOSED:
        _closed_is_closed(vax_session, seed)


def _closed_is_closed(vax_session, seed):
    assert not Appointment.objects.filter(session=vax_session, outcome=Outcome.NONE).exists(), seed
    assert not Vial.objects.filter(session_lot__session=vax_session, closed_at=None).exists(), seed
    kept = DeskAct.objects.filter(session=vax_session, state__in=OPEN, received_at__lt=vax_session.closed_at)
    assert not kept.exists(), seed
    devices = vax_session.devices.filter(seen_at__lt=vax_session.closed_at)
    now = vax_session.closed_at + timedelta(seconds=1)
    assert not [one for one in devices if device_state(facts_of(one), now=now) in HOLDS_PERHAPS], seed
