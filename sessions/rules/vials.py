"""What stands in the way of taking a vial from the table. Facts in, problems out."""

from collections.abc import Iterator
from datetime import timedelta

from sessions.rules.codes import DeskIs
from vaxportal.core.problems import Problem

OPEN_FOR = timedelta(hours=6)  # after the first needle; the makers' own, the same for all that are in use


def vial_problems(*, lot: str, is_closed: bool, left: int, discarded: int, reason: str) -> Iterator[Problem]:
    """`left`: doses of its label that nobody got. A vial may give more than its label says, so none need be left."""
    if is_closed:
        yield Problem(DeskIs.VIAL_CLOSED, "vial")
    if not 0 <= discarded <= max(0, left):
        yield Problem(DeskIs.VIAL_MORE_THAN_LEFT, "discarded", left=max(0, left))
    elif discarded and not reason.strip():
        yield Problem(DeskIs.DISCARD_REASON_MISSING, "reason", lot=lot)
