"""Where somebody stands on the day: one of five places, one next act."""

from enum import StrEnum

from sessions.rules.states import Outcome


class Stage(StrEnum):
    EXPECTED = "expected"
    CHECKED_IN = "checked_in"  # waits for the screening
    ELIGIBLE = "eligible"  # waits for the injection
    OBSERVED = "observed"
    DONE = "done"


class Group(StrEnum):
    """What the live board counts; each opens the list of its people. Codes stand in addresses: never renamed."""

    PLANNED = "planned"
    WALK_IN = "walk_in"
    ARRIVED = "arrived"
    SCREENED = "screened"
    INJECTED = "injected"
    OBSERVED = "observed"
    LEFT = "left"
    TO_INJECT = "to_inject"
    DEFERRED = "deferred"
    CONTRAINDICATED = "contraindicated"
    REFERRED = "referred"
    REFUSED = "refused"
    NO_SHOW = "no_show"


WITHOUT_DOSE = (Group.DEFERRED, Group.CONTRAINDICATED, Group.REFERRED, Group.REFUSED, Group.NO_SHOW)


def stage_of(*, outcome: str, is_present: bool, screened: str | None, has_left: bool) -> Stage:
    if outcome == Outcome.NONE:
        if not is_present:
            return Stage.EXPECTED
        return Stage.ELIGIBLE if screened == "eligible" else Stage.CHECKED_IN
    if outcome == Outcome.INJECTED and not has_left:
        return Stage.OBSERVED
    return Stage.DONE
