"""The package stands alone, and what it writes is taken again."""

import ast
import sys
from pathlib import Path

import pytest

import registration.imports.answers
import vaxportal.core.sheets
from registration.imports.answers import cutter, plain, sheet, styles
from registration.imports.answers.markup import Torn
from registration.imports.reading import look
from tests.registration.imports.answers.returned import bad, give_back, good, parts, with_parts, written_by_hand
from tests.registration.lists import sample

MODULES = sorted(Path(registration.imports.answers.__path__[0]).glob("*.py"))
OWN = "registration.imports.answers"
SHARED = "vaxportal.core.sheets"  # what would run is said there for all; it needs the standard library only, too
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize("path", [*MODULES, Path(vaxportal.core.sheets.__file__)], ids=lambda path: path.stem)
def test_a_module_needs_the_standard_library_only(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    others = [name for name in names if OWN not in name and name != SHARED]
    assert [name for name in others if name.partition(".")[0] not in sys.stdlib_module_names] == []


def test_an_answered_file_may_be_handed_in_again():
    given = [bad(number, remarks=dict.fromkeys(range(26), "Sai.")) for number in range(9, 489)]
    content = give_back(sample("clean_480"), *given, result_column=26, heading_row=8)
    assert [one["name"] for one in look(content)["sheets"]] == [
        one["name"] for one in look(sample("clean_480"))["sheets"]
    ]


@pytest.mark.parametrize(
    ("module", "name", "rows"),
    [
        (sheet, "MOST_ROWS", ROW * 5),
        (plain, "MOST_ASIDES", ROW + "<!-- -->" * 5),
        (plain, "LONGEST_ASIDE", f"{ROW}<!-- {'x' * 600_000} -->"),
        (cutter, "LONGEST", f"{ROW}{'<x/>' * 200_000}"),
        (None, "", f"<row>{'<c/>' * 16_385}</row>"),
        (None, "", f"<row>{'<c><f/></c>' * 16_385}</row>"),
        (None, "", f"<row><c>{'<f/>' * 16_386}</c></row>"),
    ],
)
def test_more_than_a_sheet_can_hold_is_an_error(monkeypatch, module, name, rows):
    if module:
        monkeypatch.setattr(module, name, 4)
    with pytest.raises(Torn):
        give_back(written_by_hand(rows), good(1), result_column=3)


def test_more_styles_than_a_workbook_can_hold_are_an_error(monkeypatch):
    monkeypatch.setattr(styles, "MOST", 4)
    given = written_by_hand(ROW)
    said = parts(given)["xl/styles.xml"].replace(b"</cellXfs>", b"<xf/>" * 5 + b"</cellXfs>")
    with pytest.raises(Torn):
        give_back(with_parts(given, {"xl/styles.xml": said}), good(1))


def test_where_there_is_no_room_for_more_styles_the_plain_one_is_coloured(monkeypatch):
    monkeypatch.setattr(styles, "MOST", 4)
    given = written_by_hand('<row r="1"><c r="A1" s="3"/><c r="B1" s="2"/></row>')
    said = parts(given)["xl/styles.xml"].replace(b"</cellXfs>", b'<xf fontId="0" fillId="0"/>' * 3 + b"</cellXfs>")
    after = give_back(with_parts(given, {"xl/styles.xml": said}), bad(1, remarks={0: "Sai.", 1: "Sai."}))
    assert parts(after)["xl/styles.xml"].count(b"<xf ") <= 1 + 4 + 2
