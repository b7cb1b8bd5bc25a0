"""What every template keeps: nothing inline, components declare themselves, classes and icons exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from vaxportal.statuses import STATUSES

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COTTON = ROOT / "templates" / "cotton"
COMPONENTS = sorted(COTTON.rglob("*.html"))
CSS = "\n".join(path.read_text() for path in (ROOT / "static" / "css").glob("*.css"))
KNOWN_CLASSES = set(re.findall(r"\.(vx-[a-z0-9_-]+)", CSS))
ICONS = set(re.findall(r'symbol id="([a-z]+)"', (ROOT / "static" / "icons.svg").read_text()))
BARE = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.S)


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_nothing_is_inline(path):
    text = BARE.sub("", path.read_text())
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"(src|href)=[\"']https?://", text), "everything is served from here"


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_declares_its_attributes(path):
    assert path.read_text().startswith("<c-vars ")


DECLARED = {
    str(path.relative_to(COTTON).with_suffix("")).replace("/", ".").replace("_", "-"): path.read_text()
    for path in COMPONENTS
}
USED = re.compile(r'<c-([\w.-]+)((?:\s+[:\w-]+(?:="[^"]*")?)*)\s*/?>')


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_component_is_given_only_what_it_declares(path):
    """Anything else would be dropped without a word, unless the component passes it on to its element."""
    unknown = []
    for component, given in USED.findall(path.read_text()):
        text = DECLARED.get(component, "{{ attrs }}")  # c-vars and c-slot are the library's own
        declared = set(re.findall(r"[\w-]+", re.sub(r'"[^"]*"', "", text.partition(">")[0].replace("_", "-"))))
        words = re.findall(r"[\w-]+", re.sub(r'"[^"]*"', "", given))
        unknown += [f"{component} {word}" for word in words if word not in declared and "attrs" not in text]
    assert unknown == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_asks_no_database(path):
    found = re.findall(r"\{[{%][^}]*\.(?:\w+_set|all|count|exists)\b(?! *=)", path.read_text())
    assert [hit for hit in found if not re.search(r"paginator\.count|\bitem\.count|forloop", hit)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_class_of_ours_has_a_style(path):
    attributes = re.findall(r'class="([^"]*)"', re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", path.read_text()))
    used = {word for value in attributes for word in value.split() if re.fullmatch(r"vx-[a-z0-9_-]*[a-z0-9]", word)}
    assert used - KNOWN_CLASSES == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_icon_is_drawn(path):
    used = re.findall(r'(?:<c-icon name|\sicon)="([a-z]+)"', path.read_text())
    assert set(used) - ICONS == set()


def test_every_icon_of_a_status_is_drawn():
    used = {status.sign for table in STATUSES.values() for status in table.values()}
    assert used - ICONS == set()


def test_the_citizens_styles_are_small():
    files = [ROOT / "static" / "css" / f"{part}.css" for part in ("tokens", "base", "shell", "forms", "components")]
    assert sum(path.stat().st_size for path in files) < 60_000
