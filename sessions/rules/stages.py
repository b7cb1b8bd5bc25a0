"""Where somebody stands on the day: one of five places, one next act."""

from enum import StrEnum

from sessions.rules.states import Outcome


class Stage(StrEnum):
    EXPECTED = "expected"
    CHECKED_IN = "checked_in"  # waits for the screening
    ELIGIBLE = "eligible"  # waits for the injection
    OBSERVED = "observed"
    DONE = "done"


def stage_of(*, outcome: str, is_present: bool, screened: str | None, has_left: bool) -> Stage:
    if outcome == Outcome.NONE:
        if not is_present:
            return Stage.EXPECTED
        return Stage.ELIGIBLE if screened == "eligible" else Stage.CHECKED_IN
    if outcome == Outcome.INJECTED and not has_left:
        return Stage.OBSERVED
    return Stage.DONE
