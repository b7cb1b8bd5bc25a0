"""A warning set aside: whoever acts gives the reason, and both stay with the record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sessions.rules.codes import DeskIs, DoseIs, LotIs
from vaxportal.core.problems import Problem

LONGEST_REASON = 300
FACTS = frozenset(  # stops before an injection; afterwards they say what was wrong with one that nobody can take back
    {
        DoseIs.TOO_SOON,
        DoseIs.TOO_YOUNG,
        DoseIs.SAME_DAY,
        DoseIs.MIXING_NEEDS_CONSENT,
        DeskIs.NOT_CLEARED,
        DeskIs.PRESENT_ELSEWHERE,
        LotIs.RECALLED,
    }
)


@dataclass(frozen=True)
class Override:
    """`happened`: it is no longer asked whether it may be done; somebody answers for it that it was done."""

    reason: str
    happened: bool = False

    def lifts(self, problem: Problem) -> bool:
        return problem.overridable or (self.happened and problem.code in FACTS)


def standing(problems: Iterable[Problem], override: Override | None) -> Iterator[Problem]:
    """The problems that remain: all of them without an override, those that no reason can lift with one."""
    all_found = list(problems)
    yield from (problem for problem in all_found if override is None or not override.lifts(problem))
    if override is not None and not override.reason.strip() and any(override.lifts(one) for one in all_found):
        yield Problem(DeskIs.REASON_MISSING, "override_reason")
    if override is not None and len(override.reason) > LONGEST_REASON:
        yield Problem(DeskIs.REASON_TOO_LONG, "override_reason", most=LONGEST_REASON)


def lifted(problems: Iterable[Problem], override: Override | None) -> list[str]:
    """Codes of the warnings that the override set aside."""
    return sorted({str(problem.code) for problem in problems if override.lifts(problem)}) if override else []
