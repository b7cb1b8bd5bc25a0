"""A dose that was recorded wrongly. It has been given: so what should have stopped it is said, and does not stop it."""

from collections.abc import Iterable, Iterator

from sessions.rules.codes import DeskIs, DoseIs
from sessions.rules.desk import void_problems
from vaxportal.core.problems import Problem

# What a rule forbids to give, and has happened all the same. Identity, order, lot and day stay stops: there the
# correction itself would be wrong.
HAPPENED = frozenset(
    {
        DoseIs.TOO_SOON,
        DoseIs.SAME_DAY,
        DoseIs.TOO_YOUNG,
        DoseIs.BEFORE_LICENCE,
        DoseIs.MIXING_NEEDS_CONSENT,
    }
)


def correction_problems(*, state: str, reason: str, is_voided: bool, is_same: bool) -> Iterator[Problem]:
    """`is_same`: nothing about the dose would change."""
    yield from void_problems(state=state, reason=reason)
    if is_voided:
        yield Problem(DeskIs.DOSE_VOIDED)
    elif is_same:
        yield Problem(DeskIs.NOTHING_CHANGED)


def as_happened(problems: Iterable[Problem]) -> list[Problem]:
    """A named person says why it was given all the same."""
    return [one.as_warning() if one.code in HAPPENED else one for one in problems]
