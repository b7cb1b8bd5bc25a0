"""Nothing that a spreadsheet program would compute, run or fetch by itself goes back."""

import re

import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula

from tests.formulas import HOSTILE
from tests.registration.imports.answers.returned import (
    SHEET,
    RowAnswer,
    Tone,
    as_read,
    bad,
    book_of,
    give_back,
    good,
    opened,
    parts,
    saved,
    sheet_of,
    with_parts,
    written_by_hand,
)
from vaxportal.core.sheets import would_run

SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def test_no_answer_and_no_mended_cell_can_run():
    rows = [RowAnswer(number, text, Tone.BAD, {}, {0: text}) for number, text in enumerate(HOSTILE, start=2)]
    content = give_back(book_of(["Họ tên"], *[["An"]] * len(rows)), *rows)
    told = [cell for row in sheet_of(content).iter_rows(min_row=2, max_col=2) for cell in row]
    assert len(told) == 2 * len(HOSTILE)
    assert {cell.data_type for cell in told} <= {"s", "inlineStr"}
    assert [cell.value for cell in told if would_run(cell.value)] == []
    assert b"<f>" not in parts(content)[SHEET]


def test_signs_that_xml_forbids_are_dropped_and_hide_no_formula():
    row = RowAnswer(2, "\x01=1+1\x0b\ufffe\ud800 <&>", Tone.BAD, {0: "a\x02b"})
    sheet = sheet_of(give_back(book_of(["Họ tên"], ["An"]), row))
    assert sheet["B2"].value == "'=1+1 <&>"
    assert sheet["A2"].comment.text.endswith("ab")


@pytest.mark.parametrize("text", ["  hai  dòng \n sau\r\n\r", "_x000D_", "😀" * 20_000, "x" * 40_000, "]]>", "&lt;"])
def test_a_text_is_read_as_it_was_written(text):
    written = as_read(give_back(book_of(["Họ tên"], ["An"]), good(2, text)))[1][1]
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    assert written == expected[: 32_767 // (2 if text[0] > "\uffff" else 1)]


def formulas():
    book = book_of(["STT", "Họ tên", "Tổng"])
    sheet = book.active
    for _number in range(3):
        sheet.append(["=ROW()-1", '="="&"cmd"', "x"])
    sheet["C4"] = ArrayFormula("C4", "=SUM(A2:A3)")
    book.create_sheet("Tính")["A1"] = "=SUM(1,2)"
    return saved(book)


def test_no_formula_goes_back_on_any_sheet():
    content = give_back(formulas(), good(2), bad(3, remarks={0: "Sai."}))
    assert not any(cell.data_type == "f" for sheet in opened(content) for row in sheet for cell in row)
    assert not re.search(rb"<f[ >/]", b"".join(parts(content).values()))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A2"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="A2" cm="1"><f t="array" ref="A2:A3">x</f><v>2</v></c>', 2),
        ('<c r="A2"><f t="shared" si="0"/><v>2</v></c>', 2),
        ('<c r="A2" t="str"><f>B1</f><v>An &amp; &lt;b></v></c>', "An & <b>"),
        ('<c r="A2" t="str"><f>B1</f><v>=cmd</v></c>', "'=cmd"),
        ('<c r="A2" t="str"><f>B1</f><v>&#61;cmd</v></c>', "'=cmd"),
        ('<c r="A2" t="str"><f>B1</f><v></v></c>', ""),
        ('<c r="A2" t="str"><f>B1</f></c>', ""),
        ('<c r="A2" t="b"><f>1=1</f><v>1</v></c>', True),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ""),
        ('<c r="A2"><f/></c>', ""),
    ],
)
@pytest.mark.parametrize("answer", [None, good(2), bad(2, remarks={0: "Sai."})])
def test_a_computed_cell_keeps_its_value(cell, expected, answer):
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}<c r="B2"><v>7</v></c></row>'
    content = give_back(written_by_hand(rows), *filter(None, [answer]), result_column=2)
    assert b"<f" not in parts(content)[SHEET] and b"cm=" not in parts(content)[SHEET]
    assert as_read(content)[1][:2] == [expected, 7]


def test_what_told_the_order_of_formulas_goes_with_them():
    given = parts(formulas())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    types = given["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'.encode()
    )
    relations = given["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="k" Type="{SPACE}/calcChain" Target="calcChain.xml"/></Relationships>'.encode(),
    )
    changed = {
        "xl/calcChain.xml": "<calcChain/>",
        "[Content_Types].xml": types,
        "xl/_rels/workbook.xml.rels": relations,
    }
    after = parts(give_back(with_parts(formulas(), changed), good(2)))
    assert "xl/calcChain.xml" not in after
    assert not [name for name, said in after.items() if b"calcChain" in said]
    assert [sheet.title for sheet in opened(give_back(with_parts(formulas(), changed), good(2)))] == ["Sheet", "Tính"]


@pytest.mark.parametrize(
    "kind", ["ms-excel.sheet.macroEnabled", "openxmlformats-officedocument.spreadsheetml.template"]
)
def test_a_template_and_a_file_for_macros_go_back_as_what_their_name_says(kind):
    given = parts(saved(book_of(["Họ tên"], ["An"])))["[Content_Types].xml"]
    plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
    assert plain in given
    content = with_parts(
        saved(book_of(["Họ tên"], ["An"])), {"[Content_Types].xml": given.replace(plain, f"{kind}.main".encode())}
    )
    after = parts(give_back(content, good(2)))["[Content_Types].xml"]
    assert plain in after and kind.encode() not in after


def linked():
    book = book_of(["Họ tên"], ["An"])
    book.defined_names["xa"] = DefinedName("xa", attr_text="[1]Sheet1!$A$1")
    book.defined_names["gan"] = DefinedName("gan", attr_text="Sheet!$A$1")
    given = parts(saved(book))
    link = "xl/externalLinks/externalLink1.xml"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
    reference = f'<externalReference xmlns:r="{SPACE}" r:id="k"/>'
    return with_parts(
        saved(book),
        {
            link: '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": "<Relationships/>",
            "[Content_Types].xml": given["[Content_Types].xml"].replace(
                b"</Types>", f'<Override PartName="/{link}" ContentType="{kind}"/></Types>'.encode()
            ),
            "xl/_rels/workbook.xml.rels": given["xl/_rels/workbook.xml.rels"].replace(
                b"</Relationships>",
                f'<Relationship Id="k" Type="{SPACE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
                "</Relationships>".encode(),
            ),
            "xl/workbook.xml": given["xl/workbook.xml"].replace(
                b"</sheets>",
                f"</sheets><externalReferences>{reference}</externalReferences>".encode(),
            ),
        },
    )


def test_links_into_other_files_go_with_the_names_that_need_them():
    content = give_back(linked(), good(2))
    after = parts(content)
    assert not [name for name, said in after.items() if "externalLink" in name or b"external" in said.lower()]
    assert list(opened(content).defined_names) == ["gan"]


def test_nothing_is_fetched_when_the_file_is_opened():
    rels = "xl/drawings/_rels/drawing1.xml.rels"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{SPACE}/image" Target="//192.0.2.1/x.png" TargetMode="External"/>'
        f'<Relationship Id="b" Type="{SPACE}/hyperlink" Target="https://example.vn" TargetMode="External"/>'
        "</Relationships>"
    )
    connections = '<connections><connection id="1" refreshOnLoad="1" interval="5" name="x"/></connections>'
    given = with_parts(saved(book_of(["Họ tên"], ["An"])), {rels: relations, "xl/connections.xml": connections})
    after = parts(give_back(given, good(2)))
    assert b"192.0.2.1" not in after[rels] and b"https://example.vn" in after[rels] and b"about:blank" in after[rels]
    assert after["xl/connections.xml"] == b'<connections><connection id="1" name="x"/></connections>'
