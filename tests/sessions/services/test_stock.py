"""Doses on the shelf: counted by movements, never below nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sessions.models import Lot, StockBalance, StockMovement, VaccinationSession
from sessions.rules.codes import LotIs, SessionIs
from sessions.rules.states import SessionState
from sessions.services import stock
from tests.factories import LotFactory, SessionFactory, VaccineFactory
from vaxportal.core.errors import NotAllowed, RuleBroken

pytestmark = pytest.mark.django_db


def on_shelf(facility, lot):
    return StockBalance.objects.get(facility=facility, lot=lot).doses


def codes(refused):
    return {problem.code for problem in refused.value.problems}


@pytest.fixture
def vax_session(facility, lot):
    return SessionFactory(facility=facility, vaccine=lot.vaccine)


def test_a_delivery_brings_its_lot_and_its_doses(facility, lead):
    day = timezone.localdate() + timedelta(days=60)
    given = {"facility": facility, "vaccine": VaccineFactory(), "expires_on": day, "by": lead}
    stock.receive_delivery(number=" az1 ", doses=100, **given)
    stock.receive_delivery(number="AZ1", doses=50, **given)
    assert on_shelf(facility, Lot.objects.get(number="AZ1")) == 150


def test_a_known_lot_with_another_expiry_is_refused(facility, lead, lot):
    with pytest.raises(RuleBroken) as refused:
        stock.add_lot(vaccine=lot.vaccine, number=lot.number, expires_on=lot.expires_on + timedelta(1), by=lead)
    assert codes(refused) == {LotIs.EXPIRY_DIFFERS}


def test_the_same_receipt_sent_twice_counts_once(facility, lead, lot):
    ref = uuid4()
    first = stock.receive(facility=facility, lot=lot, doses=10, by=lead, ref=ref)
    again = stock.receive(facility=facility, lot=lot, doses=10, by=lead, ref=ref)
    assert first == again
    assert on_shelf(facility, lot) == 510
    with pytest.raises(RuleBroken) as refused:
        stock.receive(facility=facility, lot=lot, doses=11, by=lead, ref=ref)
    assert codes(refused) == {LotIs.REF_OF_ANOTHER}


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"expires_on": timezone.localdate() - timedelta(days=1)}, LotIs.EXPIRED),
        ({"recalled_at": timezone.now()}, LotIs.RECALLED),
    ],
)
def test_an_expired_or_recalled_lot_is_neither_received_nor_issued(facility, lead, lot, vax_session, columns, code):
    recalled_by = {"recalled_by": lead} if "recalled_at" in columns else {}
    Lot.objects.filter(pk=lot.pk).update(**columns, **recalled_by)
    lot.refresh_from_db()
    with pytest.raises(RuleBroken) as refused:
        stock.receive(facility=facility, lot=lot, doses=1, by=lead)
    assert codes(refused) == {code}
    with pytest.raises(RuleBroken) as refused:
        stock.issue_to_session(vax_session=vax_session, lot=lot, doses=1, by=lead)
    assert codes(refused) == {code}
    assert on_shelf(facility, lot) == 500


def test_a_lot_may_be_used_on_its_last_day(facility, lead, lot, vax_session):
    Lot.objects.filter(pk=lot.pk).update(expires_on=vax_session.day)
    lot.refresh_from_db()
    assert stock.issue_to_session(vax_session=vax_session, lot=lot, doses=1, by=lead).doses_issued == 1


def test_more_than_the_shelf_holds_is_refused_and_says_how_much_is_left(facility, lead, lot, vax_session):
    with pytest.raises(RuleBroken) as refused:
        stock.issue_to_session(vax_session=vax_session, lot=lot, doses=501, by=lead)
    assert refused.value.told()[0]["message"] == f"Lô {lot.number} chỉ còn 500 liều trong kho."
    assert on_shelf(facility, lot) == 500


@pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.CANCELLED])
def test_nothing_is_issued_to_a_session_that_is_over(facility, lead, lot, vax_session, state):
    stood = VaccinationSession.objects.get(pk=vax_session.pk)
    columns = {f"{state}_at": timezone.now(), f"{state}_by": lead}
    VaccinationSession.objects.filter(pk=vax_session.pk).update(state=state, **columns)
    with pytest.raises(RuleBroken) as refused:
        stock.issue_to_session(vax_session=stood, lot=lot, doses=40, by=lead)
    assert codes(refused) == {SessionIs.NOT_IN_THIS_STATE}
    assert on_shelf(facility, lot) == 500


def test_issued_and_returned_doses_balance(facility, lead, lot, vax_session):
    stock.issue_to_session(vax_session=vax_session, lot=lot, doses=100, by=lead)
    issued = stock.issue_to_session(vax_session=vax_session, lot=lot, doses=20, by=lead)
    assert (issued.doses_issued, on_shelf(facility, lot)) == (120, 380)
    stock.return_from_session(session_lot=issued, doses=50, by=lead)
    issued.refresh_from_db()
    assert (issued.doses_left, on_shelf(facility, lot)) == (70, 430)
    with pytest.raises(RuleBroken) as refused:
        stock.return_from_session(session_lot=issued, doses=71, by=lead)
    assert codes(refused) == {LotIs.MORE_THAN_ISSUED}
    assert on_shelf(facility, lot) == 430


def test_the_movements_explain_the_balance(facility, lead, vax_session):
    lot = LotFactory(number="NEW")
    stock.receive(facility=facility, lot=lot, doses=100, by=lead)
    issued = stock.issue_to_session(vax_session=vax_session, lot=lot, doses=60, by=lead)
    stock.return_from_session(session_lot=issued, doses=10, by=lead)
    stock.discard(facility=facility, lot=lot, doses=5, reason="Vỡ lọ", by=lead)
    assert on_shelf(facility, lot) == 45 == sum(StockMovement.objects.filter(lot=lot).values_list("doses", flat=True))


def test_discarding_wants_a_reason(facility, lead, lot):
    with pytest.raises(RuleBroken) as refused:
        stock.discard(facility=facility, lot=lot, doses=0, reason="  ", by=lead)
    assert codes(refused) == {LotIs.REASON_MISSING, LotIs.DOSES_OUT_OF_RANGE}


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "tam", "stranger"])
def test_only_the_lead_of_the_facility_moves_its_stock(facility, lot, request, who):
    with pytest.raises(NotAllowed):
        stock.receive(facility=facility, lot=lot, doses=1, by=request.getfixturevalue(who))
