"""Sheets as other programs, and other people, write them."""

import io
import re

import pytest

from registration.imports.answers import cutter, plain
from registration.imports.answers.markup import Torn
from registration.imports.answers.workbook import answered
from tests.registration.imports.answers.returned import (
    GROUNDS,
    HEADING,
    MAIN,
    SHEET,
    Tone,
    as_read,
    bad,
    book_of,
    give_back,
    good,
    ground,
    opened,
    parts,
    saved,
    sheet_of,
    with_parts,
    written_by_hand,
)

TWO_ROWS = [
    '<row><c t="str"><v>Họ tên</v></c><c t="str"><v>SĐT</v></c></row>'
    '<row><c t="str"><v>An</v></c><c><v>912</v></c></row>',
    '<row r="1"><c t="str"><v>Họ tên</v></c><c t="str"><v>SĐT</v></c></row>'
    '<row r="2" spans="1:2" x="1"><c t="str"><v>An</v></c><c><v>912</v></c></row>',
    '<row r="1"><c r="A1" t="str"><v>Họ tên</v></c><c r="B1" t="str"><v>SĐT</v></c></row>'
    "<row r='2'><c r='A2' t='str'><v>An</v></c><c t='n' r='B2'><v>912</v></c></row>",
    '\n<row\n r="1" ><c r="A1" t="str" ><v>Họ tên</v ></c>\n<c r="B1" t="str"><v>SĐT</v></c></row >\n'
    '<row r="2"><c r="A2" t="str"><v>An</v></c>\n<c\nr="B2"><v>912</v></c\n></row\n>\n',
    '<!-- <row r="7"/> --><row r="1"><c r="A1" t="str"><v>H<![CDATA[ọ tê]]>n</v></c>'
    '<c r="B1" t="str"><v>SĐT</v></c></row>'
    '<?x <y a=">" <!  </row> ?><row r="2"><c r="A2" t="str"><v>An</v></c><c r="B2"><v>912</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><r><t>Họ</t></r><r><t xml:space="preserve"> tên</t></r></is></c>'
    '<c r="B1" t="inlineStr"><is><t>SĐT</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>An</t></is></c><c r="B2" s="0" foo="a>b"><v>912</v></c></row>',
]


@pytest.mark.parametrize("rows", TWO_ROWS)
@pytest.mark.parametrize("result_column", [None, 2, 5])
def test_a_sheet_is_understood_however_it_is_written(rows, result_column):
    answer = bad(2, "Thiếu số.", remarks={1: "9 số."})
    content = give_back(written_by_hand(rows), answer, result_column=result_column)
    column = 2 if result_column is None else result_column
    heading = [HEADING] if result_column is None else [""] * (column - 1)
    between = [""] * (column - 2)
    assert as_read(content) == [["Họ tên", "SĐT", *heading], ["An", 912, *between, "Thiếu số."]]
    sheet = sheet_of(content)
    assert {ground(sheet["B2"]), ground(sheet.cell(2, column + 1))} == {GROUNDS[Tone.BAD]}
    assert sheet["B2"].comment and ground(sheet["A2"]) is None


@pytest.mark.parametrize("rows", TWO_ROWS)
@pytest.mark.parametrize("length", [1, 2, 3, 7, 50])
def test_it_makes_no_difference_where_the_pieces_of_a_sheet_end(monkeypatch, rows, length):
    given, answer = written_by_hand(rows), bad(2, remarks={0: "Tên."})
    whole = parts(give_back(given, answer))
    monkeypatch.setattr(plain, "PIECE", length)
    assert parts(give_back(given, answer)) == whole


@pytest.mark.parametrize("prefix", ["x", "ns0", "bảng"])
def test_prefixes_are_kept(prefix):
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Họ tên</v></c></row><row r="2"><c r="A2" t="str"><f>B1</f><v>An</v></c></row>'
    )
    rows += '<row r="3"><c r="A3" t="str"><v>Bình</v></c></row><row r="4"/>'
    xml = f'<worksheet xmlns:{prefix}="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    xml = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}:", xml)
    content = give_back(with_parts(written_by_hand(""), {SHEET: xml}), bad(2, remarks={0: "Tên."}), good(3), good(4))
    assert as_read(content) == [["Họ tên", HEADING], ["An", "Từ chối."], ["Bình", "Đã nhận."], ["", "Đã nhận."]]
    assert not re.search(rb"<(row|c|v|is|t|cols|col|legacyDrawing)\b", parts(content)[SHEET])
    assert sheet_of(content)["A2"].comment


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1258"])
def test_other_encodings_are_understood(encoding):
    rows = '<row r="1"><c r="A1" t="str"><v>STT</v></c></row><row r="2"><c r="A2" t="str"><v>Đào</v></c></row>'
    name = "UTF-16" if "16" in encoding else "UTF-8" if "8-" in encoding else encoding
    xml = f'<?xml version="1.0" encoding="{name}"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    content = give_back(with_parts(written_by_hand(""), {SHEET: xml.encode(encoding)}), good(2))
    assert as_read(content) == [["STT", HEADING], ["Đào", "Đã nhận."]]
    assert sheet_of(content)["A2"].value == "Đào"


def test_the_strict_edition_of_the_standard_is_understood():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    strict = {
        name: said.replace(old + b"officeDocument/2006/", new + b"officeDocument/").replace(
            MAIN.encode(), new + b"spreadsheetml/main"
        )
        for name, said in parts(written_by_hand(rows)).items()
        if name.startswith("xl/") or name == "_rels/.rels"
    }
    after = parts(give_back(with_parts(written_by_hand(rows), strict), bad(2, remarks={0: "Sai."})))
    assert b'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"' in after["xl/comments1.xml"]
    assert after["xl/worksheets/_rels/sheet1.xml.rels"].count(new + b"officeDocument/relationships/") == 2
    assert b'xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships"' in after[SHEET]
    assert not [name for name, said in after.items() if name.startswith("xl/") and old + b"officeDocument" in said]


def test_cells_out_of_order_are_answered_once():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>3</v></c><c r="A2"><v>1</v></c></row>'
    content = give_back(written_by_hand(rows), good(2), result_column=2)
    assert parts(content)[SHEET].count(b'r="C2"') == 1
    assert as_read(content)[1] == [1, "", "Đã nhận."]


def test_rows_out_of_order_are_given_back():
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>' for number in (1, 3, 2, 4))
    content = written_by_hand(rows)
    target = io.BytesIO()
    given = [good(number) for number in (2, 3, 4)]
    assert answered(io.BytesIO(content), target, sheet=0, result_column=1, heading_row=1, answers=given) == 2
    assert [row[0] for row in as_read(target.getvalue())] == [1, 2, 3, 4]


def test_rows_without_an_answer_are_the_same_bytes():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row  r="2" ><c r="A2"  ><v >2</v></c></row >'
    rows += '<row r="3"><c r="A3"/></row>'
    after = parts(give_back(written_by_hand(rows), good(3), result_column=2))[SHEET]
    assert b'<row  r="2" ><c r="A2"  ><v >2</v></c></row >' in after


def test_the_new_column_stands_after_the_last_one_that_says_something():
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'  # a title may be wider than the list
    rows += '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>1</v></c><c r="C2" s="0"/></row>'
    rows += '<row r="3"><c r="A3"><v>1</v></c></row><row r="4"><c r="A4"><v>1</v></c><c r="C4" s="0"/><c r="F4"/></row>'
    content = give_back(written_by_hand(rows), good(3), good(4), heading_row=2)
    sheet = sheet_of(content)
    assert [sheet[f"C{number}"].value for number in (1, 2, 3, 4)] == [None, HEADING, "Đã nhận.", "Đã nhận."]


@pytest.mark.parametrize(
    ("range_", "column"),
    [("B1:D1", "E"), ("A2:C2", "B"), ("F1:G1", "H"), ("A9:C9", "B"), ("A1:XFD1", "XFD"), ("x", "B")],
)
def test_the_new_column_stands_after_merged_headings(range_, column):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    merged = f'<mergeCells count="1"><mergeCell ref="{range_}"/></mergeCells>'
    after = parts(give_back(written_by_hand(rows, after=merged), good(2)))[SHEET]
    assert f'r="{column}2"'.encode() in after


def test_a_part_may_be_named_by_its_whole_path_or_from_its_folder():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    given, book = written_by_hand(rows), "xl/_rels/workbook.xml.rels"
    for target in ("worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml"):
        named = re.sub(rb'"[^"]*sheet1.xml"', f'"{target}"'.encode(), parts(given)[book])
        assert as_read(give_back(given, good(2)))[1] == [2, "Đã nhận."]
        after = parts(give_back(with_parts(given, {book: named}), good(2)))
        assert "Đã nhận.".encode() in after[SHEET]


def test_a_drawing_wrapped_for_older_programs_keeps_its_place_after_remarks():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    ends = '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/>'
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    ends += (
        f'<mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="x"><controls/></mc:Choice></mc:AlternateContent>'
    )
    after = parts(give_back(written_by_hand(rows, after=ends), bad(2, remarks={0: "Sai."})))[SHEET]
    assert after.index(b"<pageMargins") < after.index(b"<legacyDrawing") < after.index(b"<mc:AlternateContent")


@pytest.mark.parametrize(
    "xml",
    [
        "<worksheet/>",
        '<worksheet><sheetData><row r="1"><c r="A1">',
        '<worksheet><sheetData><row r="1"></row></sheetData><sheetData><row r="1"/></sheetData></worksheet>',
        '<?xml version="1.0" encoding="none-such"?><worksheet><sheetData/></worksheet>',
        '<?xml version="1.0" encoding="rot13"?><worksheet><sheetData/></worksheet>',
        "<worksheet><!-- ",
    ],
)
def test_a_sheet_that_is_torn_is_an_error(xml):
    with pytest.raises(ValueError):
        give_back(with_parts(written_by_hand(""), {SHEET: xml}), good(1))


def test_a_part_that_is_several_things_at_once_is_an_error():
    given, book = written_by_hand('<row r="1"/>'), "xl/_rels/workbook.xml.rels"
    named = re.sub(rb'"[^"]*styles.xml"', b'"/xl/worksheets/sheet1.xml"', parts(given)[book])
    with pytest.raises(Torn):
        give_back(with_parts(given, {book: named}), good(1))


def test_a_row_without_end_takes_no_memory_without_end(monkeypatch):
    monkeypatch.setattr(cutter, "LONGEST", 100_000)
    with pytest.raises(Torn):
        give_back(written_by_hand(f'<row r="1"><c r="A1" t="str"><v>{"x" * 900_000}</v></c></row>'), good(1))


def test_a_sheet_that_is_not_there_is_an_error():
    with pytest.raises(Torn):
        give_back(written_by_hand(""), sheet=1)


def test_shared_texts_stay_shared():
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
    table = f'<sst xmlns="{MAIN}"><si><t>Họ tên</t></si><si><t>An</t></si></sst>'
    given = parts(written_by_hand(rows))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = given["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    )
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = given["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="t" Type="{base}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'.encode(),
    )
    changed = {"xl/sharedStrings.xml": table, "[Content_Types].xml": types, "xl/_rels/workbook.xml.rels": relations}
    content = give_back(with_parts(written_by_hand(rows), changed), bad(2, remarks={0: "Tên."}))
    assert as_read(content) == [["Họ tên", HEADING], ["An", "Từ chối."]]
    assert opened(content).active["A2"].value == "An"
    assert parts(content)["xl/sharedStrings.xml"] == table.encode()


def test_an_answer_in_a_sheet_of_a_library_is_where_the_reader_expects_it():
    content = give_back(saved(book_of(["Họ tên"], ["An"], ["Bình"])), good(2), bad(3))
    assert as_read(content) == [["Họ tên", HEADING], ["An", "Đã nhận."], ["Bình", "Từ chối."]]
