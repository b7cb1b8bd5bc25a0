"""Doses between facilities: off the one shelf when sent, on the other when counted, exact at every moment."""

import random
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F, Sum
from django.utils import timezone

from reporting.services.lots import stock_by_lot
from reporting.services.units import of_facility, of_province
from sessions.models import Lot, SessionLot, StockBalance, StockMovement, StockTransfer
from sessions.rules.codes import LotIs
from sessions.services import stock
from sessions.services.transfers import receive_transfer, send_transfer, take_transfer_back
from tests.conftest import member
from tests.factories import FacilityFactory, LotFactory, SessionFactory
from tests.sessions.services.day import codes
from vaxportal.accounts.roles import Role
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.geography.models import Facility


@pytest.fixture
def centre(facility):
    return FacilityFactory(
        code="87399", name="Trung tâm Y tế Cao Lãnh", commune=facility.commune, kind=Facility.Kind.DISTRICT_CENTRE
    )


@pytest.fixture
def keeper(centre):
    """Who keeps the stock of the health centre."""
    return member("keeper", "Hồ Thị Kho", Role.SITE_LEAD, facility=centre)


def on_shelf(facility, lot):
    return StockBalance.objects.filter(facility=facility, lot=lot).aggregate(n=Sum("doses", default=0))["n"]


@pytest.fixture
def sent(facility, centre, lot, lead):
    return send_transfer(source=facility, target=centre, lot=lot, doses=20, by=lead, ref=uuid4(), note="Xe 66A")


def test_sent_doses_are_on_no_shelf_until_they_are_counted(facility, centre, lot, sent, keeper):
    assert (on_shelf(facility, lot), on_shelf(centre, lot)) == (480, 0)
    receive_transfer(transfer=sent, doses_received=20, by=keeper)
    assert (on_shelf(facility, lot), on_shelf(centre, lot)) == (480, 20)
    kinds = list(StockMovement.objects.filter(transfer=sent).order_by("pk").values_list("kind", "doses"))
    assert kinds == [("transfer_out", -20), ("transfer_in", 20)]


def test_missing_doses_are_explained_in_the_books(facility, centre, lot, sent, keeper):
    with pytest.raises(RuleBroken) as refused:
        receive_transfer(transfer=sent, doses_received=17, by=keeper)
    assert codes(refused) == {LotIs.TRANSFER_MISSING_WITHOUT_REASON}
    receive_transfer(transfer=sent, doses_received=17, missing_reason="Vỡ lọ trên đường", by=keeper)
    assert on_shelf(centre, lot) == 17
    explained = StockMovement.objects.get(transfer=sent, kind="discard")
    assert (explained.doses, explained.reason, explained.facility) == (-3, "Vỡ lọ trên đường", centre)


def test_each_step_sent_twice_happens_once(facility, centre, lot, lead, keeper):
    given = {"source": facility, "target": centre, "lot": lot, "doses": 20, "by": lead, "ref": uuid4()}
    transfer = send_transfer(**given)
    assert send_transfer(**given) == transfer
    assert on_shelf(facility, lot) == 480
    for changed in ({"doses": 21}, {"note": "Khác"}):
        with pytest.raises(RuleBroken) as refused:
            send_transfer(**given | changed)
        assert codes(refused) == {LotIs.REF_OF_ANOTHER}
    for _again in range(2):
        receive_transfer(transfer=transfer, doses_received=20, by=keeper)
    assert on_shelf(centre, lot) == 20
    with pytest.raises(RuleBroken) as refused:
        receive_transfer(transfer=transfer, doses_received=19, missing_reason="Thiếu", by=keeper)
    assert codes(refused) == {LotIs.TRANSFER_ENDED}


def test_the_sender_takes_back_what_nobody_has_received(facility, centre, lot, sent, lead, keeper):
    for _again in range(2):
        take_transfer_back(transfer=sent, by=lead)
    assert on_shelf(facility, lot) == 500
    with pytest.raises(RuleBroken) as refused:
        receive_transfer(transfer=sent, doses_received=20, by=keeper)
    assert codes(refused) == {LotIs.TRANSFER_ENDED}
    assert on_shelf(centre, lot) == 0


def test_what_was_received_is_not_taken_back(facility, lot, sent, lead, keeper):
    receive_transfer(transfer=sent, doses_received=20, by=keeper)
    with pytest.raises(RuleBroken) as refused:
        take_transfer_back(transfer=sent, by=lead)
    assert codes(refused) == {LotIs.TRANSFER_ENDED}
    assert on_shelf(facility, lot) == 480


def test_a_recalled_lot_goes_back_to_the_centre_and_nowhere_else(facility, centre, other_facility, lot, lead):
    Lot.objects.filter(pk=lot.pk).update(recalled_at=timezone.now(), recalled_by=lead)
    given = {"source": facility, "lot": lot, "doses": 20, "by": lead}
    with pytest.raises(RuleBroken) as refused:
        send_transfer(target=other_facility, **given)
    assert codes(refused) == {LotIs.TRANSFER_ONLY_TO_STORE}
    assert send_transfer(target=centre, **given).is_on_the_way


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "province_officer", "tam", "stranger", "keeper"])
def test_only_who_keeps_the_stock_sends_it(facility, centre, lot, request, who):
    with pytest.raises(NotAllowed):
        send_transfer(source=facility, target=centre, lot=lot, doses=1, by=request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["lan", "lead", "hoa", "province_officer"])
def test_only_the_target_receives_and_only_the_sender_takes_back(sent, keeper, request, who):
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        receive_transfer(transfer=sent, doses_received=20, by=by)
    with pytest.raises(NotAllowed):
        take_transfer_back(transfer=sent, by=keeper)


def test_both_ends_see_a_transfer_and_nobody_else(sent, lead, keeper, minh, hoa, tam):
    seen = {user.username: StockTransfer.objects.visible_to(user).count() for user in (lead, keeper, minh, hoa, tam)}
    assert seen == {"lead": 1, "keeper": 1, "minh": 0, "hoa": 1, "tam": 0}


def test_a_unit_counts_what_crosses_its_border(facility, centre, lead, keeper):
    lot, day = LotFactory(number="NEW"), timezone.localdate()
    stock.receive(facility=facility, lot=lot, doses=100, by=lead)
    transfer = send_transfer(source=facility, target=centre, lot=lot, doses=30, by=lead)

    def figures(unit):
        return [
            (row.received, row.returned, row.discarded, row.closing, row.on_the_way)
            for row in stock_by_lot(unit, day, day)
            if row.adds_up
        ]

    province = of_province(facility.province)
    assert figures(of_facility(facility)) == [(100, 30, 0, 70, 0)]
    assert figures(of_facility(centre)) == []
    assert figures(province) == [(100, 0, 0, 100, 30)]
    receive_transfer(transfer=transfer, doses_received=28, missing_reason="Vỡ", by=keeper)
    assert figures(of_facility(centre)) == [(30, 0, 2, 28, 0)]
    assert figures(province) == [(100, 0, 2, 98, 0)]
    assert stock_by_lot(province, day + timedelta(1), day + timedelta(1))[0].opening == 98


class Trade:
    """Two facilities, one lot, one session, and a dice that picks what happens next."""

    def __init__(self, seed, keepers):
        self.dice, self.keepers, self.lot = random.Random(seed), keepers, LotFactory(number=f"DICE{seed}")
        self.lead, self.delivered = next(iter(keepers.values())), 0
        self.session = SessionFactory(facility=next(iter(keepers)), vaccine=self.lot.vaccine)

    def step(self):
        self.here, self.there = self.dice.sample(list(self.keepers), 2)
        self.doses, self.transfer = self.dice.randint(1, 40), StockTransfer.objects.order_by("?").first()
        acts = [self.deliver, self.send, self.arrive, self.take_back, self.discard, self.issue, self.give_back]
        with suppress(RuleBroken, AttributeError):  # refused, or nothing to pick yet: nothing may stay behind
            self.dice.choice(acts)()

    def deliver(self):
        stock.receive(facility=self.here, lot=self.lot, doses=self.doses, by=self.keepers[self.here])
        self.delivered += self.doses

    def send(self):
        given = {"source": self.here, "target": self.there, "lot": self.lot, "doses": self.doses}
        send_transfer(**given, by=self.keepers[self.here])

    def arrive(self):
        by = self.keepers[self.transfer.target]
        receive_transfer(transfer=self.transfer, doses_received=self.doses, missing_reason="Thiếu", by=by)

    def take_back(self):
        take_transfer_back(transfer=self.transfer, by=self.keepers[self.transfer.source])

    def discard(self):
        stock.discard(facility=self.here, lot=self.lot, doses=self.doses, reason="Vỡ", by=self.keepers[self.here])

    def issue(self):
        stock.issue_to_session(vax_session=self.session, lot=self.lot, doses=self.doses, by=self.lead)

    def give_back(self):
        stock.return_from_session(session_lot=self.session.lots.first(), doses=self.doses, by=self.lead)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_and_nothing_appears_in_any_order(seed, facility, centre, lead, keeper):
    """Shelves + on the way + out in sessions + thrown away or missing = all that was ever delivered."""
    trade = Trade(seed, {facility: lead, centre: keeper})
    for _step in range(60):
        trade.step()
        way = StockTransfer.objects.on_the_way().aggregate(n=Sum("doses", default=0))["n"]
        out = SessionLot.objects.aggregate(n=Sum(F("doses_issued") - F("doses_returned"), default=0))["n"]
        moves = StockMovement.objects.filter(lot=trade.lot)
        gone = -moves.filter(kind="discard").aggregate(n=Sum("doses", default=0))["n"]
        shelves = on_shelf(facility, trade.lot) + on_shelf(centre, trade.lot)
        assert shelves + way + out + gone == trade.delivered
        assert shelves == moves.aggregate(n=Sum("doses", default=0))["n"]
    assert trade.delivered
    day = timezone.localdate()
    assert all(row.adds_up for row in stock_by_lot(of_province(facility.province), day, day))
