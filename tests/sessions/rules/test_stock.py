"""Doses on the way: what may be sent where, and what is counted at the other end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sessions.rules.codes import LotIs
from sessions.rules.stock import LotFacts, Place, arrival_problems, sending_problems

TODAY = date(2021, 9, 20)
GOOD = LotFacts("ABV5811", TODAY)
RECALLED = LotFacts("ABV5811", TODAY, datetime(2021, 9, 19, 8, tzinfo=UTC))
EXPIRED = LotFacts("ABV5811", TODAY - timedelta(days=1))
HERE = Place(1, 87)
STATION, CENTRE = Place(2, 87), Place(3, 87, is_store=True)


def codes(found):
    return [problem.code for problem in found]


@pytest.mark.parametrize(
    ("lot", "target", "doses", "expected"),
    [
        (GOOD, STATION, 10, []),
        (GOOD, CENTRE, 10, []),
        (GOOD, HERE, 10, [LotIs.TRANSFER_TO_ITSELF]),
        (GOOD, Place(4, 82), 10, [LotIs.TRANSFER_OUT_OF_PROVINCE]),
        (GOOD, Place(5, 87, is_open=False), 10, [LotIs.TRANSFER_TARGET_CLOSED]),
        (GOOD, STATION, 11, [LotIs.MORE_THAN_IN_STOCK]),
        (GOOD, STATION, 0, [LotIs.DOSES_OUT_OF_RANGE]),
        (RECALLED, STATION, 10, [LotIs.TRANSFER_ONLY_TO_STORE]),
        (EXPIRED, STATION, 10, [LotIs.TRANSFER_ONLY_TO_STORE]),
        (RECALLED, CENTRE, 10, []),
        (EXPIRED, CENTRE, 10, []),
    ],
)
def test_what_may_be_sent_where(lot, target, doses, expected):
    found = sending_problems(lot, doses=doses, in_stock=10, source=HERE, target=target, today=TODAY)
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("received", "reason", "expected"),
    [
        (20, "", []),
        (19, "", [LotIs.TRANSFER_MISSING_WITHOUT_REASON]),
        (19, "Vỡ một lọ", []),
        (0, "Mất thùng", []),
        (21, "", [LotIs.TRANSFER_MORE_THAN_SENT]),
        (-1, "", [LotIs.TRANSFER_MORE_THAN_SENT]),
    ],
)
def test_what_is_missing_on_arrival_is_explained(received, reason, expected):
    assert codes(arrival_problems(sent=20, received=received, reason=reason)) == expected
