"""The states of a session and of a person in it, as tables. Standard library only."""

from enum import StrEnum


class SessionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


NEXT: dict[SessionState, frozenset[SessionState]] = {
    SessionState.DRAFT: frozenset({SessionState.PUBLISHED, SessionState.CANCELLED}),
    SessionState.PUBLISHED: frozenset({SessionState.OPEN, SessionState.CANCELLED}),
    SessionState.OPEN: frozenset({SessionState.CLOSED}),
    SessionState.CLOSED: frozenset({SessionState.OPEN}),  # reopening: the district's, with a reason
    SessionState.CANCELLED: frozenset(),
}


class Outcome(StrEnum):
    """How a session ended for one person. WITHDRAWN and MOVED free the place before the day and are no subject."""

    NONE = ""
    INJECTED = "injected"
    DEFERRED = "deferred"
    CONTRAINDICATED = "contraindicated"
    REFERRED = "referred"
    REFUSED = "refused"
    NO_SHOW = "no_show"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"


FINAL = frozenset(
    {
        Outcome.INJECTED,
        Outcome.DEFERRED,
        Outcome.CONTRAINDICATED,
        Outcome.REFERRED,
        Outcome.REFUSED,
        Outcome.NO_SHOW,
    }
)
STILL_WANT_ONE = frozenset({Outcome.NO_SHOW, Outcome.DEFERRED, Outcome.REFERRED})  # after closing they wait again
WANT_NONE = frozenset({Outcome.REFUSED, Outcome.CONTRAINDICATED})  # after closing they have left the list
NO_SUBJECT = frozenset({Outcome.WITHDRAWN, Outcome.MOVED})


class Series(StrEnum):
    PRIMARY = "primary"
    ADDITIONAL = "additional"
    BOOSTER = "booster"


LAST_NUMBER = {Series.PRIMARY: 3, Series.ADDITIONAL: 1, Series.BOOSTER: 3}
