"""django-import-export's own import of people: whole batches to the service, and nothing past it."""

from datetime import datetime

import pytest
from import_export.exceptions import ImportError as ImportRefused
from tablib import Dataset

from registration.imports.columns import results
from registration.imports.resource import WorkersResource
from registration.models import Person, Registration, WorkerList
from registration.services.list_undo import undo_list
from tests.queries import queries_of
from tests.registration.lists import HEADINGS, make_organization, worker
from vaxportal.audit.models import Entry
from vaxportal.core.errors import NotAllowed
from vaxportal.messaging.models import Message


@pytest.fixture
def company(world):
    return make_organization(world)


def resource(company):
    organization, by = company
    return WorkersResource(organization=organization, by=by)


def rows_of(*rows, headings=HEADINGS):
    return Dataset(*rows, headers=headings)


def took(result):
    return [row.import_type for row in result.rows]


def codes(row):
    return {(problem.field, problem.code) for problem in row.problems}


def test_rows_become_a_list_with_an_answer_each(company):
    wrong = worker(3, id="12345", phone="12")
    result = resource(company).import_data(rows_of(worker(1), worker(2, name="lê thị  hoa"), wrong, worker(1)))
    assert took(result) == ["new", "new", "invalid", "skip"]
    assert {one.code for one in result.rows[1].repairs} == {"name_tidied", "name_case"}
    assert codes(result.rows[2]) == {("id", "id_length"), ("phone", "phone_length")}
    assert codes(result.rows[3]) == {("id", "duplicate_in_list")}
    [refused] = result.invalid_rows
    assert (refused.number, set(refused.field_specific_errors)) == (3, {"id", "phone"})
    assert "Số này có 5 ký tự" in refused.field_specific_errors["id"][0]
    assert Person.objects.count() == Registration.objects.count() == 2
    worker_list = WorkerList.objects.get()
    assert (worker_list.state, worker_list.rows_done, worker_list.rows_refused) == ("done", 4, 1)
    assert Entry.objects.filter(action__in=["list.uploaded", "list.read"]).count() == 2


def test_a_dry_run_answers_and_leaves_nothing(company):
    result = resource(company).import_data(rows_of(worker(1), worker(2, id="1")), dry_run=True)
    assert took(result) == ["new", "invalid"]
    for model in (Person, Registration, WorkerList, Entry, Message):
        assert not model.objects.exists()


def test_nothing_is_taken_where_all_or_nothing_is_asked_for(company):
    rows = rows_of(worker(1), worker(2, id="1"))
    result = resource(company).import_data(rows, rollback_on_validation_errors=True, collect_failed_rows=True)
    assert result.has_validation_errors() and len(result.failed_dataset) == 1
    assert not Person.objects.exists() and not WorkerList.objects.exists()


def test_the_register_is_asked_once_a_batch_however_many_rows(company, monkeypatch):
    few = queries_of(lambda: resource(company).import_data(rows_of(*map(worker, range(1, 4)))))
    many = queries_of(lambda: resource(company).import_data(rows_of(*map(worker, range(4, 34)))))
    assert many <= few + 1
    assert Person.objects.count() == 33


def test_batches_follow_each_other_to_the_last_row(company, monkeypatch):
    monkeypatch.setattr("registration.imports.resource.LARGEST_BATCH", 2)
    people = resource(company)
    blank = [""] * len(HEADINGS)
    result = people.import_data(rows_of(worker(1), worker(2), worker(3), blank, worker(1), worker(4)))
    assert took(result) == ["new", "new", "new", "skip", "new"]
    assert [row.number for row in result.rows] == [1, 2, 3, 5, 6]
    assert people.worker_list.rows_done == 5


def test_what_is_known_is_linked_and_the_list_can_be_undone(company):
    resource(company).import_data(rows_of(worker(1)))
    people = resource(company)
    assert took(people.import_data(rows_of(worker(1, name=worker(1)[1].upper()), worker(2)))) == ["skip", "new"]
    undo_list(people.worker_list, by=company[1])
    assert Person.objects.count() == 1


def test_an_exported_list_is_imported_again_without_doing_anything(company):
    first = resource(company)
    first.import_data(rows_of(worker(1), worker(2)))
    exported = results(first.worker_list.rows.all())
    again = resource(company).import_data(exported)
    assert took(again) == ["skip", "skip"]
    assert codes(again.rows[0]) == {("", "row_taken_before")}


def test_a_number_that_lost_its_zero_and_a_day_are_understood_as_cells(company):
    row = worker(1, born=datetime(1985, 2, 28), phone=912345678.0, id=87185004567)
    result = resource(company).import_data(rows_of(row))
    assert took(result) == ["new"]
    person = Person.objects.get()
    assert (person.phone, person.id_number, person.born_on.isoformat()) == (
        "+84912345678",
        "087185004567",
        "1985-02-28",
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (rows_of(("1", "2"), headings=("a", "b")), "tiêu đề"),
        (rows_of(worker(1)[:7], headings=HEADINGS[:7]), "Xã/Phường"),
    ],
)
def test_rows_that_are_no_list_are_refused_as_a_whole(company, rows, words):
    result = resource(company).import_data(rows)
    assert result.has_errors() and words in str(result.base_errors[0].error)
    assert not WorkerList.objects.exists()
    with pytest.raises(ImportRefused):
        resource(company).import_data(rows, raise_errors=True)


def test_the_same_rows_are_taken_once(company):
    resource(company).import_data(rows_of(worker(1)))
    again = resource(company).import_data(rows_of(worker(1)))
    assert "đã được tải lên" in str(again.base_errors[0].error)
    assert WorkerList.objects.count() == 1


def test_only_who_manages_the_organization_imports(company, world, lan, stranger):
    _other, elsewhere = make_organization(world, username="elsewhere", name="Công ty Gỗ", tax_code="0102030405")
    for by in (lan, stranger, elsewhere):
        with pytest.raises(NotAllowed):
            resource((company[0], by)).import_data(rows_of(worker(1)))
    assert not Person.objects.exists() and not WorkerList.objects.exists()


def test_an_organization_that_is_not_approved_imports_nothing(world):
    waiting = make_organization(world, state="waiting")
    assert resource(waiting).import_data(rows_of(worker(1))).has_errors()
    assert not Person.objects.exists()
