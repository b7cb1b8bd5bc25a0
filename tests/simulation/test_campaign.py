"""A campaign is played through the services: what it leaves behind must add up like a real one."""

import base64
import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from registration.models import Person, Registration
from reporting.services.fold import fold_facts
from reporting.services.recount import recount
from sessions.models import Appointment, Dose, VaccinationSession
from sessions.rules.codes import LotIs
from sessions.wording import WORDING
from vaxportal.accounts.models import Membership, User
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem
from vaxportal.demo.accounts import first_administrator
from vaxportal.demo.places import make_facilities
from vaxportal.geography.models import Facility
from vaxportal.management.commands import demo
from vaxportal.simulation.campaign import Campaign, Settings

pytestmark = pytest.mark.django_db
TODAY = date(2021, 9, 15)
RECORDS = (User, Membership, Facility, Person, Registration, VaccinationSession, Appointment, Dose)


@pytest.fixture
def country(settings):
    settings.DEMO = True
    call_command("load_reference", stdout=StringIO())
    make_facilities(first_administrator())


def play(seed, today=TODAY):
    return Campaign(Settings(people=30, days=2, seed=seed, today=today), lambda _now, _people: None).play()


def people():
    return sorted((person.full_name, person.id_number) for person in Person.objects.all())


def played_and_undone(seed):
    with transaction.atomic():
        play(seed)
        made = people()
        transaction.set_rollback(True)
    return made


def test_a_campaign_adds_up_and_its_seed_makes_its_people(country):
    first, other = played_and_undone(1), played_and_undone(2)
    totals = play(1)
    assert people() == first != other
    assert totals.people == 30
    assert totals.doses == Dose.objects.count() > 20
    absent = Appointment.objects.filter(outcome="no_show").count()
    assert totals.doses + totals.others + absent == 30
    assert {one.state for one in VaccinationSession.objects.all()} == {"closed"}
    fold_facts()
    assert recount(repair=False).differences == 0


def story():
    """Who was called where and when, and what came of it; without what chance alone decides, refs and numbers."""
    told = Appointment.objects.order_by("session__day", "session__facility__code", "person__id_lookup")
    rows = told.values_list(
        "session__day", "session__facility__code", "person__full_name", "person__born_on", "slot__starts_at", "outcome",
        "doses__lot__number", "doses__given_at", "doses__adverse_events__reaction",
    )  # fmt: skip
    return sorted(map(str, rows))


def test_the_same_seed_tells_the_same_story_under_other_keys(country, settings):
    stories = []
    for name in ("one", "two"):  # the last key of the ring is the one by which people are found, and inserted in order
        settings.PERSONAL_DATA_KEYS += f",{name}:{base64.urlsafe_b64encode(name.encode() * 11)[:43].decode()}="
        with transaction.atomic():
            play(1)
            stories.append(story())
            transaction.set_rollback(True)
    assert len(stories[0]) == 30
    assert stories[0] == stories[1]


def test_a_campaign_may_be_played_again_on_the_day_and_on_the_next(country):
    sessions = []
    for days_later in (0, 0, 1):
        play(1, TODAY + timedelta(days=days_later))
        sessions.append(VaccinationSession.objects.count())
    assert sessions == [sessions[0], 2 * sessions[0], 3 * sessions[0]]


def test_what_the_rules_refuse_is_told_in_a_sentence(country, monkeypatch):
    def refused(_campaign):
        raise RuleBroken([Problem(LotIs.NUMBER_MISSING, "number")], WORDING)

    monkeypatch.setattr(Campaign, "play", refused)
    with pytest.raises(CommandError, match="Ghi số lô in trên hộp vắc xin"):
        call_command("simulate", "--people", "4", "--days", "2", verbosity=0)


def test_a_second_demo_changes_nothing(country, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setattr(demo, "CAMPAIGN", ("--people", "12", "--days", "2", "--seed", "1", "--plan-ahead"))
    call_command("demo", verbosity=0, stdout=StringIO())
    accounts = json.loads((tmp_path / "demo-accounts.json").read_text())
    made = [model.objects.count() for model in RECORDS]
    call_command("demo", verbosity=0, stdout=StringIO())
    assert json.loads((tmp_path / "demo-accounts.json").read_text()) == accounts
    assert [model.objects.count() for model in RECORDS] == made
    assert min(made) > 0
