"""However the same cells are spelled in a sheet, they come back with the same values."""

from hypothesis import given
from hypothesis import strategies as st

from registration.imports.answers.answer import RowAnswer, Tone
from registration.imports.answers.places import letters
from tests.registration.imports.answers.returned import (
    MAIN,
    SHEET,
    as_read,
    give_back,
    parts,
    with_parts,
    written_by_hand,
)

TEXTS = st.sampled_from(["An", "a&lt;b&amp;", 'r="C2"', "&lt;c&gt;", "&lt;/row&gt;", " Ộ\nng ", "=1", "f>"])
CELLS = st.sampled_from(
    [
        ("", "<{0}v>7</{0}v>"),
        ("", "<{0}f>A1&lt;2</{0}f><{0}v>5</{0}v>"),
        ("", '<{0}f t="shared" si="0"/><{0}v>0.5</{0}v>'),
        ("b", "<{0}v>1</{0}v>"),
        ("n", ""),
        ("str", '<{0}v xml:space="preserve">{1}</{0}v>'),
        ("inlineStr", '<{0}is><{0}t xml:space="preserve">{1}</{0}t></{0}is>'),
        ("inlineStr", '<{0}is><{0}r><{0}t xml:space="preserve">{1}</{0}t></{0}r><!-- <c/> --></{0}is>'),
    ]
)
SPACES = st.sampled_from(["", "", " ", "\n"])
QUOTES = st.sampled_from("\"'")


@st.composite
def attributes(draw, **said):
    names = draw(st.permutations([name for name, value in said.items() if value]))
    spelled = ""
    for name in names:
        quote = draw(QUOTES)
        spelled += f" {draw(SPACES)}{name}{draw(SPACES)}={quote}{said[name]}{quote}"
    return spelled + draw(SPACES)


@st.composite
def rows(draw, prefix, number):
    cells, must_say_where = "", False
    for column in range(draw(st.integers(0, 6))):
        if draw(st.booleans()) and draw(st.booleans()):
            must_say_where = True
            continue
        kind, content = draw(CELLS)
        place = f"{letters(column).decode()}{number}" if must_say_where or draw(st.booleans()) else ""
        must_say_where = False
        tag = draw(attributes(r=place, t=kind, s=draw(st.sampled_from(["", "0"]))))
        content = content.format(prefix, draw(TEXTS))
        is_closed = not content and draw(st.booleans())
        cells += f"<{prefix}c{tag}/>" if is_closed else f"<{prefix}c{tag}>{content}</{prefix}c>"
        cells += draw(SPACES)
    said = draw(attributes(r=str(number) if draw(st.booleans()) else "", spans=draw(st.sampled_from(["", "1:6"]))))
    is_empty = not cells and draw(st.booleans())
    return f"<{prefix}row{said}/>" if is_empty else f"<{prefix}row{said}>{cells}</{prefix}row{draw(SPACES)}>"


@st.composite
def workbooks(draw):
    prefix = draw(st.sampled_from(["", "", "x:"]))
    count = draw(st.integers(1, 8))
    spelled = draw(SPACES).join(draw(rows(prefix, number)) for number in range(1, count + 1))
    space = "xmlns:x" if prefix else "xmlns"
    xml = f'<{prefix}worksheet {space}="{MAIN}"><{prefix}sheetData>{spelled}</{prefix}sheetData></{prefix}worksheet>'
    answered = sorted(draw(st.sets(st.integers(2, 8))))
    remarks = st.dictionaries(st.integers(0, 7), st.just("Sai."), max_size=2)
    answers = [RowAnswer(row, f"KQ{row}", draw(st.sampled_from(list(Tone))), draw(remarks)) for row in answered]
    return with_parts(written_by_hand(""), {SHEET: xml}), [answer for answer in answers if answer.number <= count]


def values(grid, without):
    """What the cells say, by place; a text that could run is shielded when it was computed."""
    return {
        (row, column): value.removeprefix("'") if isinstance(value, str) else value
        for row, cells in enumerate(grid)
        for column, value in enumerate(cells)
        if value != "" and column != without
    }


@given(workbooks(), st.integers(0, 8))
def test_the_cells_say_what_they_said(workbook, column):
    content, answers = workbook
    after = give_back(content, *answers, result_column=column)
    assert values(as_read(after), without=column) == values(as_read(content), without=column)
    assert [as_read(after)[answer.number - 1][column] for answer in answers] == [answer.text for answer in answers]
    again = give_back(after, *answers, result_column=column)
    assert as_read(again) == as_read(after)
    assert parts(again)["xl/styles.xml"] == parts(after)["xl/styles.xml"]
