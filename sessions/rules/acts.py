"""What a desk may enter without a network, and what can become of it on the server. Standard library only."""

from enum import StrEnum


class ActKind(StrEnum):
    """Codes stand in the queues of devices: never renamed."""

    CHECK_IN = "check_in"
    UNDO_CHECK_IN = "undo_check_in"
    WALK_IN = "walk_in"
    SCREENING = "screening"
    OUTCOME = "outcome"
    DOSE = "dose"
    UNDO_DOSE = "undo_dose"
    VIAL = "vial"
    REACTION = "reaction"
    LEAVE = "leave"


class ActState(StrEnum):
    DONE = "done"
    CONFLICT = "conflict"  # refused by a rule: a person decides
    WAITING = "waiting"  # for an act on the same person that stands before it and is in conflict
    SETTLED = "settled"  # decided by a person


OPEN = frozenset({ActState.CONFLICT, ActState.WAITING})


DECIDED_ALONE = frozenset({ActKind.REACTION})  # what happened to somebody is never decided in passing


class Decision(StrEnum):
    RECORD = "record"  # it has really happened: recorded as it was, with the reason
    SAME = "same"  # it is what the server has recorded already
    NOT_DONE = "not_done"  # it has never happened
