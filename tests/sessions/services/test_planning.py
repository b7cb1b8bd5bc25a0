"""A session before its day: planned, filled, published, cancelled."""

from datetime import time, timedelta
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from registration.models import Registration
from sessions.models import Appointment, Fact, Slot, StockBalance, VaccinationSession
from sessions.rules.codes import LotIs, PlanIs, SessionIs
from sessions.rules.slots import Hours
from sessions.rules.states import Outcome, SessionState
from sessions.services.planning import LotIssue, change_plan, plan_session
from sessions.services.publishing import allow_late, cancel_session, publish_session
from sessions.services.seating import add_people, remove_person
from tests.factories import CommuneFactory, DistrictFactory, LotFactory, VaccineFactory
from tests.queries import queries_of
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(facility, lead, make_plan):
    return plan_session(facility=facility, plan=make_plan(), by=lead)


@pytest.fixture
def phoned(waiting):
    """Ten people with a phone each."""
    made = waiting(10)
    for number, registration in enumerate(made):
        registration.person.phone = f"+8491234567{number}"
        registration.person.save()
    return made


def codes(refused):
    return {problem.code for problem in refused.value.problems}


def on_shelf(lot):
    return StockBalance.objects.get(lot=lot).doses


def subjects():
    return sum(Fact.objects.filter(measure="subjects").values_list("delta", flat=True))


def test_a_plan_has_stations_slots_and_lots(draft, lot):
    assert draft.state == SessionState.DRAFT
    assert [station.number for station in draft.stations.all()] == [1, 2]
    assert [str(slot) for slot in draft.slots.all()] == ["07:30–08:30", "08:30–09:30", "09:30–10:30", "10:30–11:30"]
    assert (draft.lots.get().doses_issued, on_shelf(lot)) == (120, 380)


def test_the_same_plan_sent_twice_is_one_session(facility, lead, make_plan, lot):
    ref = uuid4()
    plan_session(facility=facility, plan=make_plan(), by=lead, ref=ref)
    plan_session(facility=facility, plan=make_plan(), by=lead, ref=ref)
    assert VaccinationSession.objects.count() == 1
    assert on_shelf(lot) == 380


@pytest.mark.parametrize("change", ["day", "place", "stations", "slot_capacity", "doses"])
def test_another_plan_with_the_ref_of_the_first_is_not_taken_for_it(facility, lead, make_plan, lot, change):
    plan = make_plan()
    other = {
        "day": plan.day + timedelta(1),
        "place": "Nhà văn hóa",
        "stations": plan.stations + 1,
        "slot_capacity": plan.slot_capacity + 1,
    }
    given = {change: other[change]} if change in other else {"lots": (LotIssue(lot, 110),)}
    ref = uuid4()
    plan_session(facility=facility, plan=plan, by=lead, ref=ref)
    with pytest.raises(RuleBroken) as refused:
        plan_session(facility=facility, plan=make_plan(**given), by=lead, ref=ref)
    assert codes(refused) == {SessionIs.REF_OF_ANOTHER}


def test_a_plan_that_cannot_stand_leaves_nothing(facility, lead, make_plan, lot):
    plan = make_plan(hours=Hours(time(9), time(8)), stations=0, lots=())
    with pytest.raises(RuleBroken) as refused:
        plan_session(facility=facility, plan=plan, by=lead)
    assert codes(refused) == {PlanIs.TIMES_OUT_OF_ORDER, PlanIs.STATIONS_OUT_OF_RANGE}
    with pytest.raises(RuleBroken) as refused:
        plan_session(facility=facility, plan=make_plan(lots=(LotIssue(lot, 501, "lot_1"),)), by=lead)
    assert refused.value.told()[0]["field"] == "lot_1"
    assert codes(refused) == {LotIs.MORE_THAN_IN_STOCK}
    assert not VaccinationSession.objects.exists()
    assert on_shelf(lot) == 500


def test_a_lot_that_expires_before_the_day_is_refused(facility, lead, make_plan, lot, tomorrow):
    lot.expires_on = tomorrow - timedelta(days=1)
    lot.save()
    with pytest.raises(RuleBroken) as refused:
        plan_session(facility=facility, plan=make_plan(), by=lead)
    assert codes(refused) == {LotIs.EXPIRED}


def test_a_lot_of_another_vaccine_is_refused(facility, lead, make_plan):
    other = LotFactory(number="PF1", vaccine=VaccineFactory(code="COMIRNATY", name="Comirnaty"))
    with pytest.raises(RuleBroken) as refused:
        plan_session(facility=facility, plan=make_plan(lots=(LotIssue(other, 10),)), by=lead)
    assert codes(refused) == {PlanIs.LOT_OF_ANOTHER_VACCINE}


@pytest.mark.parametrize("who", ["lan", "minh", "province_officer", "tam"])
def test_only_the_lead_and_the_district_plan_for_a_facility(facility, make_plan, request, who):
    with pytest.raises(NotAllowed):
        plan_session(facility=facility, plan=make_plan(), by=request.getfixturevalue(who))


def test_a_changed_draft_keeps_its_people_and_balances_the_stock(draft, lead, lot, waiting, make_plan):
    add_people(vax_session=draft, registrations=waiting(10), by=lead)
    plan = make_plan(slot_capacity=5, stations=1, lots=(LotIssue(lot, 40),), place="Nhà văn hóa")
    changed = change_plan(vax_session=draft, plan=plan, by=lead)
    assert (changed.place, changed.stations.count(), on_shelf(lot)) == ("Nhà văn hóa", 1, 460)
    assert list(changed.slots.values_list("taken", flat=True)) == [5, 5, 0, 0]
    assert changed.lots.get().doses_issued == 40


def test_a_draft_is_not_made_smaller_than_its_people(draft, lead, waiting, make_plan):
    add_people(vax_session=draft, registrations=waiting(10), by=lead)
    with pytest.raises(RuleBroken) as refused:
        change_plan(vax_session=draft, plan=make_plan(slot_capacity=2), by=lead)
    assert codes(refused) == {PlanIs.TOO_FEW_PLACES}
    assert draft.slots.count() == 4


def test_people_fill_the_slots_in_order_and_by_the_half_day_they_wished(facility, lead, make_plan, waiting):
    hours = Hours(time(7, 30), time(15, 30), time(11, 30), time(13, 30))
    draft = plan_session(facility=facility, plan=make_plan(hours=hours, slot_capacity=2), by=lead)
    early, late = waiting(3), waiting(1, half_day="afternoon")
    added = add_people(vax_session=draft, registrations=[*early, *late], by=lead)
    assert [f"{one.slot.starts_at:%H:%M}" for one in added.appointments] == ["07:30", "07:30", "08:30", "13:30"]


def test_nobody_is_added_beyond_the_places(draft, lead, waiting):
    Slot.objects.filter(session=draft).update(capacity=2)
    with pytest.raises(RuleBroken) as refused:
        add_people(vax_session=draft, registrations=waiting(9), by=lead)
    assert codes(refused) == {SessionIs.FULL}
    assert not Appointment.objects.exists()


def test_who_has_an_appointment_already_is_passed_over(draft, lead, waiting):
    first, second = waiting(2)
    add_people(vax_session=draft, registrations=[first], by=lead)
    added = add_people(vax_session=draft, registrations=[first, second], by=lead)
    assert ([one.registration for one in added.appointments], added.passed_over) == ([second], 1)


def test_people_of_another_district_are_not_added(draft, lead, waiting):
    elsewhere = CommuneFactory(code="29989", district=DistrictFactory(code="870", name="Tam Nông"))
    with pytest.raises(NotAllowed):
        add_people(vax_session=draft, registrations=waiting(1, person__commune=elsewhere), by=lead)


def test_publishing_invites_everybody_with_time_and_place(draft, lead, phoned):
    add_people(vax_session=draft, registrations=phoned, by=lead)
    assert not Message.objects.exists()
    publish_session(vax_session=draft, by=lead)
    publish_session(vax_session=draft, by=lead)
    assert {one.state for one in Registration.objects.all()} == {"invited"}
    message = Message.objects.get(once_key=f"invitation:{phoned[0].appointments.get().ref}")
    assert "lúc 07:30 ngày" in message.body
    assert "Trạm Y tế Mỹ Thọ, Ấp 1" in message.body
    assert phoned[0].number in message.body
    assert (Message.objects.count(), subjects()) == (10, 10)


def test_the_message_speaks_the_language_of_who_registered(draft, lead, waiting, tam):
    tam.language = "en"
    tam.save()
    add_people(vax_session=draft, registrations=waiting(1, registrant=tam, registrant_phone="+84912345678"), by=lead)
    publish_session(vax_session=draft, by=lead)
    message = Message.objects.get()
    assert (message.language, message.to) == ("en", "+84912345678")


def test_who_is_added_to_a_published_session_is_invited_at_once(draft, lead, phoned):
    publish_session(vax_session=draft, by=lead)
    add_people(vax_session=draft, registrations=phoned, by=lead)
    assert (Message.objects.filter(kind="invitation").count(), subjects()) == (10, 10)


def test_a_person_taken_out_waits_again_and_frees_the_place(draft, lead, phoned):
    added = add_people(vax_session=draft, registrations=phoned, by=lead)
    publish_session(vax_session=draft, by=lead)
    remove_person(appointment=added.appointments[0], by=lead)
    remove_person(appointment=added.appointments[0], by=lead)
    phoned[0].refresh_from_db()
    assert phoned[0].state == "accepted"
    assert (sum(draft.slots.values_list("taken", flat=True)), subjects()) == (9, 9)
    assert Message.objects.filter(kind="invitation_cancelled").count() == 1
    assert add_people(vax_session=draft, registrations=phoned[:1], by=lead).passed_over == 0


def test_a_session_is_published_before_its_day(draft, lead, hoa):
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        with pytest.raises(RuleBroken) as refused:
            publish_session(vax_session=draft, by=lead)
        assert codes(refused) == {PlanIs.DAY_REACHED}
        with pytest.raises(NotAllowed):
            allow_late(vax_session=draft, reason="Mất mạng", by=lead)
        allow_late(vax_session=draft, reason="Mất mạng hôm qua", by=hoa)
        published = publish_session(vax_session=draft, by=lead).vax_session
    assert published.planned_late
    assert published.state == SessionState.PUBLISHED


def test_cancelling_tells_people_and_gives_everything_back(draft, lead, phoned, lot):
    add_people(vax_session=draft, registrations=phoned, by=lead)
    publish_session(vax_session=draft, by=lead)
    cancel_session(vax_session=draft, reason="Thiếu vắc xin", by=lead)
    assert {one.state for one in Registration.objects.all()} == {"accepted"}
    assert {one.outcome for one in draft.appointments.all()} == {Outcome.WITHDRAWN}
    assert "Thiếu vắc xin" in Message.objects.filter(kind="invitation_cancelled").first().body
    assert (on_shelf(lot), subjects(), sum(draft.slots.values_list("taken", flat=True))) == (500, 0, 0)


def test_cancelling_a_draft_tells_nobody(draft, lead, phoned, lot):
    add_people(vax_session=draft, registrations=phoned, by=lead)
    with pytest.raises(RuleBroken) as refused:
        cancel_session(vax_session=draft, reason=" ", by=lead)
    assert codes(refused) == {PlanIs.REASON_MISSING}
    cancel_session(vax_session=draft, reason="Nhầm ngày", by=lead)
    assert not Message.objects.exists()
    assert (on_shelf(lot), subjects()) == (500, 0)


def test_an_open_session_is_not_cancelled(draft, lead):
    VaccinationSession.objects.filter(pk=draft.pk).update(
        state="open", opened_at=timezone.now(), opened_by=lead, published_at=timezone.now(), published_by=lead
    )
    with pytest.raises(RuleBroken) as refused:
        cancel_session(vax_session=draft, reason="Muộn", by=lead)
    assert codes(refused) == {SessionIs.NOT_IN_THIS_STATE}


def test_publishing_needs_a_constant_number_of_queries(facility, lead, make_plan, waiting):
    counts = []
    for people in (3, 30):
        vax_session = plan_session(facility=facility, plan=make_plan(), by=lead)
        add_people(vax_session=vax_session, registrations=waiting(people), by=lead)
        counts.append(queries_of(partial(publish_session, vax_session=vax_session, by=lead)))
    assert counts[0] == counts[1]
