"""What an employer may know: counts; a name only where that person has said yes; never anything clinical."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from registration.imports.progress import counted, shared
from registration.models import ContactOffer, Person, ReportedDose, SharingAnswer
from registration.rules.codes import OrganizationIs
from registration.services.contact_offers import settle_offer
from registration.services.counts import Counts, counts_of, few
from registration.services.reminding import remind_the_rest
from registration.services.sharing import answer_sharing, shared_with, sharing_of, unanswered
from tests.factories import AppointmentFactory, UserFactory, VaccineFactory
from tests.registration.lists import make_organization, read, sheet, worker, workers
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.messaging.models import Message


def people(company, count=6):
    return [row.person for row in read(company, workers(count)).rows.select_related("person")]


def owned(person):
    """By the account that has proved the phone."""
    person.account = UserFactory(username=f"citizen {person.pk}")
    person.save(update_fields=["account"])
    return person.account


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [
        (0, 100, "dưới 5"),
        (4, 100, "dưới 5"),
        (5, 100, "5"),
        (95, 100, "95"),
        (96, 100, "đủ, hoặc thiếu dưới 5"),
        (100, 100, "đủ, hoặc thiếu dưới 5"),
        (3, 3, "dưới 5"),
    ],
)
def test_neither_the_counted_nor_the_others_are_fewer_than_five(count, of, shown):
    assert str(few(count, of=of)) == shown


def test_each_person_counts_once_and_by_how_far_they_have_got(company):
    everybody = people(company)
    read(company, sheet(worker(1, group="9"), worker(50)))  # one of them again
    vaccine = VaccineFactory()
    for number, on in ((1, date(2021, 6, 1)), (2, date(2021, 8, 1))):
        ReportedDose.objects.create(person=everybody[0], vaccine=vaccine, number=number, given_on=on, source="self")
    AppointmentFactory(person=everybody[1], registration=everybody[1].registrations.get(), session__state="published")
    absent = AppointmentFactory(person=everybody[2], registration=everybody[2].registrations.get())
    type(absent).objects.filter(pk=absent.pk).update(
        outcome="no_show", outcome_at=timezone.now(), outcome_by=absent.created_by
    )
    counts = counts_of([company[0].pk])[company[0].pk]
    assert counts == Counts(registered=7, invited=1, first_dose=1, second_dose=1, no_show=1)
    assert counts_of([company[0].pk], on=timezone.localdate() + timedelta(days=400))[company[0].pk] == Counts(7)


def test_nobody_is_named_before_they_agree_and_nobody_after_they_take_it_back(company):
    person = people(company)[0]
    account = owned(person)
    assert list(unanswered(person)) == [company[0]]
    assert shared_with(*company) == []
    answer_sharing(person=person, organization=company[0], shares=True, by=account)
    [seen] = shared_with(*company)
    assert (seen.name, seen.number, seen.invited_for) == (person.full_name, 0, None)
    answer_sharing(person=person, organization=company[0], shares=False, by=account)
    assert (shared_with(*company), sharing_of(person)) == ([], [(company[0], False)])
    assert SharingAnswer.objects.get().shares is False


def test_staff_ask_at_the_desk_but_strangers_and_the_employer_do_not_answer(company, world, lan, minh):
    person = people(company)[0]
    for somebody in (company[1], minh, make_organization(world, username="other", name="Công ty Khác")[1]):
        with pytest.raises(NotAllowed):
            answer_sharing(person=person, organization=company[0], shares=True, by=somebody)
    assert answer_sharing(person=person, organization=company[0], shares=True, by=lan).answered_by == lan


def test_an_answer_to_one_employer_says_nothing_to_another(company, world):
    person = people(company)[0]
    other = make_organization(world, username="other", name="Công ty Khác")
    answer_sharing(person=person, organization=company[0], shares=True, by=owned(person))
    assert shared_with(*other) == []
    with pytest.raises(NotAllowed):
        answer_sharing(person=person, organization=other[0], shares=True, by=person.account)
    with pytest.raises(NotAllowed):
        shared_with(company[0], other[1])


def test_the_rest_are_reminded_once_and_nobody_learns_who(company):
    everybody = people(company)
    ReportedDose.objects.create(
        person=everybody[0], vaccine=VaccineFactory(), number=1, given_on=date(2021, 6, 1), source="self"
    )
    assert remind_the_rest(company[0], by=company[1]) == 5
    told = {message.to for message in Message.objects.filter(kind="organization_reminder")}
    assert told == {person.phone for person in everybody[1:]}
    with pytest.raises(RuleBroken) as refused:
        remind_the_rest(company[0], by=company[1])
    assert [problem.code for problem in refused.value.problems] == [OrganizationIs.REMINDED_LATELY]


def test_what_is_taken_home_has_no_small_number_and_no_formula(company):
    person = people(company)[0]
    Person.objects.filter(pk=person.pk).update(full_name="=1+1")
    answer_sharing(person=person, organization=company[0], shares=True, by=owned(person))
    assert "Đã tiêm mũi 1,dưới 5" in counted(Counts(registered=6, first_dose=3)).export("csv")
    assert "'=1+1" in shared(shared_with(*company)).export("csv")


def test_offered_contact_data_are_taken_by_the_person_or_staff_and_by_nobody_else(company, lan, minh):
    read(company, sheet(worker(1, phone="0912345678")))
    read(company, sheet(worker(1, phone="0987654321")))
    offer = ContactOffer.objects.get()
    for somebody in (company[1], minh):
        with pytest.raises(NotAllowed):
            settle_offer(offer, take=True, by=somebody)
    settle_offer(offer, take=True, by=lan)
    assert Person.objects.get().phone == json.loads(offer.given)["phone"] == "+84987654321"


def test_left_alone_the_record_stays(company, lan):
    read(company, sheet(worker(1, phone="0912345678")))
    read(company, sheet(worker(1, phone="0987654321")))
    settled = settle_offer(ContactOffer.objects.get(), take=False, by=lan)
    assert (settled.taken, Person.objects.get().phone) == (False, "+84912345678")
    assert settle_offer(settled, take=True, by=lan).taken is False
