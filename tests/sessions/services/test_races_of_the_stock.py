"""Two ends of one shelf at once, on real connections: a transfer against an issue, a recall against a dose."""

from functools import partial
from uuid import uuid4

import pytest
from django.db.models import Sum

from sessions.models import Dose, Lot, StockBalance, StockMovement, StockTransfer
from sessions.rules.codes import LotIs
from sessions.services.doses import record_dose
from sessions.services.recalls import recall_lot
from sessions.services.stock import issue_to_session
from sessions.services.transfers import receive_transfer, send_transfer, take_transfer_back
from tests.conftest import member
from tests.factories import AppointmentFactory, FacilityFactory, LotFactory, SessionFactory, SessionLotFactory
from tests.factories import StockBalanceFactory as Balance
from tests.races import in_flight
from tests.sessions.services.day import entry
from tests.sessions.services.test_races_of_the_day import at_once
from vaxportal.accounts.roles import Role
from vaxportal.core.errors import RuleBroken
from vaxportal.geography.models import Facility

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre(facility):
    return FacilityFactory(code="87399", name="TTYT", commune=facility.commune, kind=Facility.Kind.DISTRICT_CENTRE)


@pytest.fixture
def keeper(centre):
    return member("keeper", "Hồ Thị Kho", Role.SITE_LEAD, facility=centre)


@pytest.fixture
def lot(facility):
    lot = LotFactory()
    Balance(facility=facility, lot=lot, doses=30)
    return lot


def test_a_transfer_and_an_issue_never_take_the_same_dose(facility, centre, lot, lead):
    session = SessionFactory(facility=facility, vaccine=lot.vaccine)
    sending = partial(send_transfer, source=facility, target=centre, lot=lot, doses=20, by=lead)
    issuing = partial(issue_to_session, vax_session=session, lot=lot, doses=20, by=lead)
    answers = at_once(*[sending, issuing] * 4)
    assert sum(isinstance(answer, RuleBroken) for answer in answers) == 7
    assert StockBalance.objects.get(facility=facility, lot=lot).doses == 10


def test_received_and_taken_back_at_once_ends_one_way(facility, centre, lot, lead, keeper):
    for _round in range(4):
        sent = send_transfer(source=facility, target=centre, lot=lot, doses=5, by=lead)
        receiving = partial(receive_transfer, transfer=sent, doses_received=5, by=keeper)
        at_once(receiving, partial(take_transfer_back, transfer=sent, by=lead), receiving)
    shelves = StockBalance.objects.aggregate(n=Sum("doses"))["n"]
    assert shelves == 30 and not StockTransfer.objects.on_the_way().exists()
    assert StockMovement.objects.filter(kind="transfer_in").count() == 4


def test_two_lorries_that_cross_do_not_block_each_other(facility, centre, lot, lead, keeper):
    Balance(facility=centre, lot=lot, doses=30)
    there = partial(send_transfer, source=facility, target=centre, lot=lot, doses=1, by=lead)
    back = partial(send_transfer, source=centre, target=facility, lot=lot, doses=1, by=keeper)
    assert not [one for one in at_once(*[there, back] * 4) if isinstance(one, Exception)]


@pytest.mark.parametrize("first", ["dose", "recall"])
def test_a_dose_is_before_the_recall_or_judged_by_it(facility, lot, lan, province_officer, first):
    session = SessionFactory(open_now=True, facility=facility)
    row, appointment = SessionLotFactory(session=session, lot=lot), AppointmentFactory(session=session, cleared=True)

    def dose():
        try:
            return record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan)
        except RuleBroken as refusal:
            return refusal

    def recall():
        return recall_lot(lot=lot, reason="Nghi nhiễm khuẩn", by=province_officer)

    acts = [dose, recall] if first == "dose" else [recall, dose]
    answers = in_flight(*acts)
    given = answers[acts.index(dose)]
    lot = Lot.objects.get()
    if first == "dose":
        assert isinstance(given, Dose) and given.given_at < lot.recalled_at
    else:
        assert {problem.code for problem in given.problems} == {LotIs.RECALLED}
        assert not Dose.objects.exists()
