from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sessions.models import AdverseEvent, Dose
from sessions.rules.codes import DeskIs
from sessions.rules.desk import ReactionGiven
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.services.doses import record_dose, void_dose
from sessions.services.observation import end_observation
from sessions.services.reactions import record_reaction
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory
from tests.sessions.services.day import codes, counted, entry
from vaxportal.core.errors import RuleBroken
from vaxportal.messaging.models import Message


@pytest.fixture
def dose(facility, lan):
    vax_session = SessionFactory(open_now=True, facility=facility)
    lot = SessionLotFactory(session=vax_session)
    appointment = AppointmentFactory(session=vax_session, cleared=True)
    return record_dose(appointment=appointment.ref, entry=entry(lot, lan), ref=uuid4(), by=lan)


def given(reaction="fever", *, is_serious=False, after=timedelta(0)):
    return ReactionGiven(reaction=reaction, is_serious=is_serious, began_at=timezone.now() + after)


def react(dose, given, nurse, ref=None):
    return record_reaction(dose=dose, given=given, ref=ref or uuid4(), by=nurse)


def test_a_reaction_is_one_case_however_many_signs(dose, lan):
    react(dose, given("fever"), lan)
    react(dose, given("pain"), lan)
    assert counted(dose.session, Measure.REACTIONS_ORDINARY) == 1
    assert AdverseEvent.objects.count() == 2


def test_anaphylaxis_is_serious_whatever_was_ticked(dose, lan):
    assert react(dose, given("anaphylaxis"), lan).is_serious
    assert counted(dose.session, Measure.REACTIONS_SERIOUS) == 1


def test_the_same_reaction_sent_twice_is_one(dose, lan):
    ref, fever, now = uuid4(), given(), ReactionGiven(reaction="fever", is_serious=False)
    assert react(dose, fever, lan, ref) == react(dose, fever, lan, ref) == react(dose, now, lan, ref)
    for other in {"is_serious": True}, {"note": "39 độ"}, {"began_at": fever.began_at + timedelta(seconds=1)}:
        with pytest.raises(RuleBroken) as refused:
            react(dose, replace(fever, **other), lan, ref)
        assert codes(refused) == {DeskIs.REF_TAKEN}


@pytest.mark.parametrize(
    ("reaction", "code"),
    [
        ({"reaction": "sneeze"}, DeskIs.REACTION_UNKNOWN),
        ({"after": timedelta(hours=-1)}, DeskIs.REACTION_BEFORE_DOSE),
        ({"after": timedelta(hours=1)}, DeskIs.REACTION_IN_FUTURE),
    ],
    ids=["unknown", "before_the_dose", "in_the_future"],
)
def test_a_reaction_that_cannot_be(dose, lan, reaction, code):
    with pytest.raises(RuleBroken) as refused:
        react(dose, given(**reaction), lan)
    assert codes(refused) == {code}


def test_a_voided_dose_has_no_reaction(dose, lan, lead):
    void_dose(dose=dose, reason="Ghi nhầm người", by=lead)
    with pytest.raises(RuleBroken) as refused:
        react(dose, given(), lan)
    assert codes(refused) == {DeskIs.DOSE_VOIDED}


def test_leaving_before_thirty_minutes_needs_a_reason(dose, lan):
    with pytest.raises(RuleBroken) as refused:
        end_observation(appointment=dose.appointment, by=lan)
    assert codes(refused) == {DeskIs.OBSERVATION_TOO_SHORT}
    assert refused.value.problems[0].facts["minutes"] == 30
    assert end_observation(appointment=dose.appointment, by=lan, override=Override("Có việc gấp")).left_by == lan


def test_after_thirty_minutes_the_person_leaves(dose, lan):
    Dose.objects.update(given_at=timezone.now() - timedelta(minutes=30))
    left = end_observation(appointment=dose.appointment, by=lan)
    assert end_observation(appointment=dose.appointment, by=lan).left_at == left.left_at


def test_a_serious_event_is_told_to_lead_district_and_province_without_a_name(dose, lan, lead, hoa, province_officer):
    for user in (lead, hoa, province_officer, lan):
        user.email = f"{user.username}@example.vn"
        user.save()
    react(dose, given("anaphylaxis"), lan)
    letters = Message.objects.filter(kind="serious_reaction")
    assert {one.to for one in letters} == {"lead@example.vn", "hoa@example.vn", "so@example.vn"}
    assert all(dose.person.full_name not in one.body and one.urgent for one in letters)


def test_an_ordinary_reaction_alarms_nobody(dose, lan, lead):
    react(dose, given("fever"), lan)
    assert not Message.objects.exists()
