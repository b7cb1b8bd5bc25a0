"""Worker lists: every row answered exactly once, whatever happens to the worker."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection, transaction

from registration.imports import lists as door
from registration.imports.lists import work_on_lists
from registration.models import Person, Registration, WorkerList, WorkerListRow
from registration.rules.codes import ListIs, OrganizationIs
from registration.services import linking, list_reading, list_rows, lists
from registration.services.list_undo import undo_list
from registration.tasks import read_lists
from registration.wording import WORDING
from sessions.services.merging import merge_people
from tests.factories import CommuneFactory, PersonFactory
from tests.races import in_flight
from tests.registration.lists import (
    HEADINGS,
    SAMPLES,
    handed_in,
    make_organization,
    read,
    sample,
    sheet,
    worker,
    workers,
)
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.ids import new_ref
from vaxportal.geography.services import loading
from vaxportal.messaging.models import Message

FILE = workers(2)
ANSWERS = {"ok": "accepted", "fixed": "repaired", "rejected": "refused", "duplicate": "linked"}


def refusal(company, content, **given):
    with pytest.raises(RuleBroken) as refused:
        handed_in(company, content, **given)
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("name", ["clean_480", "messy_400"])
def test_a_sample_file_gets_the_expected_answers(name, world):
    loading.load()
    with time_machine.travel("2021-09-14 08:00+07:00", tick=False):
        worker_list = handed_in(make_organization(world), sample(name))
        work_on_lists()
    worker_list.refresh_from_db()
    rows = {row.number: row for row in worker_list.rows.all()}
    expected = {row["row"]: row for row in json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))}
    assert rows.keys() == expected.keys()
    for number, row in expected.items():
        accepted = rows[number].outcome == "accepted" and row["fault"] == "born_single_digits"
        assert accepted or rows[number].outcome == ANSWERS[row["outcome"]], (row, rows[number].problems)
    counts = Counter(row.outcome for row in rows.values())
    assert worker_list.state == "done"
    assert worker_list.rows_total == worker_list.rows_done == len(rows)
    assert {o: getattr(worker_list, f"rows_{o}") for o in ANSWERS.values()} == {o: counts[o] for o in ANSWERS.values()}
    assert Person.objects.count() == counts["accepted"] + counts["repaired"]
    assert Registration.objects.filter(worker_list=worker_list).count() == Person.objects.count()


def test_480_workers_of_the_clean_file_are_registered(world):
    loading.load()
    worker_list = handed_in(make_organization(world), sample("clean_480"))
    work_on_lists()
    worker_list.refresh_from_db()
    assert (worker_list.rows_accepted, Person.objects.count()) == (480, 480)


def test_the_uploader_is_told_once(company):
    handed_in(company, workers(3))
    read_lists()
    read_lists()
    [message] = Message.objects.filter(kind="list_read")
    assert (message.to, "3 người" in message.body) == (company[1].phone, True)


def test_an_uploader_who_has_left_meanwhile_is_told_nothing(company):
    worker_list = handed_in(company, workers(3))
    organization, manager = company
    organization.members.filter(user=manager).delete()
    work_on_lists()
    worker_list.refresh_from_db()
    assert (worker_list.state, Message.objects.filter(kind="list_read").exists()) == ("done", False)


def test_the_same_ref_again_is_the_same_list(company):
    content, ref = workers(2), new_ref()
    assert handed_in(company, content, ref=ref) == handed_in(company, content, ref=ref)
    assert refusal(company, workers(3), ref=ref) == [ListIs.REF_REUSED]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_list(company):
    content, ref = workers(2), new_ref()
    first, second = in_flight(*[lambda: handed_in(company, content, ref=ref)] * 2)
    assert first == second == WorkerList.objects.get()


@pytest.mark.django_db(transaction=True)
def test_a_ref_in_flight_with_another_file_is_refused(company):
    ref = new_ref()
    with pytest.raises(RuleBroken) as refused:
        in_flight(lambda: handed_in(company, workers(2), ref=ref), lambda: handed_in(company, workers(3), ref=ref))
    assert [problem.code for problem in refused.value.problems] == [ListIs.REF_REUSED]


@pytest.mark.django_db(transaction=True)
def test_the_same_file_in_flight_under_another_ref_is_refused(company):
    with pytest.raises(RuleBroken) as refused:
        in_flight(lambda: handed_in(company, FILE), lambda: handed_in(company, FILE))
    assert [problem.code for problem in refused.value.problems] == [ListIs.ALREADY_UPLOADED]


def test_the_same_file_again_is_refused_unless_it_failed(company):
    content = workers(2)
    first = handed_in(company, content)
    assert refusal(company, content) == [ListIs.ALREADY_UPLOADED]
    WorkerList.objects.filter(pk=first.pk).update(state="failed")
    assert handed_in(company, content).pk != first.pk


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ListIs.NO_ROWS),
        (b"PK\x03\x04 torn", ListIs.NOT_A_WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ListIs.OLD_OR_LOCKED),
    ],
    ids=["empty", "torn", "locked"],
)
def test_what_is_no_list_from_the_outside_is_refused_at_once_and_not_kept(company, content, code):
    assert refusal(company, content) == [code]
    assert not WorkerList.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no workbook", ListIs.NO_HEADER),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ListIs.NOT_A_WORKBOOK),
        (sheet(["a"], headings=("Một", "Hai")), ListIs.NO_HEADER),
        (sheet([""], ["", "Cộng"]), ListIs.NO_ROWS),
    ],
    ids=["text", "picture", "no header", "no rows"],
)
def test_what_is_no_list_inside_fails_with_a_sentence(company, content, code):
    worker_list = handed_in(company, content)
    work_on_lists()
    worker_list.refresh_from_db()
    assert (worker_list.state, worker_list.problem) == ("failed", code)
    assert str(WORDING[code])


def test_only_an_approved_organization_and_only_its_members_hand_in(world, company):
    pending = make_organization(world, username="waiting", name="Công ty Chờ", state="pending")
    assert refusal(pending, workers(1)) == [OrganizationIs.NOT_APPROVED]
    with pytest.raises(NotAllowed):
        handed_in(company, workers(1), by=pending[1])


def test_a_worker_who_is_known_or_repeated_is_linked_and_told(company):
    handed_in(company, workers(2))
    again = handed_in(company, sheet(worker(1), worker(7), worker(7)))
    work_on_lists()
    rows = list(again.rows.all())
    assert [row.outcome for row in rows] == ["linked", "accepted", "linked"]
    assert [[list_rows.told(problem) for problem in row.problems] for row in rows] == [
        ["Dòng này không thay đổi so với lần tải lên trước; người này đã được nhận."],
        [],
        ["Trùng với người ở dòng 3."],
    ]
    assert Person.objects.count() == 3


def test_a_number_of_somebody_else_is_refused_in_its_row(company):
    handed_in(company, workers(2))
    other = handed_in(company, sheet(worker(1, name="Trần Thị Khác", born="19/11/1985"), worker(8)))
    work_on_lists()
    first, second = other.rows.all()
    assert (first.outcome, [problem["field"] for problem in first.problems]) == ("refused", ["id"])
    assert second.outcome == "accepted"


def test_one_wrong_bhyt_is_one_refused_row(company):
    heads = (*HEADINGS, "Số thẻ BHYT")
    handed_in(company, sheet([*worker(1), ""], [*worker(2), "8712345678"], headings=heads))
    again = handed_in(company, sheet([*worker(1), "8712345678"], [*worker(3), ""], headings=heads))
    work_on_lists()
    again.refresh_from_db()
    first, second = again.rows.all()
    assert (again.state, first.outcome, second.outcome) == ("done", "refused", "accepted")
    assert [list_rows.told(problem) for problem in first.problems] == [
        "Số thẻ BHYT này đã thuộc về một người trong hệ thống."
    ]


class Killed(BaseException):
    """What a worker's death looks like from inside a transaction."""


def test_a_killed_worker_leaves_nothing_half_done_and_the_next_goes_on(company, monkeypatch):
    worker_list = handed_in(company, workers(120))
    written = list_rows.copy_rows
    calls = []

    def dies_in_the_second_batch(rows):
        written(rows)
        calls.append(len(rows))
        if len(calls) == 2:
            raise Killed

    monkeypatch.setattr(list_rows, "copy_rows", dies_in_the_second_batch)
    with pytest.raises(Killed):
        work_on_lists()
    monkeypatch.undo()
    door.close_all()  # the next worker is another process
    worker_list.refresh_from_db()
    assert (worker_list.state, worker_list.rows_done, worker_list.rows.count(), Person.objects.count()) == (
        "reading",
        50,
        50,
        50,
    )
    work_on_lists()
    worker_list.refresh_from_db()
    assert (worker_list.state, worker_list.rows_done, worker_list.rows_accepted) == ("done", 120, 120)
    assert sorted(worker_list.rows.values_list("number", flat=True)) == list(range(2, 122))
    assert (Person.objects.count(), Registration.objects.count()) == (120, 120)


def test_a_list_that_cannot_be_understood_fails_and_does_not_stop_the_next(company):
    broken, good = handed_in(company, workers(2)), handed_in(company, workers(2, start=50))
    WorkerList.objects.filter(pk=broken.pk).update(content=b"PK\x03\x04bits have fallen out")
    work_on_lists()
    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.state, broken.problem, good.state) == ("failed", "list_not_a_workbook", "done")


def test_a_defect_fails_the_list_with_a_code(company):
    broken = handed_in(company, workers(2))
    lists.look_on(door._look)
    list_reading.read_on(lambda _list, _size: 1 / 0)
    broken.refresh_from_db()
    assert (broken.state, broken.problem) == ("failed", "list_reading_failed")
    assert not WorkerListRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_answer_a_row_twice(company):
    worker_list = handed_in(company, workers(200))

    def work(_number):
        try:
            work_on_lists()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(work, range(2)))
    work_on_lists()  # the one that looked last may have found the list in the other's hands
    worker_list.refresh_from_db()
    assert (worker_list.state, worker_list.rows_accepted, worker_list.rows.count()) == ("done", 200, 200)
    assert Person.objects.count() == 200


@pytest.mark.django_db(transaction=True)
def test_a_list_that_another_worker_holds_is_passed_by(company):
    held, free = handed_in(company, workers(2)), handed_in(company, workers(2, start=50))
    with transaction.atomic():
        WorkerList.objects.select_for_update(no_key=True).get(pk=held.pk)
        with ThreadPoolExecutor(1) as other:
            other.submit(lambda: (work_on_lists(), connection.close())).result()
    assert WorkerList.objects.get(pk=free.pk).state == "done"
    assert WorkerList.objects.get(pk=held.pk).state == "looking"


def test_cells_are_kept_sealed(company):
    handed_in(company, workers(1))
    work_on_lists()
    [row] = WorkerListRow.objects.all()
    assert json.loads(row.cells)["id"] == worker(1)[6]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM registration_workerlistrow")
        assert worker(1)[6].encode() not in bytes(cursor.fetchone()[0])


def test_an_unknown_commune_is_told_in_its_row(company):
    CommuneFactory(code="30079", name="Mỹ Hội")
    handed_in(company, sheet(worker(1, commune="99999"), worker(2, commune="30079")))
    work_on_lists()
    assert [row.outcome for row in WorkerListRow.objects.all()] == ["refused", "accepted"]


def test_the_kept_file_is_sealed_in_the_database(company):
    """A workbook is a zip of people's numbers: a stolen dump must not open."""
    kept = handed_in(company, workers(2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM registration_workerlist WHERE id = %s", [kept.pk])
        stored = bytes(cursor.fetchone()[0])
    assert b"PK\x03\x04" not in stored
    assert bytes(WorkerList.objects.get(pk=kept.pk).content).startswith(b"PK\x03\x04")


def judged_before(act):
    """The worker has looked up whom it knows; then `act` happens elsewhere, before anything is written."""
    known, done = linking.KnownPeople, []

    class Looked(known):
        def __init__(self, rows):
            super().__init__(rows)
            if not done:
                done.append(True)
                with ThreadPoolExecutor(1) as other:
                    other.submit(lambda: (act(), connection.close())).result()

    return Looked


def without_numbers(person):
    """A second record of the same human being."""
    same = {name: getattr(person, name) for name in ("full_name", "born_on", "sex", "commune")}
    return PersonFactory(**same, id_number="", id_kind="", phone="")


@pytest.mark.django_db(transaction=True)
def test_somebody_merged_while_their_row_is_judged_is_linked_to_the_record_that_is_kept(company, hoa, monkeypatch):
    read(company, sheet(worker(1)))
    gone = Person.objects.get()
    kept = without_numbers(gone)
    Registration.objects.update(state="withdrawn")
    merge = judged_before(lambda: merge_people(kept=kept, gone=gone, reason="CCCD", by=hoa))
    monkeypatch.setattr(linking, "KnownPeople", merge)
    other = read(make_organization(gone.commune, username="other", name="Công ty Khác"), sheet(worker(1), worker(2)))
    assert [(row.outcome, row.person == kept) for row in other.rows.all()] == [("linked", True), ("accepted", False)]
    assert not Registration.objects.filter(person=gone).exists()


@pytest.mark.django_db(transaction=True)
def test_somebody_taken_back_while_their_row_is_judged_is_taken_in_anew(company, monkeypatch):
    first = read(company, sheet(worker(1)))
    undo = judged_before(lambda: undo_list(first, by=company[1]))
    monkeypatch.setattr(linking, "KnownPeople", undo)
    other = read(make_organization(company[0].commune, username="other", name="Công ty Khác"), sheet(worker(1)))
    assert (other.state, [row.outcome for row in other.rows.all()]) == ("done", ["accepted"])


@pytest.mark.django_db(transaction=True)
def test_a_merge_waits_for_the_batch_that_links_one_of_the_two(company, hoa):
    read(company, sheet(worker(1)))
    gone = Person.objects.get()
    kept = without_numbers(gone)
    Registration.objects.update(state="withdrawn")
    other = make_organization(gone.commune, username="other", name="Công ty Khác")
    in_flight(
        lambda: read(other, sheet(worker(1))),
        lambda: merge_people(kept=kept, gone=gone, reason="CCCD", by=hoa),
    )
    assert {one.person for one in Registration.objects.all()} == {kept}
    assert {row.person for row in WorkerListRow.objects.all()} == {kept}
