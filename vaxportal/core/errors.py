"""The two ways in which a service says no."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from vaxportal.core.problems import Problem
from vaxportal.core.wording import say


class RuleBroken(Exception):
    """Nothing was written; `problems` says everything that stands in the way, all at once."""

    def __init__(self, problems: Iterable[Problem], wording: Mapping[StrEnum, object] | None = None) -> None:
        self.problems = tuple(problems)
        self.wording = wording or {}
        super().__init__(", ".join(f"{problem.field or '-'}: {problem.code}" for problem in self.problems))

    def message(self, problem: Problem) -> str:
        return say(problem, self.wording)

    def at(self, place: Callable[[str], str]) -> "RuleBroken":
        """The same problems, at the fields by which a door's client knows them."""
        return RuleBroken([problem.at(place(problem.field)) for problem in self.problems], self.wording)

    def told(self) -> list[dict[str, str]]:
        """The problems as doors give them back: field, code, message."""
        return [
            {"field": problem.field, "code": str(problem.code), "message": self.message(problem)}
            for problem in self.problems
        ]


class NotAllowed(Exception):
    """The actor may not do this, here; doors answer as if the thing did not exist."""


def refuse_if(
    problems: Iterable[Problem], wording: Mapping[StrEnum, object] | None = None, *, overridden: bool = False
) -> None:
    """Raises RuleBroken with all problems; overridden=True passes over those a named person may override."""
    standing = [problem for problem in problems if not (overridden and problem.overridable)]
    if standing:
        raise RuleBroken(standing, wording)
