"""A campaign is played through the services: what it leaves behind must add up like a real one."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from registration.models import Person, Registration
from reporting.services.fold import fold_facts
from reporting.services.recount import recount
from sessions.models import Appointment, Dose, VaccinationSession
from vaxportal.accounts.models import Membership, User
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


def play(seed):
    return Campaign(Settings(people=30, days=2, seed=seed, today=TODAY), lambda _now, _people: None).play()


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
