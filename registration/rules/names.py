"""What a person's or an organization's name may look like."""

import re
from collections.abc import Iterator

from registration.rules.codes import NameIs
from registration.rules.legacy_text import has_old_signs
from vaxportal.core.problems import Problem

LONGEST_NAME = 100
FORMULA_STARTS = ("=", "+", "-", "@")
LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-\u024f\u1e00-\u1eff][A-Za-zÀ-ÖØ-öø-\u024f\u1e00-\u1eff ]*")  # letters and spaces
SIGNS_IN_NAMES = set(" '’.-()")  # O'Brien, Jean-Luc, H’Hen, Nguyễn V. A


def name_problems(name: str, field: str = "full_name") -> Iterator[Problem]:
    """For a name already tidied; one problem at most, the one to mend first."""
    if not name:
        yield Problem(NameIs.MISSING, field)
    elif len(name) > LONGEST_NAME or not LATIN.fullmatch(name) or is_legacy_font(name):  # as few names are
        yield from _oddity(name, field)


def _oddity(name: str, field: str) -> Iterator[Problem]:
    if name.startswith(FORMULA_STARTS):
        yield Problem(NameIs.FORMULA, field)
    elif is_legacy_font(name):
        yield Problem(NameIs.LEGACY_FONT, field)
    elif any(sign.isnumeric() for sign in name):
        yield Problem(NameIs.DIGITS, field)
    elif not all(sign.isalpha() or sign in SIGNS_IN_NAMES for sign in name):
        yield Problem(NameIs.SIGNS, field)
    elif not any(sign.isalpha() for sign in name):
        yield Problem(NameIs.NO_LETTERS, field)
    elif len(name) > LONGEST_NAME:
        yield Problem(NameIs.TOO_LONG, field, longest=LONGEST_NAME)


def name_hints(name: str, field: str = "full_name") -> Iterator[Problem]:
    """Worth a second look, never a refusal."""
    if name and " " not in name:
        yield Problem(NameIs.ONE_WORD, field, overridable=True)


def is_legacy_font(name: str) -> bool:
    """Text typed for the TCVN3 or VNI fonts: `NguyÔn V¨n`, `Nguyeãn Vaên`."""
    return has_old_signs(name)
