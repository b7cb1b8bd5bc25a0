"""The day: who may be opened, received, observed and let go. Facts in, problems out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sessions.rules.codes import DeskIs, DoseIs, SessionIs
from sessions.rules.states import NO_SUBJECT, Outcome, SessionState
from vaxportal.core.problems import Problem

CLOCKS_DIFFER = timedelta(minutes=1)  # between a device and the server; also what a form without seconds leaves open
OBSERVATION = timedelta(minutes=30)  # QĐ 4355/QĐ-BYT: at least 30 minutes at the site
UNDO = timedelta(seconds=10)  # the screen offers it so long
ON_THE_WAY = timedelta(seconds=20)  # a press may have waited for a slow line
AT_THE_DESK = frozenset({Outcome.REFUSED, Outcome.REFERRED, Outcome.DEFERRED, Outcome.CONTRAINDICATED})
SERIOUS = ("anaphylaxis", "hospitalised", "death")
ORDINARY = ("pain", "swelling", "redness", "fever", "headache", "fatigue", "dizziness", "nausea", "rash", "fainting")
REACTIONS = frozenset({*SERIOUS, *ORDINARY, "other"})


@dataclass(frozen=True)
class OtherPlan:
    """The open appointment that somebody has in another session."""

    day: date
    starts_at: time
    place: str
    is_present: bool


@dataclass(frozen=True)
class ReactionGiven:
    reaction: str
    is_serious: bool
    began_at: datetime | None = None  # None: now
    note: str = ""


def opening_problems(*, state: str, day: date, stations: int, lots: int, today: date) -> Iterator[Problem]:
    if state != SessionState.PUBLISHED:
        yield Problem(SessionIs.NOT_IN_THIS_STATE, state=state)
    if day > today:
        yield Problem(DeskIs.SESSION_DAY_AHEAD, day=day)
    if not stations:
        yield Problem(DeskIs.SESSION_WITHOUT_STATION)
    if not lots:
        yield Problem(DeskIs.SESSION_WITHOUT_LOT)


def open_problems(state: str) -> Iterator[Problem]:
    if state != SessionState.OPEN:
        yield Problem(DeskIs.SESSION_NOT_OPEN)


def subject_problems(*, state: str, outcome: str) -> Iterator[Problem]:
    """Whatever happens to somebody at the desk needs an open session and an open appointment."""
    yield from open_problems(state)
    if outcome in NO_SUBJECT:
        yield Problem(DeskIs.NOT_IN_SESSION)
    elif outcome:
        yield Problem(DeskIs.OUTCOME_STANDS)


def arrival_problems(*, state: str, outcome: str) -> Iterator[Problem]:
    """Somebody marked as not come, who comes after all, is welcome."""
    yield from subject_problems(state=state, outcome=Outcome.NONE if outcome == Outcome.NO_SHOW else outcome)


def uncheck_problems(*, state: str, outcome: str, is_screened: bool) -> Iterator[Problem]:
    yield from subject_problems(state=state, outcome=outcome)
    if is_screened and not outcome:
        yield Problem(DeskIs.ALREADY_SCREENED)


def walk_in_problems(
    *, state: str, outcome_here: str | None, other: OtherPlan | None, subjects: int, usual: int
) -> Iterator[Problem]:
    yield from open_problems(state)
    if outcome_here is not None and outcome_here not in NO_SUBJECT:
        yield Problem(SessionIs.ALREADY_IN_SESSION)
    if other is not None and other.is_present:
        yield Problem(DeskIs.PRESENT_ELSEWHERE, place=other.place)
    elif other is not None:
        yield Problem(
            DeskIs.PLANNED_ELSEWHERE, overridable=True, day=other.day, time=other.starts_at, place=other.place
        )
    if subjects >= usual:
        yield Problem(DeskIs.MORE_PEOPLE_THAN_USUAL, overridable=True, subjects=subjects, usual=usual)


def screening_state_problems(*, state: str, outcome: str, is_present: bool) -> Iterator[Problem]:
    yield from subject_problems(state=state, outcome=outcome)
    if not outcome and not is_present:
        yield Problem(DeskIs.NOT_CHECKED_IN)


def moment_problems(at: datetime, *, day: date, now: datetime, field: str = "at") -> Iterator[Problem]:
    """What was entered afterwards took place on the session's day, by a clock that is not ahead: local times."""
    if at.date() != day:
        yield Problem(DeskIs.NOT_ON_SESSION_DAY, field, day=day)
    elif at > now + CLOCKS_DIFFER:
        yield Problem(DoseIs.IN_FUTURE, field)


def is_same_moment(told: datetime | None, written: datetime, *, recorded_at: datetime) -> bool:
    """Of the same act, sent twice. What was sent at once has the moment in which it came; with no answer to it, the
    device tells it again with the time of the press."""
    if told is None or told == written:
        return True
    return written == recorded_at and abs(told - recorded_at) <= CLOCKS_DIFFER


def injection_problems(
    *,
    state: str,
    outcome: str,
    arrived_at: datetime | None,
    screened: str | None,
    doses_left: int,
    day: date,
    given_at: datetime,
    now: datetime,
) -> Iterator[Problem]:
    """What must hold at the table besides the rules of intervals: times as local time."""
    yield from screening_state_problems(state=state, outcome=outcome, is_present=arrived_at is not None)
    if not outcome and arrived_at and screened != "eligible":
        yield Problem(DeskIs.NOT_CLEARED)
    if doses_left <= 0:
        yield Problem(DeskIs.LOT_USED_UP, "lot")
    off_the_clock = [*moment_problems(given_at, day=day, now=now, field="given_at")]
    yield from off_the_clock
    if not off_the_clock and arrived_at and arrived_at.date() == day and given_at < arrived_at - CLOCKS_DIFFER:
        yield Problem(DeskIs.BEFORE_ARRIVAL, "given_at", overridable=True, time=arrived_at)


def outcome_problems(*, state: str, outcome: str, wanted: str, note: str, is_present: bool) -> Iterator[Problem]:
    yield from subject_problems(state=state, outcome=outcome)
    if wanted not in AT_THE_DESK:
        yield Problem(DeskIs.OUTCOME_UNKNOWN, "outcome")
    elif wanted != Outcome.REFUSED and not is_present:
        yield Problem(DeskIs.NOT_CHECKED_IN)
    if wanted != Outcome.REFUSED and not note.strip():  # saying no is everybody's right, as on the screening form
        yield Problem(DeskIs.REASON_MISSING, "note")


def undo_problems(*, state: str, outcome: str) -> Iterator[Problem]:
    yield from open_problems(state)
    if outcome == Outcome.INJECTED:
        yield Problem(DeskIs.DOSE_STANDS)
    elif outcome in NO_SUBJECT:
        yield Problem(DeskIs.NOTHING_TO_UNDO)


def leaving_problems(*, given_at: datetime | None, now: datetime) -> Iterator[Problem]:
    if given_at is None:
        yield Problem(DeskIs.NO_DOSE_YET)
    elif now < given_at + OBSERVATION:
        yield Problem(DeskIs.OBSERVATION_TOO_SHORT, overridable=True, minutes=minutes_left(given_at, now))


def minutes_left(given_at: datetime, now: datetime) -> int:
    """Whole minutes of observation still to come, rounded up; 0 when over."""
    return max(0, -((now - given_at - OBSERVATION) // timedelta(minutes=1)))


def reaction_problems(given: ReactionGiven, *, given_at: datetime, is_voided: bool, now: datetime) -> Iterator[Problem]:
    if is_voided:
        yield Problem(DeskIs.DOSE_VOIDED)
    if given.reaction not in REACTIONS:
        yield Problem(DeskIs.REACTION_UNKNOWN, "reaction")
    began_at = given.began_at or now
    if began_at < given_at.replace(second=0, microsecond=0):
        yield Problem(DeskIs.REACTION_BEFORE_DOSE, "began_at")
    if began_at > now + CLOCKS_DIFFER:
        yield Problem(DeskIs.REACTION_IN_FUTURE, "began_at")


def reopening_problems(*, state: str, reason: str) -> Iterator[Problem]:
    """The district's act: a closed session returns to open, and the reason stays with it."""
    if state != SessionState.CLOSED:
        yield Problem(SessionIs.NOT_IN_THIS_STATE, state=state)
    if not reason.strip():
        yield Problem(DeskIs.REASON_MISSING, "reason")


def undo_dose_problems(*, entered_at: Iterable[datetime], pressed_at: datetime, is_mine: bool) -> Iterator[Problem]:
    """`entered_at`: when its own key was pressed, by the server or, without a network, by the device. Later, a dose is
    voided with a reason by whoever may."""
    in_time = any(at - CLOCKS_DIFFER <= pressed_at <= at + UNDO + ON_THE_WAY for at in entered_at)
    if not is_mine or not in_time:
        yield Problem(DeskIs.TOO_LATE_TO_UNDO, seconds=int(UNDO.total_seconds()))


def void_problems(*, state: str, reason: str) -> Iterator[Problem]:
    yield from open_problems(state)
    if not reason.strip():
        yield Problem(DeskIs.REASON_MISSING, "reason")
