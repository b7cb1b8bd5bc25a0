"""Remarks: ours beside those of others, and instead of our own of an earlier time."""

import re

import pytest
from openpyxl.comments import Comment

from registration.imports.answers import earlier, remarks
from registration.imports.answers.answer import RowAnswer, Tone
from tests.registration.imports.answers.returned import (
    GROUNDS,
    MAIN,
    bad,
    book_of,
    give_back,
    good,
    ground,
    parts,
    saved,
    sheet_of,
    with_parts,
)

DRAWING, WORDS = "xl/drawings/vmlDrawing1.vml", "xl/comments1.xml"


def three_people():
    return book_of(["Họ tên", "SĐT"], ["An", "0912"], ["Bình", "0913"], ["Cúc", "0914"])


def commented(**comments):
    book = three_people()
    for place, text in comments.items():
        book.active[place].comment = Comment(text, "Chị Hạnh", width=300, height=77)
    return saved(book)


def remarks_of(content, number=0):
    return {cell.coordinate: cell.comment.text for row in sheet_of(content, number) for cell in row if cell.comment}


def boxes(content):
    """The cells that have a box in the drawing, and how many boxes there are."""
    [drawing] = [said for name, said in parts(content).items() if name.endswith(".vml")]
    rows, columns = (re.findall(rb"<(?:\w+:)?%s>(\d+)" % name, drawing) for name in (b"Row", b"Column"))
    ids = re.findall(rb'<(?:\w+:)?shape\s[^>]*?\bid="(\w+)"', drawing)
    assert len(set(ids)) == len(ids) == len(rows)
    return sorted(f"{chr(65 + int(column))}{int(row) + 1}" for row, column in zip(rows, columns, strict=True))


def test_a_remark_is_signed_and_has_a_box():
    content = give_back(three_people(), bad(3, remarks={1: "Số điện thoại thiếu một số."}))
    comment = sheet_of(content)["B3"].comment
    assert (comment.author, comment.text) == ("Cổng tiêm chủng", "Cổng tiêm chủng:\nSố điện thoại thiếu một số.")
    assert boxes(content) == ["B3"]


def test_without_remarks_nothing_is_added():
    assert set(parts(give_back(three_people(), good(2)))) == set(parts(saved(three_people())))


def test_a_cell_that_is_not_there_can_be_spoken_of():
    after = sheet_of(give_back(three_people(), bad(2, remarks={3: "Thiếu mã nhóm."}), result_column=5))
    assert after["D2"].comment.text.endswith("Thiếu mã nhóm.")
    assert (ground(after["D2"]), after["D2"].value) == (GROUNDS[Tone.BAD], None)


def test_remarks_of_others_stay():
    content = give_back(commented(A2="Gọi lại", B4="Đã nghỉ việc"), bad(3, remarks={1: "Sai."}))
    assert remarks_of(content) == {"A2": "Gọi lại", "B4": "Đã nghỉ việc", "B3": "Cổng tiêm chủng:\nSai."}
    assert sheet_of(content)["A2"].comment.author == "Chị Hạnh"
    assert b"".join(parts(content).values()).count(b"width:300px") == 2
    assert boxes(content) == ["A2", "B3", "B4"]


def test_on_the_cell_of_another_remark_ours_joins_it_and_leaves_it_again():
    first = give_back(commented(B3="Gọi lại"), bad(3, remarks={1: "Thiếu <1> số."}))
    assert remarks_of(first) == {"B3": "Gọi lại\n\n— Cổng tiêm chủng:\nThiếu <1> số."}
    second = give_back(first, bad(3, remarks={1: "Thừa 1 số."}), result_column=2)
    assert remarks_of(second) == {"B3": "Gọi lại\n\n— Cổng tiêm chủng:\nThừa 1 số."}
    third = give_back(second, good(3), good(4), result_column=2)
    assert remarks_of(third) == {"B3": "Gọi lại"}
    assert boxes(third) == ["B3"]


def test_remarks_of_an_earlier_time_go():
    first = give_back(three_people(), bad(2, remarks={0: "Tên."}), bad(3, remarks={1: "Số."}))
    second = give_back(first, good(2), bad(3, remarks={0: "Tên."}), result_column=2)
    assert remarks_of(second) == {"A3": "Cổng tiêm chủng:\nTên."}
    assert boxes(second) == ["A3"]
    third = give_back(second, good(2), good(3), result_column=2)
    assert (remarks_of(third), boxes(third)) == ({}, [])


def test_our_remark_is_known_by_its_text_where_a_program_forgot_its_author():
    first = give_back(three_people(), bad(2, remarks={0: "Tên."}))
    forgotten = parts(first)[WORDS].replace("<author>Cổng tiêm chủng</author>".encode(), b"<author/>")
    second = give_back(with_parts(first, {WORDS: forgotten}), good(2), result_column=2)
    assert remarks_of(second) == {}


def test_remarks_on_another_sheet_are_left_alone():
    book = three_people()
    book.create_sheet("Mã")["A1"].comment = Comment("x", "y")
    content = give_back(saved(book), bad(2, remarks={0: "Tên."}))
    assert remarks_of(content) == {"A2": "Cổng tiêm chủng:\nTên."}
    assert remarks_of(content, 1) == {"A1": "x"}


def test_over_the_limit_the_colour_remains(monkeypatch):
    for module in (earlier, remarks):
        monkeypatch.setattr(module, "MOST", 2)
    answers = [bad(number, remarks={0: "Tên."}) for number in (2, 3, 4)]
    content = give_back(commented(B2="Gọi lại"), *answers)
    assert sorted(remarks_of(content)) == ["A2", "B2"]
    assert {ground(sheet_of(content)[f"A{number}"]) for number in (2, 3, 4)} == {GROUNDS[Tone.BAD]}


def test_a_drawing_without_remarks_takes_them_in():
    data = '<x:ClientData ObjectType="Button"><x:Row>1</x:Row></x:ClientData>'
    button = f'<v:shape id="_x0000_s2050" type="#_x0000_t201">{data}</v:shape>'
    given = parts(commented(A2="x"))
    relations = re.sub(rb'<Relationship [^>]*/comments"[^>]*>', b"", given["xl/worksheets/_rels/sheet1.xml.rels"])
    name = next(name for name in given if name.endswith(".vml"))
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">%s<br></xml>'
    )
    changed = {name: drawing % button, "xl/worksheets/_rels/sheet1.xml.rels": relations}
    without = {name for name in given if "comment" in name and name.endswith(".xml")}
    content = give_back(with_parts(commented(A2="x"), changed, without=without), bad(2, remarks={0: "Tên."}))
    after = parts(content)[name].decode()
    assert button in after and "<br>" in after and 'id="_x0000_t202"' in after and 'id="_x0000_s2051"' in after
    assert remarks_of(content) == {"A2": "Cổng tiêm chủng:\nTên."}


@pytest.mark.parametrize("prefix", ["", "s:"])
@pytest.mark.parametrize(
    "words",
    [
        "<{0}authors/><{0}commentList/>",
        "<{0}commentList></{0}commentList>",
        "<{0}authors><{0}author>A&amp;B</{0}author></{0}authors><{0}commentList>"
        '<{0}comment ref="B4" authorId="0"><{0}text>'
        '<{0}r><{0}rPr><{0}b/></{0}rPr><{0}t>Gọi</{0}t></{0}r><{0}r><{0}t xml:space="preserve"> lại</{0}t></{0}r>'
        "</{0}text></{0}comment>\n</{0}commentList><{0}extLst/>",
    ],
)
def test_remarks_are_understood_however_they_are_written(prefix, words):
    given = parts(commented(B4="x"))
    name = next(name for name in given if "comment" in name and name.endswith(".xml"))
    space = f'xmlns:{prefix[:-1]}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    xml = f"<{prefix}comments {space}>{words.format(prefix)}</{prefix}comments>"
    content = give_back(
        with_parts(commented(B4="x"), {name: xml}), bad(2, remarks={0: "Tên."}), bad(4, remarks={1: "Số."})
    )
    said = remarks_of(content)
    assert said["A2"] == "Cổng tiêm chủng:\nTên."
    before = "Gọi lại\n\n— " if "B4" in words else ""
    assert said["B4"] == f"{before}Cổng tiêm chủng:\nSố."


def test_many_remarks_have_boxes_of_their_own():
    book = book_of(["Họ tên"], *(["An"] for _number in range(2_500)))
    content = give_back(book, *(bad(number, remarks={0: f"Dòng {number}"}) for number in range(2, 2_502)))
    assert len(set(boxes(content))) == 2_500
    assert b'data="1,2,3"' in parts(content)["xl/drawings/vmlDrawing1.vml"]
    assert remarks_of(content)["A2501"].endswith("Dòng 2501")


def test_an_amber_remark_is_amber():
    after = sheet_of(give_back(three_people(), RowAnswer(2, "Cần quyết định.", Tone.ATTENTION, {0: "Trùng?"})))
    assert ground(after["A2"]) == ground(after["C2"]) == GROUNDS[Tone.ATTENTION]
