"""A citizen's own book."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registration.models import Person, Registration
from registration.services.people import register_person
from registration.services.registrations import accept_registrations
from registration.views.book import stages
from sessions.services.doses import record_dose
from tests.factories import AppointmentFactory, SessionFactory, SessionLotFactory
from tests.registration.told import told
from tests.sessions.services.day import entry
from vaxportal.core.errors import NotAllowed, RuleBroken


def url(name, *args):
    return reverse(f"registration:{name}", args=args)


@pytest.fixture
def registered(citizen):
    return register_person(told(), source=Registration.Source.PUBLIC, by=citizen)


@pytest.fixture
def browser(citizen):
    client = Client()
    client.force_login(citizen)
    return client


def test_the_book_shows_how_far_a_registration_has_got(registered, browser, lan):
    titles = [stage.title for stage in stages(registered.registration)]
    assert titles == ["Đã tiếp nhận", "Chờ điểm tiêm duyệt", "Chờ lịch hẹn", "Tiêm"]
    accept_registrations(refs=[registered.registration.ref], by=lan)
    told_now = stages(Registration.objects.get())
    assert [stage.state for stage in told_now] == ["done", "done", "now", "todo"]
    assert all(stage.when for stage in told_now[:2])
    assert "Đã duyệt" in browser.get(url("own_person", registered.person.ref)).content.decode()


def days_of(registration):
    return [(stage.title, stage.when) for stage in stages(Registration.objects.get(pk=registration.pk))]


def test_each_step_shows_the_day_on_which_it_was_reached(registered):
    """Not the day on which the row was changed: what happened may be typed afterwards."""
    moments = [datetime(2021, 9, day, 9, tzinfo=UTC) for day in (1, 4, 7)]
    mine = Registration.objects.filter(pk=registered.registration.pk)
    mine.update(created_at=moments[0], state_changed_at=moments[0])
    mine.update(state="accepted", state_changed_at=moments[1])
    mine.update(state="invited", state_changed_at=moments[2])
    days = [("Đã tiếp nhận", "01/09/2021"), ("Đã duyệt", "04/09/2021"), ("Đã hẹn lịch tiêm", "07/09/2021")]
    assert days_of(registered.registration) == [*days, ("Tiêm", "")]
    mine.update(state="withdrawn", state_changed_at=moments[2])
    assert days_of(registered.registration) == [*days, ("Đã rút đăng ký", "07/09/2021")]


def test_who_was_invited_at_once_was_accepted_by_that(registered):
    moment = datetime(2021, 9, 7, 9, tzinfo=UTC)
    mine = Registration.objects.filter(pk=registered.registration.pk)
    mine.update(state="invited", state_changed_at=moment)
    assert days_of(registered.registration)[1:3] == [("Đã duyệt", "07/09/2021"), ("Đã hẹn lịch tiêm", "07/09/2021")]


def test_the_day_of_the_dose_is_shown_where_it_was_typed_later(registered, facility, lan, browser):
    yesterday = timezone.now() - timedelta(days=1)
    vax_session = SessionFactory(open_now=True, facility=facility, day=timezone.localdate(yesterday))
    mine = {"person": registered.person, "registration": registered.registration}
    appointment = AppointmentFactory(session=vax_session, cleared=True, **mine)
    given = entry(SessionLotFactory(session=vax_session), lan, given_at=yesterday)
    record_dose(appointment=appointment.ref, entry=given, ref=uuid4(), by=lan)
    assert days_of(registered.registration)[-1] == ("Đã tiêm", f"{timezone.localtime(yesterday):%d/%m/%Y}")
    page = browser.get(url("own_person", registered.person.ref)).content.decode()
    assert "Mũi 1" in page and "Cơ bản" not in page  # as at the desk and on the confirmation


def test_an_appointment_shows_time_place_and_qr(registered, browser, facility):
    AppointmentFactory(session=SessionFactory(facility=facility), person=registered.person, registration=None)
    page = browser.get(url("own_person", registered.person.ref)).content.decode()
    assert facility.name in page
    assert page.count("<svg") > 1


def test_numbers_are_masked(registered, browser):
    page = browser.get(url("own_person", registered.person.ref)).content.decode()
    assert "087190004567" not in page
    assert "567" in page


def test_contact_data_may_be_changed_and_nothing_else(registered, browser):
    given = {"phone": "0987 654 321", "email": "moi@vidu.vn", "address": "Ấp 3", "full_name": "Khác"}
    assert browser.post(url("own_contact", registered.person.ref), given).status_code == 303
    person = Person.objects.get()
    assert (person.phone, person.email, person.address) == ("+84987654321", "moi@vidu.vn", "Ấp 3")
    assert person.full_name == "Nguyễn Thị Minh Khai"
    assert list(Person.objects.with_phone("+84987654321")) == [person]
    wrong = browser.post(url("own_contact", person.ref), {"phone": "12", "email": "x", "address": ""})
    assert wrong.status_code == 422
    assert Person.objects.get().phone == "+84987654321"


def test_a_registration_is_withdrawn_and_the_next_one_starts_anew(registered, browser, citizen):
    address = url("own_registration_withdraw", registered.registration.ref)
    assert browser.get(address).status_code == 200
    assert Registration.objects.get().state == "received"
    assert browser.post(address, {"confirm": "1"}).status_code == 303
    assert Registration.objects.get().state == "withdrawn"
    again = register_person(told(), source=Registration.Source.PUBLIC, by=citizen)
    assert again.is_new


def test_who_has_an_appointment_tells_the_site(registered, browser):
    Registration.objects.update(state="invited")
    response = browser.post(url("own_registration_withdraw", registered.registration.ref), {"confirm": "1"})
    assert response.status_code == 422
    assert Registration.objects.get().state == "invited"


def test_nobody_else_withdraws_or_changes(registered, other_citizen):
    from registration.services.contact import ContactGiven, change_contact
    from registration.services.registrations import withdraw_registration

    with pytest.raises(NotAllowed):
        withdraw_registration(registration=registered.registration, by=other_citizen)
    with pytest.raises(NotAllowed):
        change_contact(
            person=registered.person, given=ContactGiven(phone="0912345678", email="", address=""), by=other_citizen
        )


def test_a_joined_registration_never_follows_the_one_before_it(registered, other_citizen):
    joined = register_person(told(), source=Registration.Source.PUBLIC, by=other_citizen).registration
    Registration.objects.filter(behind=None).update(state="done")
    Registration.objects.filter(pk=joined.pk).update(state="done")
    assert [stage.state for stage in stages(Registration.objects.get(pk=joined.pk))] == ["done", "now", "todo", "todo"]


def test_without_a_phone_somebody_with_an_account_cannot_be(registered, citizen):
    from registration.services.contact import ContactGiven, change_contact

    with pytest.raises(RuleBroken):
        change_contact(person=registered.person, given=ContactGiven(phone="", email="", address=""), by=citizen)


@pytest.mark.parametrize("people", [1, 4])
def test_queries_of_the_book_do_not_grow(citizen, browser, django_assert_max_num_queries, people):
    for number in range(people):
        given = told(id_number=f"08719000000{number}", full_name=f"Nguyễn Thị {'ABCD'[number]}")
        register_person(given, source=Registration.Source.PUBLIC, by=citizen)
    with django_assert_max_num_queries(8):
        browser.get(url("own_people"))


def test_following_a_registration_begins_with_the_phone(world):
    response = Client().get(url("registration_lookup"))
    assert response.url.startswith(reverse("accounts:citizen_login"))


def test_staff_follow_nothing_of_their_own(client, lan):
    client.force_login(lan)
    assert client.get(url("registration_lookup")).url == reverse("today")


@pytest.mark.parametrize("name", ["own_contact", "own_registration_withdraw"])
def test_every_page_of_the_book_leads_back(registered, browser, name):
    subject = registered.person if name == "own_contact" else registered.registration
    back = url("own_person", subject.ref) if name == "own_contact" else url("own_people")
    assert f'href="{back}"' in browser.get(url(name, subject.ref)).content.decode()
