"""Several devices, several nurses, a bad line: the server ends with exactly the doses that the nurses entered.

The model knows nothing of the server: a dose is expected when its nurse entered it and did not undo it. Of two for one
person one is expected, and the other on the list of conflicts; so is every dose that a rule forbids.
"""

from datetime import datetime, time, timedelta
from random import Random
from uuid import uuid4

import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.utils import timezone

from reporting.services.recount import recount
from sessions.models import DeskAct, Dose, SessionLot
from sessions.rules.acts import OPEN, ActState, Decision
from sessions.rules.screening import ASKED
from sessions.services.received import settle_act, try_again
from tests.conftest import member
from tests.factories import AppointmentFactory, LotFactory, PersonFactory, SessionLotFactory
from tests.sessions.live.conftest import Desk
from tests.sessions.live.test_live_desk import first_dose
from vaxportal.accounts.roles import Role
from vaxportal.core.errors import RuleBroken

SEEDS = range(1, 11)
RECALLED_AFTER = timedelta(minutes=40)


class Device:
    """What it cannot send, or got no answer to, it keeps and sends afterwards; while it keeps something, all of it."""

    def __init__(self, draw, desk, clock_is_off):
        self.draw, self.desk, self.off = draw, desk, clock_is_off
        self.queue, self.is_online, self.vial = [], True, str(uuid4())

    def enters(self, world, kind, subject, ref=None, **content):
        """Answers whether the nurse was told that it is done or kept; and whom the server took it to be about."""
        act = {"kind": kind, "subject": str(subject), "ref": str(ref or uuid4()), **content}
        if self.is_online and not self.queue:
            arrives, is_answered = self.draw.choice([(True, True)] * 4 + [(True, False), (False, False)])
            answer = self.desk.sends(**act) if arrives else None
            assert answer is None or answer.status_code in {200, 422}, answer.content
            if is_answered:
                done = answer.status_code == 200
                return done, done and answer.json()["card"] and answer.json()["card"]["ref"]
        world.kept.add(act["ref"])
        self.queue.append({**act, "at": timezone.now() + self.off})
        return True, str(subject)

    def sends_one(self, at):
        """Lost on the way there, or on the way back, it stays and is sent again."""
        act = self.queue[at]
        if self.draw.random() < 0.15:
            return
        answer = self.desk.sends_later(**act, unsent=len(self.queue) - 1)
        assert answer.status_code == 200, (act, answer.content)
        if self.draw.random() < 0.75:
            self.queue.pop(at)


class World:
    def __init__(self, seed, traveller, devices, rows, people):
        self.traveller, self.draw = traveller, Random(seed)
        self.devices, self.rows, self.people = devices, rows, people
        self.kept, self.claims, self.forbidden, self.muddled = set(), {}, set(), set()

    def goes_on(self, seconds):
        self.traveller.shift(timedelta(seconds=seconds))

    def story(self, person):
        """One nurse, or several, from the door to the observation; ends where the screen says no."""
        draw, device = self.draw, self.draw.choice(self.devices)
        device_knows_alone, subject = self._arrives(device, person)
        if subject is None:
            return
        ending = draw.choices(["dose", "outcome", "unscreened", "second"], [12, 2, 2, 2])[0]
        hand = lambda: device if device_knows_alone else draw.choice(self.devices)  # noqa: E731
        yield
        if ending == "outcome":
            self.muddled.add(person["key"])
            hand().enters(self, "outcome", subject, outcome=draw.choice(["refused", "deferred"]), note="Mệt")
            return
        if ending != "unscreened":
            well = {"answers": self._answers(person), "temperature": 36.7, "outcome": "eligible"}
            if not hand().enters(self, "screening", subject, **well)[0]:
                return
        yield
        yield from self._injected(hand(), person, subject, ending)

    def _arrives(self, device, person):
        subject = str(person["appointment"] or uuid4())
        if person["appointment"]:
            said, _about = device.enters(self, "check_in", subject)
            return False, subject if said else None
        said, about = device.enters(self, "walk_in", subject, **person["content"])
        kept = bool(device.queue and device.queue[-1]["subject"] == subject)
        return kept, about if said else None

    def _answers(self, person):
        return {one: False for one in ASKED if person["sex"] == "F" or not one.startswith("q4")}

    def _injected(self, device, person, subject, ending):
        for _turn in range(2):
            ref, row = uuid4(), self.draw.choice(self.rows)
            forbidden = self._is_forbidden(person, ending, row, timezone.now() + device.off)
            content = first_dose(row, vial=device.vial if row is self.rows[0] else None)
            content["number"] = 2 if ending == "second" else 1
            if not device.enters(self, "dose", subject, ref, **content)[0]:
                return
            claims = self.forbidden if forbidden else self.claims.setdefault(person["key"], set())
            claims.add(str(ref))
            if self.draw.random() < 0.75:
                break
            self.goes_on(4)
            if not device.enters(self, "undo_dose", subject, dose=str(ref))[0]:
                break
            claims.discard(str(ref))
            self.goes_on(20)
        yield
        if self.draw.random() < 0.3:
            device.enters(self, "reaction", subject, dose=str(ref), reaction="fever")
        if self.draw.random() < 0.3:
            device.enters(self, "leave", subject, override_reason="Nhà gần")
        if self.draw.random() < 0.15:
            device.enters(self, "vial", device.vial, vial=device.vial, discarded=1, reason="Rơi")
            device.vial = str(uuid4())

    def _is_forbidden(self, person, ending, row, at):
        if ending == "unscreened" and person["key"] in self.muddled:
            return False  # somebody else may have screened them
        return ending != "dose" or (row.lot.recalled_at is not None and at >= row.lot.recalled_at)


@pytest.fixture
def traveller(vax_session):
    start = timezone.make_aware(datetime.combine(vax_session.day, time(8)))
    with time_machine.travel(start, tick=False) as traveller:
        yield traveller


@pytest.fixture
def make_world(traveller, vax_session, row, lan, facility):
    recalled = LotFactory(vaccine=row.lot.vaccine, number="AZ-THU-HOI")
    recalled.recalled_at, recalled.recalled_by = timezone.now() + RECALLED_AFTER, lan
    recalled.save()
    rows = [row, SessionLotFactory(session=vax_session, lot=recalled)]
    mai = member("mai", "Lý Thị Mai", Role.SITE_STAFF, facility=facility)

    def made(seed):
        draw = Random(seed)
        devices = []
        for nurse in (lan, mai, lan):
            client = Client()
            client.force_login(nurse)
            desk = Desk(client, vax_session)
            desk.takes_pack()
            devices.append(Device(draw, desk, timedelta(seconds=draw.randint(-3, 3))))
        people = _people(vax_session)
        recount()  # they were planned before anything is counted
        return World(seed, traveller, devices, rows, people)

    return made


def _people(vax_session):
    planned = [AppointmentFactory(session=vax_session) for _one in range(4)]
    known = [PersonFactory() for _one in range(2)]
    people = [{"key": one.person.id_number, "appointment": one.ref, "sex": "F"} for one in planned]
    people += [
        {"key": one.id_number, "appointment": None, "sex": "F", "content": {"person": str(one.ref)}} for one in known
    ]
    for name, number in (("Đinh Văn Mới", "087090900001"), ("Hồ Văn Lạ", "087090900002")):
        content = {"full_name": name, "born_on": "1990-05-04", "sex": "M", "id_number": number, "commune": "30076"}
        content |= {"priority_group": 9, "missing_reason": "Không có điện thoại"}
        people.append({"key": number, "appointment": None, "sex": "M", "content": content})
    return people


def live_through(world):
    """All stories at once, the line coming and going; then everything that is kept arrives, in any order."""
    draw = world.draw
    twice = draw.sample(world.people, 3)
    world.muddled |= {one["key"] for one in twice}
    stories = [world.story(one) for one in [*world.people, *twice]]
    while stories:
        story = draw.choice(stories)
        world.goes_on(20 + draw.randint(0, 60))
        if next(story, "over") == "over":
            stories.remove(story)
        device = draw.choice(world.devices)
        device.is_online = draw.random() < 0.5
        if device.is_online and device.queue:
            device.sends_one(0)
    while held := [one for one in world.devices if one.queue]:
        device = draw.choice(held)
        device.sends_one(draw.randrange(len(device.queue)))


def in_force():
    return {str(ref) for ref in Dose.objects.not_voided().values_list("ref", flat=True)}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_server_ends_with_exactly_the_doses_that_the_nurses_entered(make_world, vax_session, lead, seed):
    world = make_world(seed)
    live_through(world)
    acts = {str(act.ref): act for act in DeskAct.objects.all()}
    assert acts.keys() == world.kept
    given, open_ones = in_force(), {ref for ref, act in acts.items() if act.state in OPEN}
    for key, claims in world.claims.items():
        there = claims & given
        assert len(there) <= 1 and claims - there <= open_ones, (seed, key)
        assert key in world.muddled or there == claims, (seed, key, [acts[one].problems for one in claims - there])
    assert world.forbidden <= open_ones, seed
    assert given <= set().union(*world.claims.values()), seed
    _everything_is_decided(world.draw, lead)
    assert not DeskAct.objects.filter(state__in=OPEN).exists()
    _books_agree(vax_session)


def _everything_is_decided(draw, lead):
    while waiting := list(DeskAct.objects.filter(state=ActState.CONFLICT)):
        act = draw.choice(waiting)
        decision = draw.choice(list(Decision))
        try:
            settle_act(act=act, decision=decision, reason="Đã hỏi người tiêm", by=lead)
        except RuleBroken:
            settle_act(act=act, decision=Decision.NOT_DONE, reason="Đã hỏi người tiêm", by=lead)


def _books_agree(vax_session):
    """Every entry said to be recorded is; nothing else came out of the lots; the figures add up."""
    for act in DeskAct.objects.filter(kind="dose"):
        recorded = act.state == ActState.DONE or act.decision == Decision.RECORD
        assert Dose.objects.filter(ref=act.ref).exists() == recorded
    for row in SessionLot.objects.filter(session=vax_session):
        assert row.doses_recorded == row.doses.filter(voided_at=None).count() <= row.doses_issued
    assert not Dose.objects.not_voided().exclude(lot=F("session_lot__lot")).exists()
    assert recount(repair=False).differences == 0


def test_trying_again_changes_nothing_that_is_decided(make_world, vax_session, lead):
    live_through(make_world(99))
    _everything_is_decided(Random(99), lead)
    before = in_force()
    assert (try_again(vax_session=vax_session, by=lead), in_force()) == (0, before)
