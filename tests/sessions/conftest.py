"""A facility with stock, a round, and people who wait: what planning needs."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from registration.models import WorkerList, WorkerListRow
from sessions.rules.slots import Hours
from sessions.services import reference
from sessions.services.planning import LotIssue, Plan
from tests.factories import LotFactory, RegistrationFactory, RoundFactory, StockBalanceFactory
from tests.registration.lists import make_organization


@pytest.fixture
def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def campaign(facility):
    return RoundFactory(province=facility.province)


@pytest.fixture
def lot(facility):
    """500 doses of it are on the shelf."""
    lot = LotFactory()
    StockBalanceFactory(facility=facility, lot=lot, doses=500)
    return lot


@pytest.fixture
def make_plan(campaign, lot, tomorrow):
    """A morning of tomorrow: four slots of 30 people at two stations, 120 doses of the lot."""

    def made(**changed):
        given = {
            "day": tomorrow,
            "hours": Hours(time(7, 30), time(11, 30)),
            "vaccine": lot.vaccine,
            "round": campaign,
            "stations": 2,
            "slot_minutes": 60,
            "slot_capacity": 30,
            "lots": (LotIssue(lot, 120),),
        }
        return Plan(**{**given, **changed})

    return made


@pytest.fixture
def waiting(facility):
    """`waiting(3)`: that many people of the facility's commune who registered and wait."""

    def made(count=1, **columns):
        columns = {"state": "received", "person__commune": facility.commune, **columns}
        return RegistrationFactory.create_batch(count, **columns)

    return made


@pytest.fixture
def company(facility):
    reference.load()
    return make_organization(facility.commune)[0]


@pytest.fixture
def employ(company):
    """Puts the people of registrations on a list of the company."""

    def made(registrations):
        count = WorkerList.objects.count()
        given = {"file_name": "a.xlsx", "content": b"", "digest": str(count), "uploaded_by": company.created_by}
        worker_list = WorkerList.objects.create(organization=company, state="done", **given)
        for number, one in enumerate(registrations, 1):
            WorkerListRow.objects.create(worker_list=worker_list, number=number, outcome="linked", person=one.person)
        return list(registrations)

    return made
