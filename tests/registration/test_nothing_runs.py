"""Whatever stands in a list, no cell of any file that goes out is one that a spreadsheet program would run."""

import csv
import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from registration.imports import progress
from registration.imports.lists import upload_list, work_on_lists
from registration.services.sharing import Shared
from tests.formulas import HARMLESS, HOSTILE
from tests.registration.imports.answers.returned import parts, saved, with_parts
from tests.registration.lists import HEADINGS, make_organization, sheet, worker
from tests.registration.other_kinds import Computed, ods, xls
from vaxportal.core.ids import new_ref
from vaxportal.core.sheets import UNWRITABLE, would_run

MORE = (*HEADINGS, "Đơn vị công tác", "Ghi chú")
WORKPLACE, NOTE = 8, 9
SHEET_PARTS = re.compile(r"xl/worksheets/[^/]+\.xml")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


def text_of(*rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8", "replace")


def xlsx(*rows):
    """A text stays a text whatever it begins with."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([_escaped(cell) for cell in row])
    for cell in (cell for row in book.active for cell in row if cell.data_type == "f"):
        cell.data_type = "s"
    return saved(book)


def _escaped(cell):
    """As workbooks write what XML cannot hold."""
    return UNWRITABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", cell) if isinstance(cell, str) else cell


def _without(signs, rows):
    return [[signs.sub("", cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


KINDS = {
    "xlsx": xlsx,
    "xls": lambda *rows: xls(*_without(re.compile("\ud800"), rows)),
    "ods": lambda *rows: ods(*_without(UNWRITABLE, rows)),
    "csv": text_of,
}


@pytest.fixture
def company(world):
    return make_organization(world)


def read(company, content, name):
    given = {"organization": company[0], "file_name": name, "content": content, "ref": new_ref(), "by": company[1]}
    worker_list = upload_list(**given, starts_by_itself=True)
    work_on_lists()
    worker_list.refresh_from_db()
    assert (worker_list.state, worker_list.problem) == ("done", "")
    return worker_list


def taken_home(client, company, worker_list, **query):
    client.force_login(company[1])
    return client.get(reverse("registration:list_download", args=[worker_list.ref], query=query or None)).content


def cells_of(content):
    return [cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0] for cell in row]


def formulas_in(content):
    return [name for name, said in parts(content).items() if SHEET_PARTS.fullmatch(name) and FORMULA.search(said)]


@pytest.mark.parametrize("kind", KINDS)
def test_no_way_out_of_a_list_lets_a_text_run(client, company, kind):
    texts = [*HOSTILE, *HARMLESS]
    rows = [[*worker(number), text, text] for number, text in enumerate(texts, start=1)]
    rows.append([*worker(900), "Tổ 1", -5])
    worker_list = read(company, KINDS[kind](MORE, *rows), f"a.{kind}")
    assert worker_list.rows_refused and worker_list.rows_taken

    own = taken_home(client, company, worker_list)
    assert formulas_in(own) == [] and {cell.data_type for cell in cells_of(own)} <= {"s", "inlineStr", "n", "d"}
    answers = [row[-1] for row in openpyxl.load_workbook(io.BytesIO(own)).active.iter_rows(min_row=2, values_only=True)]
    assert len(answers) >= len(rows) and not any(would_run(answer or "") for answer in answers)

    for only in ("", "refused", "accepted"):
        filled = cells_of(taken_home(client, company, worker_list, **{"only": only, "as": "xlsx"}))
        assert [cell.value for cell in filled if cell.data_type == "f" or would_run(f"{_text(cell)}")] == []

    written = taken_home(client, company, worker_list, **{"as": "csv"}).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(written)))
    assert [cell for line in lines for cell in line if would_run(cell) and not _is_number(cell)] == []
    assert len(lines) == worker_list.rows_total + 1


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_negative_number_stays_a_number(client, company, kind):
    worker_list = read(company, KINDS[kind](MORE, [*worker(1), "Tổ 1", -5]), f"a.{kind}")
    own = cells_of(taken_home(client, company, worker_list))
    filled = cells_of(taken_home(client, company, worker_list, only="accepted"))
    for cells in (own, filled):
        [found] = [cell for cell in cells if cell.value == -5]
        assert found.data_type == "n"


COMPUTED = {
    "plain": ("", "<f>1+1</f>"),
    "shared": ("", '<f t="shared" ref="{place}:{place}" si="0">A1</f>'),
    "shared follower": ("", '<f t="shared" si="0"/>'),
    "array": (' cm="1"', '<f t="array" ref="{place}">SUM(A1:A2)</f>'),
    "data table": ("", '<f t="dataTable" ref="{place}" dt2D="1" dtr="1" r1="A1" r2="A2"/>'),
    "link": ("", "<f>HYPERLINK(&quot;http://x.example&quot;,&quot;An&quot;)</f>"),
    "another file": ("", "<f>[1]Sheet1!A1</f>"),
    "web": ("", "<f>WEBSERVICE(&quot;http://x.example&quot;)</f>"),
    "program": ("", "<f>cmd|'/C calc'!A0</f>"),
}


@pytest.mark.parametrize(("more", "formula"), COMPUTED.values(), ids=COMPUTED)
@pytest.mark.parametrize("has_value", [True, False])
def test_a_formula_cell_is_its_text_in_the_answer(client, company, more, formula, has_value):
    rows = [[*worker(number), "Tổ 1", "NOTE"] for number in (1, 2)]
    content = sheet(*rows, headings=MORE)
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(name).decode()
    for place, value in (("B2", worker(1)[1]), ("B3", "=cmd")):
        told = f"<v>{value}</v>" if has_value else ""
        cell = f'<c r="{place}"{more} t="str">{formula.format(place=place)}{told}</c>'
        xml, count = re.subn(rf'<c r="{place}"[^>]*>.*?</c>', lambda _found, cell=cell: cell, xml)
        assert count == 1
    worker_list = read(company, with_parts(content, {name: xml}), "a.xlsx")
    first, second = worker_list.rows.all()
    assert first.outcome == ("accepted" if has_value else "refused")
    assert second.outcome == "refused"
    own = taken_home(client, company, worker_list)
    assert formulas_in(own) == []
    back = openpyxl.load_workbook(io.BytesIO(own)).active
    assert (back["B2"].value, back["B3"].value) == ((worker(1)[1], "'=cmd") if has_value else (None, None))


@pytest.mark.parametrize("make", [xls, ods])
def test_a_formula_of_another_kind_of_workbook_is_its_value(client, company, make):
    rows = [[*worker(1)[:1], Computed(worker(1)[1]), *worker(1)[2:]], [*worker(2)[:7], Computed(30076.0)]]
    worker_list = read(company, make(HEADINGS, *rows), "a.xls")
    assert worker_list.rows_taken == 2
    own = taken_home(client, company, worker_list)
    values = [cell.value for cell in cells_of(own)]
    assert formulas_in(own) == [] and worker(1)[1] in values and 30076 in values


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_that_was_agreed_to_be_shared_does_not_run(kind):
    people = [Shared(UNWRITABLE.sub("", name), 1, date(2021, 9, 1), None) for name in HOSTILE]
    content = progress.shared(people).export(kind)
    if kind == "csv":
        cells = [(cell, "s") for line in csv.reader(io.StringIO(content)) for cell in line]
    else:
        cells = [(_text(cell), cell.data_type) for cell in cells_of(content)]
    assert len(cells) == 4 * (len(people) + 1)
    assert [cell for cell, kind in cells if kind == "f" or would_run(cell)] == []


def _text(cell):
    return cell.value if isinstance(cell.value, str) else ""


def _is_number(cell):
    return re.fullmatch(r"-?[0-9.]+", cell) is not None
