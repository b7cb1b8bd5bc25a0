"""How an organization had a file read, remembered for the next one with the same headings, wherever they stand."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from registration.imports.lists import work_on_lists
from registration.rules.layouts import Layout, as_before, layout_of
from registration.services.lists import confirm_list
from tests.registration.lists import HEADINGS, handed_in, make_organization, worker

WORKERS = [worker(number) for number in (1, 2, 3)]
TITLE, MONTH = ["DANH SÁCH NGƯỜI LAO ĐỘNG"], ["Tháng 10"]


def workbook(*above, sheets=()):
    book = openpyxl.Workbook()
    for name in sheets:
        book.active.title = name
        book.active.append(["Bìa"])
        book.active = book.create_sheet("Danh sách")
    for row in (*above, HEADINGS, *WORKERS):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(encoding, delimiter):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADINGS, *WORKERS])
    return out.getvalue().encode(encoding)


def seen(company, content):
    worker_list = handed_in(company, content, starts_by_itself=False)
    work_on_lists()
    worker_list.refresh_from_db()
    return worker_list


def confirmed(worker_list, company, **change):
    layout = replace(layout_of(worker_list.layout), **change)
    confirm_list(worker_list, layout=layout, by=company[1])
    work_on_lists()
    worker_list.refresh_from_db()
    return worker_list


@pytest.mark.parametrize(
    "content",
    [
        workbook(),
        workbook(TITLE),
        workbook(TITLE, MONTH, []),
        workbook(TITLE, sheets=["Trang bìa"]),
        text("utf-16", ";"),
        text("utf-8", ","),
        text("utf-8", "\t"),
    ],
    ids=["no title", "title", "two lines above", "another sheet", "utf-16", "utf-8", "tabs"],
)
def test_nobody_is_passed_over_when_the_headings_stand_elsewhere_than_last_time(company, content):
    confirmed(seen(company, workbook(TITLE, [])), company)
    again = confirmed(seen(company, content), company)
    assert (again.state, again.rows_linked, again.rows_refused) == ("done", len(WORKERS), 0)


def test_what_somebody_chose_is_proposed_the_next_time_and_to_nobody_else(company, world):
    first = seen(company, workbook(TITLE))
    chosen = {name: column for name, column in layout_of(first.layout).columns.items() if name != "id"}
    confirmed(first, company, columns=chosen, letters="tcvn3", for_all={"province": "87"})
    again = layout_of(seen(company, workbook(TITLE, MONTH)).layout)
    assert (dict(again.columns), again.letters, dict(again.for_all)) == (chosen, "tcvn3", {"province": "87"})
    other = make_organization(world, username="other", name="Công ty Khác")
    assert "id" in layout_of(seen(other, workbook(TITLE)).layout).columns


@pytest.mark.parametrize(
    ("guessed", "before", "read_as"),
    [
        ("windows-1252", "windows-1258", "windows-1258"),
        ("windows-1258", "windows-1252", "windows-1252"),
        ("utf-8", "windows-1258", "utf-8"),
        ("windows-1258", "", "windows-1258"),
        ("", "windows-1258", ""),
    ],
)
def test_an_encoding_is_remembered_only_where_the_bytes_do_not_tell(guessed, before, read_as):
    assert as_before(Layout(encoding=guessed), Layout(encoding=before)).encoding == read_as
