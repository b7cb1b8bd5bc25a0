"""What a row of the table of vaccines must keep to, whoever wrote it."""

import re
from collections.abc import Iterator

from registration.rules.codes import VaccineIs
from vaxportal.core.problems import Problem

CODE = re.compile(r"[A-Z][A-Z0-9_]*")
MOST_PRIMARY = 3  # the numbers of the primary series
MOST_PER_VIAL = 50


def vaccine_problems(*, code: str, primary_doses: int, doses_per_vial: int) -> Iterator[Problem]:
    if not CODE.fullmatch(code):
        yield Problem(VaccineIs.CODE_FORM, "code")
    if not 1 <= primary_doses <= MOST_PRIMARY:
        yield Problem(VaccineIs.PRIMARY_DOSES_OUT_OF_RANGE, "primary_doses", most=MOST_PRIMARY)
    if not 1 <= doses_per_vial <= MOST_PER_VIAL:
        yield Problem(VaccineIs.DOSES_PER_VIAL_OUT_OF_RANGE, "doses_per_vial", most=MOST_PER_VIAL)
