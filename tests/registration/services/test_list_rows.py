"""Rows that wait: mended on the page, decided, set aside; and what an upload of the mended file does."""

import json

import pytest

from registration.imports.lists import understood_cells
from registration.models import ContactOffer, Lookalike, Person, Registration
from registration.rules.codes import ListIs, PersonIs
from registration.services.list_mending import decide_row, mend_row, set_row_aside
from tests.registration.lists import HEADINGS, make_organization, read, sheet, worker, workers
from vaxportal.core.errors import NotAllowed


def mend(row, by, **cells):
    return mend_row(row, cells=cells, understand=understood_cells, by=by)


def decide(row, by, same_as=None):
    return decide_row(row, same_as=same_as, understand=understood_cells, by=by)


def counts(worker_list):
    worker_list.refresh_from_db()
    names = ("accepted", "repaired", "linked", "unclear", "refused", "set_aside")
    return {name: count for name in names if (count := getattr(worker_list, f"rows_{name}"))}


def alike(number=1, **change):
    """The same worker but for two swapped digits of the identity number."""
    row = worker(number, **change)
    digits = row[6]
    row[6] = digits[:-2] + digits[-1] + digits[-2]
    assert row[6] != digits
    return row


def test_a_mended_cell_registers_the_worker_and_the_row_as_it_came_is_kept(company):
    worker_list = read(company, sheet(worker(1), worker(2, phone="12")))
    row = worker_list.rows.get(number=3)
    done = mend(row, company[1], phone="0912345678")
    assert (done.outcome, done.person.phone, json.loads(done.cells)["phone"]) == ("accepted", "+84912345678", "12")
    assert counts(worker_list) == {"accepted": 2}
    assert Registration.objects.filter(worker_list=worker_list).count() == 2


def test_a_cell_that_is_still_wrong_says_so_and_registers_nobody(company):
    worker_list = read(company, sheet(worker(1, phone="12", sex="7")))
    row = mend(worker_list.rows.get(), company[1], phone="0912345678")
    assert (row.outcome, [problem["field"] for problem in row.problems]) == ("refused", ["sex"])
    row = mend(row, company[1], sex="1")
    assert (row.outcome, counts(worker_list)) == ("accepted", {"accepted": 1})


def test_a_second_click_mends_nothing_twice(company):
    worker_list = read(company, sheet(worker(1, phone="12")))
    row = worker_list.rows.get()
    mend(row, company[1], phone="0912345678")
    again = mend(row, company[1], phone="0912345679")
    assert (again.person.phone, Person.objects.count(), counts(worker_list)) == ("+84912345678", 1, {"accepted": 1})


def test_nobody_but_the_organization_mends(world, company):
    worker_list = read(company, sheet(worker(1, phone="12")))
    stranger = make_organization(world, username="other", name="Công ty Khác")[1]
    with pytest.raises(NotAllowed):
        mend(worker_list.rows.get(), stranger, phone="0912345678")


def test_a_worker_who_looks_like_a_known_one_waits_for_a_decision(company):
    read(company, workers(1))
    worker_list = read(company, sheet(alike()))
    row = worker_list.rows.get()
    assert (row.outcome, [problem["code"] for problem in row.problems]) == ("unclear", [PersonIs.POSSIBLY_KNOWN])
    assert [match["person"] for match in row.matches] == [str(Person.objects.get().ref)]
    assert "id_swapped" in str(row.matches[0]["differs"])


def test_decided_as_the_same_person_nobody_is_registered_twice(company):
    read(company, workers(1))
    worker_list = read(company, sheet(alike()))
    known = Person.objects.get()
    row = decide(worker_list.rows.get(), company[1], known.ref)
    assert (row.outcome, row.person, counts(worker_list)) == ("linked", known, {"linked": 1})
    assert Person.objects.get().id_number == known.id_number


def test_decided_as_somebody_else_there_are_two_and_nobody_asks_again(company):
    read(company, workers(1))
    worker_list = read(company, sheet(alike()))
    row = decide(worker_list.rows.get(), company[1])
    assert (row.outcome, row.made_person, Person.objects.count()) == ("accepted", True, 2)
    assert Lookalike.objects.get().verdict == "two"
    again = read(company, sheet(worker(1, group="9"), alike(group="9")))
    assert [one.outcome for one in again.rows.all()] == ["linked", "linked"]


def test_without_a_number_the_same_name_and_phone_may_be_two_people_by_decision(company):
    """Twins Hoa and Hòa, with their parents' phone."""
    twins = [worker(1, id="", name=name) for name in ("Nguyễn Thị Hoa", "Nguyễn Thị Hòa")]
    worker_list = read(company, sheet(*twins))
    assert [row.outcome for row in worker_list.rows.all()] == ["accepted", "unclear"]
    decide(worker_list.rows.get(outcome="unclear"), company[1])
    assert (Person.objects.count(), counts(worker_list)) == (2, {"accepted": 2})


def test_a_shared_phone_is_no_duplicate(company):
    dormitory = [worker(number, phone="0912345678") for number in range(1, 60)]
    assert counts(read(company, sheet(*dormitory))) == {"accepted": 59}


def test_a_row_set_aside_waits_no_longer_and_can_be_mended_after_all(company):
    worker_list = read(company, sheet(worker(1, phone="12")))
    row = set_row_aside(worker_list.rows.get(), by=company[1])
    assert counts(worker_list) == {"set_aside": 1}
    assert worker_list.rows_left == 0
    mend(row, company[1], phone="0912345678")
    assert counts(worker_list) == {"accepted": 1}


def test_the_mended_file_does_only_what_changed(company):
    first = read(company, sheet(worker(1), worker(2, phone="12"), worker(3)))
    registered = set(Registration.objects.values_list("pk", flat=True))
    again = read(company, sheet(worker(1), worker(2, phone="0912345678"), worker(3), worker(4, phone="13")))
    assert [row.outcome for row in again.rows.all()] == ["linked", "accepted", "linked", "refused"]
    codes = [problem["code"] for row in again.rows.filter(outcome="linked") for problem in row.problems]
    assert codes == [ListIs.TAKEN_BEFORE, ListIs.TAKEN_BEFORE]
    assert len(set(Registration.objects.values_list("pk", flat=True)) - registered) == 1
    assert counts(first) == {"accepted": 2, "refused": 1}


def test_other_contact_data_are_offered_and_never_written_over_what_stands(company):
    heads = (*HEADINGS, "Địa chỉ")
    read(company, sheet([*worker(1, phone="0912345678"), "Ấp 1"], headings=heads))
    read(company, sheet([*worker(1, phone="0987654321"), "Ấp 1"], headings=heads))
    person, offer = Person.objects.get(), ContactOffer.objects.get()
    assert (person.phone, json.loads(offer.given), offer.taken) == ("+84912345678", {"phone": "+84987654321"}, None)
