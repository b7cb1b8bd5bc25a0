"""Message catalogs without the gettext tools: python -m vaxportal.catalogs compile | update | check.

Sources are Vietnamese; `locale/en/LC_MESSAGES/django.po` is the second language; `locale/vi` holds what libraries lack
in Vietnamese. Strings are found with Django's own reading of templates and Babel's reading of Python.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "en"
CATALOG = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
BLANK = re.compile(r"%\((\w+)\)|\{(\w+)")
CODE = ("vaxportal", "registration", "sessions", "reporting")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def read(file: Path) -> Catalog:
    if not file.exists():
        return Catalog(locale=LANGUAGE, header_comment="# vaxportal in English.", charset="utf-8", fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=file.parent.parent.name, charset="utf-8")


def compile_all(locale: Path = ROOT / "locale") -> int:
    """Writes every .mo that is older than its .po; says how many."""
    made = 0
    for po in locale.glob("*/LC_MESSAGES/django.po"):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns > po.stat().st_mtime_ns:
            continue
        part = mo.with_suffix(".mo.part")
        with part.open("wb") as target:
            write_mo(target, read(po))
        part.rename(mo)
        made += 1
    return made


def found() -> Catalog:
    """All strings of code and templates."""
    catalog = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False, project="vaxportal")
    for place, _line, words, comments, context in _strings():
        catalog.add(words, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalog


def _strings() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    for file in _files():
        text = file.read_text()
        if file.suffix != ".py":
            # Django turns the page into gettext calls amid filler; each line stands alone, so indentation means nothing
            text = "\n".join(line.strip() for line in templatize(text, origin=str(file)).splitlines())
        source = io.BytesIO(text.encode())
        for line, words, comments, context in extract("python", source, KEYWORDS, ("Translators:",)):
            yield str(file.relative_to(ROOT)), line, words, comments, context


def _files() -> list[Path]:
    code = [file for app in CODE for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]
    return sorted([*code, *(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")])


def update(file: Path = CATALOG) -> Catalog:
    """Adds new strings to the catalog (untranslated) and drops those that no code uses."""
    catalog = read(file)
    catalog.update(found(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalog, width=120, sort_output=True, include_lineno=False)
    return catalog


def problems(file: Path = CATALOG) -> list[str]:
    """What keeps the second language from being complete."""
    catalog = read(file)
    return [*_unfit(message for message in catalog if message.id), *_missing(catalog)]


def _unfit(messages: Iterable[Message]) -> Iterator[str]:
    for message in messages:
        answers = _forms(message.string)
        if message.fuzzy or not all(answers):
            yield f"not translated: {message.id!r}"
        elif _blanks(answers) != _blanks(_forms(message.id)):
            yield f"other blanks to fill in: {message.id!r}"


def _forms(words: str | Sequence[str] | None) -> list[str]:
    """Singular and plural, or the one form there is."""
    if words is None or isinstance(words, str):
        return [words or ""]
    return list(words)


def _blanks(forms: list[str]) -> set[str]:
    """The names that the program fills in: %(name)s and {name}."""
    return {next(filter(None, found)) for form in forms for found in BLANK.findall(form)}


def _missing(catalog: Catalog) -> Iterator[str]:
    for message in found():
        if message.id and catalog.get(message.id, context=message.context) is None:
            yield f"not in the catalog: {message.id!r} ({message.locations[0][0]})"


def main() -> int:
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["update"]:
            empty = sum(1 for message in update() if message.id and not any(message.string or ()))
            print(f"{CATALOG.relative_to(ROOT)}: {empty} strings wait for a translation.")
        case ["check"]:
            wrong = problems()
            print("\n".join(wrong) or "The catalogs are complete.")
            return 1 if wrong else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
