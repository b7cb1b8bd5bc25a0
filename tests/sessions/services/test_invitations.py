"""People whose wish changes between being chosen and being called: citizens act while the session is a draft."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from registration.models import Registration
from registration.rules.registrations import EarlierDose, WishedDose, WishGiven
from registration.services import reference
from registration.services.people import register_person
from registration.services.registrations import withdraw_registration
from sessions.rules.codes import SessionIs
from sessions.rules.measures import Measure
from sessions.rules.slots import Hours
from sessions.rules.states import Outcome
from sessions.services.overview import fill_of
from sessions.services.planning import change_plan, plan_session
from sessions.services.publishing import allow_late, publish_session
from sessions.services.seating import add_people, remove_person
from tests.factories import UserFactory
from tests.registration.told import told
from tests.sessions.services.day import codes, counted
from vaxportal.core.errors import RuleBroken
from vaxportal.messaging.models import Message

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture
def draft(facility, lead, make_plan):
    reference.load()
    return plan_session(facility=facility, plan=make_plan(), by=lead)


@pytest.fixture
def citizen():
    return UserFactory(username="citizen", phone="+84912345678")


@pytest.fixture
def register(citizen):
    def registered(**wish):
        result = register_person(told(**wish), source=Registration.Source.PUBLIC, by=citizen)
        assert result.is_new
        return Registration.objects.get(pk=result.registration.pk)

    return registered


@pytest.fixture
def chosen(draft, register, lead):
    """The registration by which the citizen was chosen for the draft."""
    registration = register()
    add_people(vax_session=draft, registrations=[registration], by=lead)
    return registration


def next_dose(days_ago):
    earlier = [EarlierDose("VAXZEVRIA", timezone.localdate() - timedelta(days=days_ago))]
    return {"wish": WishGiven(dose=WishedDose.NEXT, earlier=earlier)}


def states():
    return list(Registration.objects.order_by("pk").values_list("state", flat=True))


def test_who_withdrew_is_not_invited_and_frees_the_place(draft, chosen, citizen, waiting, lead):
    add_people(vax_session=draft, registrations=waiting(1), by=lead)
    withdraw_registration(registration=chosen, by=citizen)
    published = publish_session(vax_session=draft, by=lead)
    assert (published.invited, published.withdrawn) == (1, 1)
    assert draft.appointments.get(registration=chosen).outcome == Outcome.WITHDRAWN
    assert (states(), Message.objects.filter(kind="invitation").count()) == ([State.WITHDRAWN, State.INVITED], 0)
    assert (sum(draft.slots.values_list("taken", flat=True)), counted(draft, Measure.SUBJECTS)) == (1, 1)


def test_who_withdrew_and_registered_anew_is_invited_by_the_new_registration(draft, chosen, citizen, register, lead):
    withdraw_registration(registration=chosen, by=citizen)
    assert fill_of(draft).to_invite == 0
    anew = register()
    assert fill_of(draft).to_invite == 1
    assert publish_session(vax_session=draft, by=lead).invited == 1
    assert draft.appointments.get().registration == anew
    assert states() == [State.WITHDRAWN, State.INVITED]
    assert anew.number in Message.objects.get(kind="invitation").body


def test_whose_course_goes_on_and_who_registers_for_it_is_invited_by_that(draft, chosen, register, lead):
    Registration.objects.update(state=State.DONE)
    anew = register(**next_dose(60))
    publish_session(vax_session=draft, by=lead)
    assert draft.appointments.get().registration == anew
    assert states() == [State.DONE, State.INVITED]


def test_the_same_holds_for_who_is_added_to_a_published_session(draft, register, lead):
    done = register()
    Registration.objects.update(state=State.DONE)
    anew = register(**next_dose(60))
    publish_session(vax_session=draft, by=lead)
    add_people(vax_session=draft, registrations=[done], by=lead)
    assert draft.appointments.get().registration == anew
    assert states() == [State.DONE, State.INVITED]


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.DONE])
def test_who_is_called_off_waits_again_only_where_they_were_invited(draft, chosen, lead, state):
    publish_session(vax_session=draft, by=lead)
    Registration.objects.update(state=state)
    remove_person(appointment=draft.appointments.get(), by=lead)
    assert states() == [state]


def test_the_lead_hears_how_many_had_withdrawn(client, draft, chosen, citizen, lead):
    withdraw_registration(registration=chosen, by=citizen)
    client.force_login(lead)
    asked = client.get(reverse("sessions:session_publish", args=[draft.ref])).content.decode()
    assert "0 người nhận tin nhắn" in asked and "1 người đã rút đăng ký sau khi được chọn" in asked
    said = client.post(reverse("sessions:session_publish", args=[draft.ref]), follow=True).content.decode()
    assert "Đã công bố và mời 0 người." in said
    assert "1 người đã rút đăng ký nên không được mời." in said


@pytest.fixture
def half_past_nine(tomorrow):
    """Of the day of the plan: two of its four slots of 30 places have ended."""
    with time_machine.travel(timezone.make_aware(datetime.combine(tomorrow, time(9, 30))), tick=False):
        yield


@pytest.fixture
def phoned(waiting, draft, lead):
    """Two people with a phone, chosen the day before."""
    made = waiting(2)
    for number, one in enumerate(made):
        one.person.phone = f"+8491234567{number}"
        one.person.save()
    add_people(vax_session=draft, registrations=made, by=lead)
    return made


def times(draft):
    return [f"{one.slot.starts_at:%H:%M}" for one in draft.appointments.select_related("slot").order_by("pk")]


def test_published_late_a_session_calls_people_to_a_time_that_is_still_to_come(
    draft, phoned, hoa, lead, half_past_nine
):
    draft.slots.filter(starts_at=time(9, 30)).update(capacity=1)
    draft.slots.filter(starts_at=time(10, 30)).update(capacity=0)
    allow_late(vax_session=draft, reason="Mất mạng", by=hoa)
    published = publish_session(vax_session=draft, by=lead)
    assert times(draft) == ["09:30", "07:30"]
    assert list(draft.slots.values_list("taken", flat=True)) == [1, 0, 1, 0]
    assert (published.invited, published.too_late) == (2, 1)
    assert "lúc 09:30 ngày" in Message.objects.get(kind="invitation").body


def test_people_added_in_the_course_of_the_day_take_what_is_still_to_come(draft, waiting, hoa, lead, half_past_nine):
    allow_late(vax_session=draft, reason="Mất mạng", by=hoa)
    publish_session(vax_session=draft, by=lead)
    assert fill_of(draft).left == fill_of(draft).wanted == 60
    add_people(vax_session=draft, registrations=waiting(1), by=lead)
    assert (times(draft), fill_of(draft).left) == (["09:30"], 59)
    draft.slots.filter(starts_at__gte=time(9, 30)).update(capacity=1)
    with pytest.raises(RuleBroken) as refused:
        add_people(vax_session=draft, registrations=waiting(2), by=lead)
    assert codes(refused) == {SessionIs.FULL}


def test_a_draft_changed_in_the_course_of_its_day_seats_people_in_time_first(
    draft, phoned, lead, make_plan, half_past_nine
):
    change_plan(vax_session=draft, plan=make_plan(slot_capacity=1, hours=Hours(time(7, 30), time(10, 30))), by=lead)
    assert times(draft) == ["09:30", "07:30"]
