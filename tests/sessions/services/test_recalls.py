"""A lot is recalled: nothing of it is given from then on, everybody concerned is told once; and the way back."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from sessions.models import Dose
from sessions.recall_sheet import calling_sheet
from sessions.rules.codes import LotIs
from sessions.services import recall_reach
from sessions.services.doses import record_dose
from sessions.services.recalls import lift_recall, recall_lot, tell_people
from sessions.services.stock import issue_to_session, receive
from tests.conftest import member
from tests.factories import (
    AppointmentFactory,
    LotFactory,
    PersonFactory,
    ProvinceFactory,
    SessionFactory,
    SessionLotFactory,
    StockBalanceFactory,
)
from tests.sessions.services.day import codes, entry
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Role
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message


@pytest.fixture
def vax_session(facility):
    return SessionFactory(open_now=True, facility=facility)


@pytest.fixture
def row(vax_session, lot):
    return SessionLotFactory(session=vax_session, lot=lot)


@pytest.fixture
def injected(vax_session, row, lan):
    """`injected(phone=…)`: somebody who got a dose of the lot."""

    def made(**person):
        appointment = AppointmentFactory(
            session=vax_session, person=PersonFactory(commune=vax_session.facility.commune, **person), cleared=True
        )
        return record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan)

    return made


def kinds():
    return sorted(Message.objects.values_list("kind", flat=True))


def test_nothing_of_a_recalled_lot_is_given_received_or_issued(vax_session, row, lot, lan, lead, province_officer):
    recall_lot(lot=lot, reason="Công văn 12/QLD", by=province_officer)
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    lot.refresh_from_db()
    for act in (
        lambda: record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan),
        lambda: receive(facility=vax_session.facility, lot=lot, doses=1, by=lead),
        lambda: issue_to_session(vax_session=vax_session, lot=lot, doses=1, by=lead),
    ):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert LotIs.RECALLED in codes(refused)


def test_a_dose_given_before_the_recall_is_entered_after_it(vax_session, row, lot, lan, province_officer):
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    before = timezone.now()
    recall_lot(lot=lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    given = entry(row, lan, given_at=before)
    assert record_dose(appointment=appointment.ref, entry=given, ref=uuid4(), by=lan).lot == lot


def test_sites_and_districts_are_told_once_and_at_any_hour(lot, lead, hoa, lan, province_officer):
    User.objects.filter(pk__in=[lead.pk, hoa.pk, lan.pk, province_officer.pk]).update(email="a@example.org")
    for _again in range(2):
        recall_lot(lot=lot, reason="Công văn 12/QLD", by=province_officer)
    assert kinds() == ["lot_recalled", "lot_recalled"]  # the lead and the district; not who has done it
    assert all(message.urgent for message in Message.objects.all())
    with pytest.raises(RuleBroken) as refused:
        recall_lot(lot=lot, reason="Lý do khác", by=province_officer)
    assert codes(refused) == {LotIs.RECALLED_OTHERWISE}


def test_people_are_told_once_each_and_who_cannot_be_is_counted(injected, lot, province_officer):
    told, unreachable = injected(phone="+84912345678"), injected()
    with pytest.raises(RuleBroken) as refused:
        tell_people(lot=lot, by=province_officer)
    assert codes(refused) == {LotIs.NOT_RECALLED}
    lot = recall_lot(lot=lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    assert [tell_people(lot=lot, by=province_officer) for _again in range(2)] == [1, 0]
    message = Message.objects.get(kind="lot_recall")
    assert told.person.full_name in message.body and "115" in message.body and not message.urgent
    counted = recall_reach.told_of(lot, province_officer)
    assert (counted.people, counted.told, counted.by_hand, counted.untold) == (2, 1, 1, 0)
    assert unreachable.person.full_name not in message.body


def test_a_voided_dose_concerns_nobody(injected, lot, lead, province_officer):
    dose = injected(phone="+84912345678")
    Dose.objects.filter(pk=dose.pk).update(voided_at=timezone.now(), voided_by=lead, void_reason="Nhầm")
    lot = recall_lot(lot=lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    assert tell_people(lot=lot, by=province_officer) == 0


def test_lifting_brings_the_lot_back_and_clears_up_what_was_said(injected, row, lot, lan, province_officer):
    injected(phone="+84912345678")
    injected(phone="+84912345679")
    lot = recall_lot(lot=lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    tell_people(lot=lot, by=province_officer)
    heard = Message.objects.filter(kind="lot_recall").first()
    Message.objects.filter(pk=heard.pk).update(sent_at=timezone.now())
    with pytest.raises(RuleBroken) as refused:
        lift_recall(lot=lot, reason=" ", by=province_officer)
    assert codes(refused) == {LotIs.RECALL_REASON_MISSING}
    lot = lift_recall(lot=lot, reason="Kiểm nghiệm đạt", by=province_officer)
    assert (lot.recalled_at, lot.recalled_by, lot.recall_reason) == (None, None, "")
    assert Message.objects.get(kind="lot_cleared").to == heard.to  # the other never hears of it
    assert Message.objects.get(kind="lot_recall", sent_at=None).failure == "called_off"
    appointment = AppointmentFactory(session=row.session, cleared=True)
    assert record_dose(appointment=appointment.ref, entry=entry(row, lan), ref=uuid4(), by=lan)


def test_another_province_does_not_lift_it(lot, province_officer):
    other = ProvinceFactory(code="82", name="Tiền Giang")
    StockBalanceFactory(facility__code="82901", facility__commune__code="28360", lot=lot)
    stranger = member("so82", "Lý Văn Xa", Role.PROVINCE, province=other)
    lot = recall_lot(lot=lot, reason="Nghi nhiễm khuẩn", by=province_officer)
    with pytest.raises((RuleBroken, NotAllowed)):
        lift_recall(lot=lot, reason="Kiểm nghiệm đạt", by=stranger)


@pytest.mark.parametrize("who", ["lan", "lead", "minh", "hoa", "tam", "stranger"])
def test_only_the_province_recalls_lifts_and_tells(lot, request, province_officer, who):
    by = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        recall_lot(lot=lot, reason="Nghi ngờ", by=by)
    recall_lot(lot=lot, reason="Nghi ngờ", by=province_officer)
    for act in (lambda: lift_recall(lot=lot, reason="Đạt", by=by), lambda: tell_people(lot=lot, by=by)):
        with pytest.raises(NotAllowed):
            act()


def test_a_lot_that_never_came_to_the_province_is_not_theirs(province_officer):
    with pytest.raises(NotAllowed):
        recall_lot(lot=LotFactory(number="FAR"), reason="Nghi ngờ", by=province_officer)


def test_sessions_say_what_they_miss_without_the_lot(vax_session, row, lot, province_officer):
    AppointmentFactory.create_batch(5, session=vax_session)
    SessionLotFactory(session=vax_session, lot=LotFactory(number="B"), doses_issued=3)
    expired = LotFactory(number="OLD", expires_on=vax_session.day - timedelta(days=1))
    SessionLotFactory(session=vax_session, lot=expired, doses_issued=50)
    [found] = recall_reach.sessions_of(lot, province_officer)
    assert (found.left, found.people, found.others, found.missing) == (20, 5, 3, 2)


def test_each_sees_the_people_of_their_own_scope(injected, lot, lead, minh, hoa, province_officer):
    injected()
    seen = [recall_reach.doses_of(lot, user).count() for user in (lead, hoa, province_officer, minh)]
    assert seen == [1, 1, 1, 0]


def test_the_calling_list_runs_nothing(injected, lot, lead):
    injected(full_name="=HYPERLINK(1)", phone="+84912345678")
    sheet = load_workbook(BytesIO(calling_sheet(recall_reach.doses_of(lot, lead), ()))).active
    line = [cell.value for cell in sheet[2]]
    assert line[0] == "'=HYPERLINK(1)" and all(cell.data_type != "f" for cell in sheet[2])
    assert "912345678" in line[2]
