"""An upload is taken back as one act, or it says exactly what rests on it."""

import pytest
from django.db import connection

from registration.imports import lists as door
from registration.imports.lists import work_on_lists
from registration.models import ContactOffer, Person, PersonMerge, Registration, ReportedDose, SharingAnswer
from registration.rules.codes import Depends, ListIs
from registration.services import list_reading, lists
from registration.services.list_undo import dependences, undo_list
from registration.services.lists import drop_list
from registration.wording import WORDING
from tests.factories import AppointmentFactory, PersonFactory, RegistrationFactory, UserFactory, VaccineFactory
from tests.races import in_flight
from tests.registration.lists import HEADINGS, handed_in, make_organization, read, sheet, worker, workers
from vaxportal.core.errors import NotAllowed, RuleBroken


def test_people_and_registrations_of_the_list_go_and_its_answers_stay(company):
    worker_list = read(company, workers(3))
    undone = undo_list(worker_list, by=company[1])
    assert (undone.state, Person.objects.count(), Registration.objects.count()) == ("undone", 0, 0)
    assert [row.outcome for row in undone.rows.all()] == ["accepted"] * 3
    assert undo_list(worker_list, by=company[1]).undone_at == undone.undone_at


def test_the_same_file_can_be_handed_in_again_and_is_read_from_the_beginning(company):
    content = workers(3)
    undo_list(read(company, content), by=company[1])
    assert read(company, content).rows_accepted == 3


def test_somebody_who_was_there_before_stays_as_they_were(company):
    heads = (*HEADINGS, "Số thẻ BHYT")
    read(company, sheet([*worker(1), ""], headings=heads))
    second = read(company, sheet([*worker(1), "8712345678"], [*worker(2), ""], headings=heads))
    assert Person.objects.exclude(bhyt_lookup=None).count() == 1
    undo_list(second, by=company[1])
    [person] = Person.objects.all()
    assert (person.id_number, person.bhyt, person.bhyt_lookup) == (worker(1)[6], "", None)
    assert person.registrations.count() == 1


def test_doses_that_the_list_told_go_with_it(company):
    VaccineFactory()
    heads = (*HEADINGS, "Tên vắc xin", "Ngày tiêm")
    worker_list = read(company, sheet([*worker(1), "AstraZeneca", "01/06/2021"], headings=heads))
    assert ReportedDose.objects.count() == 1
    undo_list(worker_list, by=company[1])
    assert not ReportedDose.objects.exists()


@pytest.mark.parametrize("why", [Depends.INVITED, Depends.REGISTERED_AGAIN, Depends.HAS_ACCOUNT, Depends.IN_OTHER_LIST])
def test_what_rests_on_it_is_told_row_by_row_and_nothing_is_taken_back(company, world, why):
    worker_list = read(company, workers(3))
    person = worker_list.rows.get(number=3).person
    if why == Depends.INVITED:
        AppointmentFactory(person=person, registration=person.registrations.get())
    elif why == Depends.REGISTERED_AGAIN:
        person.registrations.update(state="withdrawn")
        RegistrationFactory(person=person)
    elif why == Depends.HAS_ACCOUNT:
        Person.objects.filter(pk=person.pk).update(account=UserFactory(username="citizen-x"))
    else:
        read(make_organization(world, username="other", name="Công ty Khác"), sheet(worker(2)))
    assert [(one.row.number, one.why) for one in dependences(worker_list)] == [(3, why)]
    with pytest.raises(RuleBroken) as refused:
        undo_list(worker_list, by=company[1])
    assert [problem.code for problem in refused.value.problems] == [ListIs.RESTS_ON_IT]
    assert Person.objects.count() == 3


def test_only_the_organization_takes_it_back(world, company):
    worker_list = read(company, workers(1))
    with pytest.raises(NotAllowed):
        undo_list(worker_list, by=make_organization(world, username="other", name="Công ty Khác")[1])


def test_a_file_that_was_not_meant_is_dropped_before_anything_is_saved(company):
    worker_list = handed_in(company, workers(2), starts_by_itself=False)
    work_on_lists()
    dropped = drop_list(worker_list, by=company[1])
    assert (dropped.state, bytes(dropped.content), Person.objects.count()) == ("undone", b"", 0)
    with pytest.raises(RuleBroken) as refused:
        drop_list(read(company, workers(1)), by=company[1])
    assert [problem.code for problem in refused.value.problems] == [ListIs.BEING_READ]


def test_what_an_undo_says_tells_no_employer_who_was_injected():
    assert WORDING[Depends.INJECTED] == WORDING[Depends.INVITED]


def test_answers_about_sharing_and_settled_offers_do_not_outlive_the_person(company, lan):
    """Whoever asked at a desk has answered about this employer; no session follows from it."""
    worker_list = read(company, sheet(worker(1)))
    person = worker_list.rows.get().person
    SharingAnswer.objects.create(person=person, organization=company[0], shares=True, answered_by=lan)
    ContactOffer.objects.create(
        person=person,
        organization=company[0],
        row=worker_list.rows.get(),
        given="{}",
        taken=False,
        decided_at=worker_list.uploaded_at,
        decided_by=lan,
    )
    undo_list(worker_list, by=company[1])
    connection.check_constraints()
    assert not Person.objects.exists()


def test_a_dose_that_somebody_else_has_told_rests_on_it(company, lan):
    worker_list = read(company, workers(2))
    person = worker_list.rows.get(number=3).person
    ReportedDose.objects.create(
        person=person, vaccine=VaccineFactory(), number=1, given_on="2021-05-01", source="staff"
    )
    assert [(one.row.number, one.why) for one in dependences(worker_list)] == [(3, Depends.DOSE_TOLD)]


def test_a_merge_rests_on_it_even_when_it_was_undone(company, hoa):
    worker_list = read(company, workers(2))
    gone, kept = (row.person for row in worker_list.rows.order_by("number"))
    PersonMerge.objects.create(
        kept=PersonFactory(commune=kept.commune),
        gone=gone,
        reason="x",
        merged_by=hoa,
        undone_by=hoa,
        merged_at=worker_list.uploaded_at,
        undone_at=worker_list.uploaded_at,
        undo_reason="y",
        moved={},
        before="{}",
    )
    assert [(one.row.number, one.why) for one in dependences(worker_list)] == [(2, Depends.MERGED)]


def test_a_list_that_broke_off_is_taken_back_and_never_merely_dropped(company):
    """What its first batches brought in would stay behind without a list that could take it away."""
    worker_list = handed_in(company, workers(60))
    lists.look_on(door._look)
    list_reading.read_on(door._next_rows)
    list_reading.read_on(lambda _list, _size: 1 / 0)
    door.close_all()
    worker_list.refresh_from_db()
    assert (worker_list.state, Person.objects.count()) == ("failed", 50)
    with pytest.raises(RuleBroken) as refused:
        drop_list(worker_list, by=company[1])
    assert [problem.code for problem in refused.value.problems] == [ListIs.BEING_READ]
    assert (undo_list(worker_list, by=company[1]).state, Person.objects.count()) == ("undone", 0)


@pytest.mark.django_db(transaction=True)
def test_an_appointment_in_flight_is_told_and_not_torn(company):
    known = company, sheet(worker(1))
    read(*known)
    Registration.objects.update(state="withdrawn")
    worker_list = read(make_organization(company[0].commune, username="other", name="Công ty Khác"), sheet(worker(1)))
    wish = worker_list.rows.get().person.registrations.get(worker_list=worker_list)

    def invited():
        Registration.objects.filter(pk=wish.pk).update(state="invited")
        return AppointmentFactory(person=wish.person, registration=wish)

    with pytest.raises(RuleBroken) as refused:
        in_flight(invited, lambda: undo_list(worker_list, by=worker_list.uploaded_by))
    assert [problem.code for problem in refused.value.problems] == [ListIs.RESTS_ON_IT]
