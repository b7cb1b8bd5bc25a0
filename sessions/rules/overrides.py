"""A warning set aside: whoever acts gives the reason, and both stay with the record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sessions.rules.codes import DeskIs
from vaxportal.core.problems import Problem

LONGEST_REASON = 300


@dataclass(frozen=True)
class Override:
    reason: str


def standing(problems: Iterable[Problem], override: Override | None) -> Iterator[Problem]:
    """The problems that remain: all of them without an override, those that no reason can lift with one."""
    all_found = list(problems)
    yield from (problem for problem in all_found if override is None or not problem.overridable)
    if override is not None and any(problem.overridable for problem in all_found) and not override.reason.strip():
        yield Problem(DeskIs.REASON_MISSING, "override_reason")
    if override is not None and len(override.reason) > LONGEST_REASON:
        yield Problem(DeskIs.REASON_TOO_LONG, "override_reason", most=LONGEST_REASON)


def lifted(problems: Iterable[Problem], override: Override | None) -> list[str]:
    """Codes of the warnings that the override set aside."""
    return sorted({str(problem.code) for problem in problems if problem.overridable}) if override else []
