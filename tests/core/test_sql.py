"""Statements that are prepared once: the same values as the mapper writes and reads."""

from contextlib import closing, nullcontext

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.base import ModelState
from django.test.utils import CaptureQueriesContext

from registration.models import Person, Vaccine
from sessions.models import Fact
from tests.factories import PersonFactory, VaccineFactory
from vaxportal.audit.models import Entry
from vaxportal.core import clock
from vaxportal.core.sql import Columns, Statement, insert, run

pytestmark = pytest.mark.django_db
COLUMNS = Columns(Person, "p", "id", "full_name", "born_on")


def one_person(pk) -> Person:
    found = Statement("test_person", f"SELECT {COLUMNS} FROM registration_person p WHERE p.id = %(pk)s").row(pk=pk)
    return COLUMNS.take(found)


def test_a_narrow_row_is_an_instance_whose_other_columns_are_read_when_asked_for():
    person = PersonFactory()
    found = one_person(person.pk)
    with CaptureQueriesContext(connection) as queries:
        assert (found, found.full_name, found.born_on) == (person, person.full_name, person.born_on)
        assert not queries.captured_queries
        assert found.phone == person.phone and len(queries) == 1
    assert isinstance(found._state, ModelState) and not found._state.adding


def test_a_narrow_instance_saves_what_it_was_told():
    found = one_person(PersonFactory().pk)
    found.full_name = "Lê Thị Mới"
    found.save(update_fields=["full_name"])
    assert Person.objects.get(pk=found.pk).full_name == "Lê Thị Mới"


def test_an_outer_join_without_a_row_is_nothing():
    columns = Columns(Vaccine, "v", "id", "code")
    text = f"SELECT {columns} FROM (SELECT 1) x LEFT JOIN registration_vaccine v ON v.code = %(code)s"
    assert columns.take_any(Statement("test_vaccine", text).row(code="NONE")) is None
    VaccineFactory(code="SOME")
    assert columns.take_any(Statement("test_vaccine", text).row(code="SOME")).code == "SOME"


def test_a_column_that_the_model_lacks_is_found_at_once():
    with pytest.raises(LookupError):
        str(Columns(Person, "p", "id", "nickname"))


def test_inserted_rows_read_as_if_the_mapper_had_saved_them():
    entry = Entry(action="test.done", subject_type="", facts={"codes": ["a", "b"]})
    run([insert([entry])])
    found = Entry.objects.get()
    assert (found.action, found.facts, found.at, found.actor) == ("test.done", {"codes": ["a", "b"]}, entry.at, None)


def test_several_rows_of_one_model_and_a_clock_of_djangos():
    rows = [
        Fact(day=clock.today(), facility_id=1, round_id=2, vaccine_id=3, measure="late", delta=delta)
        for delta in (1, -1)
    ]
    run([insert(rows)])
    assert sorted(Fact.objects.values_list("delta", flat=True)) == [-1, 1]
    assert all(fact.written_at for fact in Fact.objects.all())


def test_what_travels_together_fails_together():
    good = insert([Entry(action="test.good", facts={})])
    bad = Statement("test_bad", "SELECT 1 / %(nothing)s")
    with pytest.raises(Exception, match="division by zero"), transaction.atomic():
        run([good, (bad, {"nothing": 0})])
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_anew():
    statement = Statement("test_again", "SELECT %(number)s::int + 1")
    assert next(statement.row(number=1)) == 2
    connection.close()
    assert next(statement.row(number=2)) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("within", [nullcontext, transaction.atomic])
def test_what_was_prepared_before_a_failure_stays_prepared(within):
    """The server keeps it, although the transaction was rolled back."""
    title = f"test_{within.__name__}"
    free = Statement(f"{title}_free", "SELECT %(number)s::int")
    locked = Statement(f"{title}_locked", "SELECT count(*) + %(number)s::int FROM registration_vaccine")
    both = [(free, {"number": 1}), (locked, {"number": 2})]
    with closing(connection.copy()) as other, other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("LOCK TABLE registration_vaccine IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(OperationalError, match="lock timeout"), within(), connection.cursor() as ours:
            ours.execute("SET lock_timeout = '100ms'")
            run(both)
        other.rollback()
    with within():
        assert next(run(both)) == Vaccine.objects.count() + 2
    connection.close()  # with its lock_timeout


def test_a_transaction_rolled_back_leaves_its_statements_prepared():
    statement = Statement("test_rolled_back", "SELECT %(number)s::int / %(by)s::int")
    with pytest.raises(Exception, match="division by zero"), transaction.atomic():
        statement.row(number=1, by=0)
    assert next(statement.row(number=4, by=2)) == 2
