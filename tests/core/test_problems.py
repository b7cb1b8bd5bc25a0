from datetime import date
from enum import StrEnum

import pytest

from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.problems import Problem


class ThingIs(StrEnum):
    LATE = "late"
    LOST = "lost"


WORDING = {ThingIs.LATE: "Chỉ từ ngày {earliest:%d/%m/%Y}.", ThingIs.LOST: "Tìm lại."}
LATE = Problem(ThingIs.LATE, "given_on", earliest=date(2021, 9, 14))
LOST = Problem(ThingIs.LOST, overridable=True)


def test_all_problems_are_told_at_once_with_their_sentences():
    with pytest.raises(RuleBroken) as refused:
        refuse_if(iter([LATE, LOST]), WORDING)
    assert refused.value.told() == [
        {"field": "given_on", "code": "late", "message": "Chỉ từ ngày 14/09/2021."},
        {"field": "", "code": "lost", "message": "Tìm lại."},
    ]


def test_only_overridable_problems_can_be_overridden():
    refuse_if([LOST], WORDING, overridden=True)
    with pytest.raises(RuleBroken) as refused:
        refuse_if([LATE, LOST], WORDING, overridden=True)
    assert refused.value.problems == (LATE,)


def test_problems_compare_by_what_they_say():
    assert Problem(ThingIs.LATE, "given_on", earliest=date(2021, 9, 14)) == LATE
    assert len({LATE, LATE.at("day"), LATE.at("day")}) == 2
    assert LATE.as_warning().overridable
