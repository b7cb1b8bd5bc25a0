"""Problems kept as JSON, and told later in the language of whoever reads them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from registration.wording import WORDING as REGISTRATION
from sessions.wording import WORDING
from vaxportal.core.problems import Problem
from vaxportal.core.wording import DAY_WORDING, PHONE_WORDING

SENTENCES: Mapping[str, object] = {
    str(code): words for known in (DAY_WORDING, PHONE_WORDING, REGISTRATION, WORDING) for code, words in known.items()
}
READ = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}
Json = dict[str, Any]  # what JSON holds


def keep_problem(problem: Problem) -> Json:
    facts = {name: _kept(fact) for name, fact in problem.facts.items()}
    return {"code": str(problem.code), "field": problem.field, "facts": facts}


def tell_problem(kept: Json) -> str:
    sentence = SENTENCES.get(kept["code"])
    if sentence is None:
        return str(kept["code"])
    return str(sentence).format(**{name: _told(fact) for name, fact in kept["facts"].items()})


def _kept(fact: object) -> object:
    """A date is told in a form of its own, a code by its words: both must be known again."""
    if isinstance(fact, (datetime, date, time)):
        return {type(fact).__name__: fact.isoformat()}
    if isinstance(fact, StrEnum):
        return {"code": str(fact)}
    if isinstance(fact, (list, tuple)):
        return [_kept(one) for one in fact]
    return fact if isinstance(fact, (int, float)) else str(fact)


def _told(fact: object) -> object:
    if not isinstance(fact, dict):
        return fact
    [(kind, value)] = fact.items()
    return SENTENCES.get(value, value) if kind == "code" else READ[kind](value)
