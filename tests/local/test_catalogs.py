"""Message catalogs are found, compiled and judged without the gettext tools."""

import gettext
import re

import pytest

from vaxportal import catalogs

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Ghi nhận mũi tiêm"
msgstr "Record the dose"
"""


@pytest.fixture
def po(tmp_path):
    file = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(PO)
    return file


def test_a_compiled_catalog_translates(po, tmp_path):
    assert catalogs.compile_all(tmp_path) == 1
    with po.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Ghi nhận mũi tiêm") == "Record the dose"


def test_an_unchanged_catalog_is_not_compiled_again(po, tmp_path):
    catalogs.compile_all(tmp_path)
    assert catalogs.compile_all(tmp_path) == 0


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('msgid "Mới"\nmsgstr ""', "not translated: 'Mới'"),
        ('#, fuzzy\nmsgid "Mới"\nmsgstr "New"', "not translated: 'Mới'"),
        ('#, python-format\nmsgid "Có %(n)s người"\nmsgstr "people"', "Có %(n)s người"),
    ],
)
def test_what_is_incomplete_is_named(po, entry, problem):
    po.write_text(f"{PO}\n{entry}\n")
    assert any(problem in line for line in catalogs.problems(po))


def test_strings_of_code_are_found():
    assert catalogs.found().get("Cổng tiêm chủng") is not None


def test_an_update_adds_what_is_new_and_keeps_what_is_used(po):
    word = 'msgid "Cổng tiêm chủng"\nmsgstr "Vaccination Portal"'
    po.write_text(f"{PO}\n{word}\n")
    catalogs.update(po)
    read = catalogs.read(po)
    assert read["Cổng tiêm chủng"].string == "Vaccination Portal"
    assert any(line.startswith("not translated") for line in catalogs.problems(po))
    assert not any(line.startswith("not in the catalog") for line in catalogs.problems(po))


def test_words_are_marked_by_the_names_that_are_collected():
    """A word marked by another name is never translated, and nothing else would say so."""
    alias = re.compile(r"import .*gettext\w* as (?!_\b)\w+")
    files = [file for app in catalogs.CODE for file in (catalogs.ROOT / app).rglob("*.py")]
    assert not [str(file) for file in files if alias.search(file.read_text())]
