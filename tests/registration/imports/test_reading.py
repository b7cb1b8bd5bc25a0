"""Hostile and unlucky files: refused with a reason before they can hurt."""

import io
import struct
import zipfile

import openpyxl
import pytest

from registration.imports.reading import look, refuse_at_the_door, rows
from registration.rules.codes import ListIs
from registration.rules.limits import MOST_BYTES
from vaxportal.core.errors import RuleBroken


def workbook(rows=(("a", 1),), **parts):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".bin", content)
    return file.getvalue()


def packed_as(method, content):
    """The same parts, packed another way."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(file, "w", method) as made:
        for part in given.infolist():
            made.writestr(part.filename, given.read(part))
    return file.getvalue()


def needing_version(version, content):
    """The same zip whose directory asks for a newer program to unpack its first part."""
    at = content.index(b"PK\x01\x02")
    return content[: at + 6] + struct.pack("<H", version) + content[at + 8 :]


def lying_about_size(content):
    """The same zip whose directory says that its last part is tiny."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 10) + content[at + 28 :]


def grid_of(content, sheet=0):
    """The rows with something in them."""
    return [cells for _number, cells in rows(content, sheet=sheet, first_row=0)]


def refusal(content):
    with pytest.raises(RuleBroken) as refused:
        refuse_at_the_door(content)
        look(content)
    [problem] = refused.value.problems
    assert problem.field == "file"
    assert refused.value.told()[0]["message"] != problem.code
    return problem.code


def test_cells_come_as_they_stand():
    content = workbook([("Họ tên", None, "=1+1"), ("An", 7, "x")])
    assert [one["name"] for one in look(content)["sheets"]] == ["Sheet"]
    assert grid_of(content)[1] == ["An", 7, "x"]


@pytest.mark.parametrize("content", [b"PK\x03\x04 torn", b"\x00" * 1000, b"%PDF-1.4", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_workbook_is_refused(content):
    assert refusal(content) == ListIs.NOT_A_WORKBOOK


def test_a_zip_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refusal(file.getvalue()) == ListIs.NOT_A_WORKBOOK


def test_a_locked_file_and_one_with_macros_are_refused():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert refusal(ole + "EncryptedPackage".encode("utf-16-le")) == ListIs.OLD_OR_LOCKED
    assert refusal(ole + "_VBA_PROJECT_CUR".encode("utf-16-le")) == ListIs.HAS_MACROS
    assert refusal(ole) == ListIs.NOT_A_WORKBOOK


def test_macros_are_refused():
    assert refusal(workbook(xl__vbaProject="macro")) == ListIs.HAS_MACROS


def test_a_bomb_is_refused_by_its_directory():
    assert refusal(workbook(xl__bomb=b"\x00" * 250_000_000)) == ListIs.UNPACKS_TOO_LARGE


def test_a_directory_that_lies_is_found_out():
    content = workbook(xl__bomb=b"\x00" * 3_000_000)
    assert refusal(lying_about_size(content)) == ListIs.NOT_A_WORKBOOK


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_packed_as_no_workbook_packs_them_are_refused_unread(method):
    assert refusal(packed_as(method, workbook())) == ListIs.NOT_A_WORKBOOK


def test_a_zip_of_the_future_is_refused():
    assert refusal(needing_version(99, workbook())) == ListIs.NOT_A_WORKBOOK


def test_a_file_over_the_limit_is_refused():
    assert refusal(b"x" * (MOST_BYTES + 1)) == ListIs.TOO_LARGE


def test_too_many_rows_are_refused():
    assert refusal(workbook([(1,)] * 60_002)) == ListIs.TOO_MANY_ROWS


def cells(*places):
    book = openpyxl.Workbook()
    for place in places:
        book.active[place] = "x"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SHEET_PART, TEXTS_PART = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def with_parts(changed, content=None, twice=()):
    """A workbook of which some parts say exactly this; `twice`: parts added under a name that is there already."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content or workbook())) as given, zipfile.ZipFile(file, "w", 8) as made:
        parts = {part.filename: given.read(part) for part in given.infolist()} | changed
        for name, said in [*parts.items(), *twice]:
            made.writestr(name, said)
    return file.getvalue()


def with_sheet(xml):
    return with_parts({SHEET_PART: xml})


def with_texts(texts, rows, **more):
    table = f'<sst xmlns="{SPACE}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'
    return with_parts({SHEET_PART: SHEET.format("", rows), TEXTS_PART: table}, **more)


SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = '{}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def test_two_cells_in_opposite_corners_do_not_fill_the_memory():
    assert refusal(cells("A1", "XFD1048576")) in {ListIs.TOO_MANY_ROWS, ListIs.UNPACKS_TOO_LARGE}
    assert refusal(cells("A1", "XFD9")) == ListIs.UNPACKS_TOO_LARGE


@pytest.mark.parametrize(
    ("before", "rows", "code"),
    [
        ("", '<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>', ListIs.TOO_MANY_ROWS),
        ("", f"<row>{'<c/>' * 200}<c><v>1</v></c></row>", ListIs.UNPACKS_TOO_LARGE),
        ("", '<row r="1"><c r="A1é"><v>1</v></c></row>', ListIs.NOT_A_WORKBOOK),
        ("", '<row r="1"><c r="A1"><v>1</v></c></row', ListIs.NOT_A_WORKBOOK),
        ('<!DOCTYPE worksheet [<!ATTLIST c r CDATA "A1">]>', "<row><c><v>1</v></c></row>", ListIs.NOT_A_WORKBOOK),
    ],
)
def test_a_sheet_that_hides_how_far_it_reaches_is_refused(before, rows, code):
    assert refusal(with_sheet(SHEET.format(before, rows))) == code


def test_cells_without_an_address_stand_side_by_side():
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row><c r="B2"><v>3</v></c></row>'
    grid = grid_of(with_sheet(SHEET.format("", rows)))
    assert grid == [[1, 2], ["", 3]]


def test_an_empty_cell_far_away_hurts_nobody():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row><row r="2"><c r="A2"><v>2</v></c></row>'
    grid = grid_of(with_sheet(SHEET.format("", rows)))
    assert grid == [[1], [2]]


@pytest.mark.parametrize("name", ["xl/workbook.bin", "XL\\Workbook.bin", "content.xml"])
def test_another_kind_of_workbook_inside_is_refused(name):
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "<x/>")
    assert refusal(file.getvalue()) == ListIs.NOT_A_WORKBOOK


@pytest.mark.parametrize("number", ["-1e12", "1e12", "-1e300", "2e9"])
@pytest.mark.parametrize("shown_as", ["h:mm", "dd/mm/yyyy", "[h]:mm:ss"])
def test_a_moment_that_no_calendar_knows_hurts_nobody(number, shown_as):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A1"].number_format = 4321, shown_as
    file = io.BytesIO()
    book.save(file)
    sheet = zipfile.ZipFile(file).read(SHEET_PART)
    assert b"<v>4321</v>" in sheet
    changed = {SHEET_PART: sheet.replace(b"<v>4321</v>", f"<v>{number}</v>".encode())}
    try:
        look(with_parts(changed, file.getvalue()))
    except RuleBroken as refused:
        assert [problem.code for problem in refused.problems] == [ListIs.NOT_A_WORKBOOK]


def references(*said):
    return "".join(f'<row r="{n}"><c r="A{n}" t="s">{one}</c></row>' for n, one in enumerate(said, 1))


def test_shared_texts_are_read():
    grid = grid_of(with_texts(["An", "Bình"], references("<v>1</v>", "<v>0</v>", "<v>1</v>")))
    assert grid == [["Bình"], ["An"], ["Bình"]]


def test_one_long_text_in_many_cells_takes_no_more_than_the_reader_may_have():
    """60 cells of one text of 20 MB would be 1.2 GB."""
    file = with_texts(["short", "long " * 4_000_000], references(*["<v>1</v>"] * 60))
    assert refusal(file) == ListIs.UNPACKS_TOO_LARGE


def test_a_long_text_is_cut_where_no_field_reaches():
    [row] = grid_of(with_texts(["x" * 5_000], references("<v>0</v>")))
    assert row == ["x" * 1_000]


def test_a_table_of_texts_holds_no_cells_and_can_be_read():
    assert refusal(with_parts({TEXTS_PART: SHEET.format("", references("<v>0</v>"))})) == ListIs.NOT_A_WORKBOOK
    assert refusal(with_parts({TEXTS_PART: f'<sst xmlns="{SPACE}"><si>'})) == ListIs.NOT_A_WORKBOOK


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [TEXTS_PART, TEXTS_PART.upper(), TEXTS_PART.replace("/", "\\")])
def test_a_part_that_is_there_twice_is_refused(name):
    again = with_texts(["a"], references("<v>0</v>"), twice=[(name, "<sst/>")])
    assert refusal(again) == ListIs.NOT_A_WORKBOOK


def naming_one_part(times, rows):
    """Many sheets, all of them read from the same part."""
    book, rels = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    given = zipfile.ZipFile(io.BytesIO(workbook()))
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    named = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="x{n}" xmlns:r="{space}"/>' for n in range(1, times + 1))
    led = "".join(
        f'<Relationship Type="{space}/worksheet" Target="/{SHEET_PART}" Id="x{n}"/>' for n in range(1, times + 1)
    )
    head, tail = given.read(book).decode().split("<sheets>")
    return with_parts(
        {
            book: f"{head}<sheets>{named}</sheets>{tail.split('</sheets>')[1]}",
            rels: given.read(rels).decode().replace("</Relationships>", f"{led}</Relationships>"),
            SHEET_PART: SHEET.format("", rows),
        }
    )


def test_one_part_named_by_many_sheets_is_not_read_for_ever():
    small = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    assert len(look(naming_one_part(3, small))["sheets"]) == 3
    assert refusal(naming_one_part(41, "")) == ListIs.UNPACKS_TOO_LARGE
