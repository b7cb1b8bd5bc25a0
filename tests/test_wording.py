"""Every code that a rule may give has a sentence, and every sentence can be said."""

import importlib
import inspect
import pkgutil
import re
from datetime import date, time
from enum import StrEnum

import pytest

import registration.rules
import registration.wording
import sessions.rules
import sessions.wording
import vaxportal.accounts.wording
import vaxportal.backstage.codes
import vaxportal.geography.wording
from vaxportal.accounts.codes import CodeIs, StaffIs
from vaxportal.backstage.codes import FileIs
from vaxportal.core import dates
from vaxportal.core.problems import Problem
from vaxportal.core.wording import DAY_WORDING, say
from vaxportal.geography.codes import FacilityIs, PopulationIs

WORDING = {
    **DAY_WORDING,
    **registration.wording.WORDING,
    **sessions.wording.WORDING,
    **vaxportal.accounts.wording.WORDING,
    **vaxportal.geography.wording.WORDING,
    **vaxportal.backstage.codes.WORDING,
}
FACT = re.compile(r"\{(\w+)(?::([^}]*))?\}")


def codes_of(package):
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for name, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(found, StrEnum) and name.endswith("Is"):
                yield from found


CODES = sorted(
    {
        *dates.DayIs,
        *CodeIs,
        *StaffIs,
        *FacilityIs,
        *PopulationIs,
        *FileIs,
        *codes_of(registration.rules),
        *codes_of(sessions.rules),
    },
    key=lambda code: (type(code).__name__, code),
)


def any_fact(shape):
    if "%H" in shape:
        return time(7, 30)
    return date(2021, 9, 14) if "%" in shape else 7


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{type(code).__name__}.{code}")
def test_a_code_has_a_sentence_that_can_be_said(code):
    facts = {name: any_fact(shape) for name, shape in FACT.findall(str(WORDING[code]))}
    sentence = say(Problem(code, **facts), WORDING)
    assert sentence.endswith(".")
    assert "{" not in sentence


def test_no_two_codes_share_a_word():
    assert len(CODES) == len({str(code) for code in CODES})


def test_no_sentence_is_without_a_code():
    assert {code for code in WORDING if type(code).__name__.endswith("Is")} == set(CODES)
