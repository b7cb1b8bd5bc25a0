"""Warnings that a named person sets aside with a reason; everything else refuses."""

from collections.abc import Iterable

from sessions.rules.overrides import Override, lifted, standing
from sessions.wording import WORDING
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem


def refuse_unless_lifted(problems: Iterable[Problem], override: Override | None) -> list[str]:
    """Raises RuleBroken with all that stands; answers the codes that the override set aside."""
    found = list(problems)
    refuse_if(standing(found, override), WORDING)
    return lifted(found, override)
