"""What a citizen reads about a person: how far each registration has got, when and where to come, what was given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from registration.models import Registration

State = Registration.State
ORDER = [State.RECEIVED, State.ACCEPTED, State.INVITED, State.DONE]


@dataclass(frozen=True)
class Stage:
    title: str
    state: str  # done | now | todo | failed
    when: str = ""
    note: str = ""


def stages(registration: Registration) -> list[Stage]:
    """Received → accepted → invited → injected, with the days on which each was reached."""
    state = State.RECEIVED if registration.behind_id else State(registration.state)
    reached = _reached(registration)
    if state == State.WITHDRAWN:
        shown = [one for one in ORDER if one in reached]
        return [*_passed(shown, reached), Stage(_("Đã rút đăng ký"), "failed", _day(reached.get(state)))]
    place = ORDER.index(state)
    coming = [
        Stage(_waiting_for(one), "now" if number == 0 else "todo") for number, one in enumerate(ORDER[place + 1 :])
    ]
    return [*_passed(ORDER[: place + 1], reached), *coming]


def _passed(states: Iterable[State], reached: dict[State, datetime]) -> list[Stage]:
    return [Stage(str(state.label), "done", _day(reached.get(state))) for state in states]


def _waiting_for(state: State) -> str:
    return {
        State.ACCEPTED: _("Chờ điểm tiêm duyệt"),
        State.INVITED: _("Chờ lịch hẹn"),
        State.DONE: _("Tiêm"),
    }[state]


def _reached(registration: Registration) -> dict[State, datetime]:
    """The history keeps each row as it was before a change, and with it since when it had its state."""
    rows = sorted(registration.events.all(), key=lambda event: event.pgh_id)  # type: ignore[attr-defined]  # pghistory's
    reached = {State(row.state): row.state_changed_at for row in (*rows, registration)}
    reached[State.RECEIVED] = registration.created_at
    if State.DONE in reached:
        reached[State.DONE] = _given_at(registration) or reached[State.DONE]
    for later, earlier in pairwise(reversed(ORDER)):  # who was invited at once was accepted by that
        if later in reached:
            reached.setdefault(earlier, reached[later])
    return reached


def _given_at(registration: Registration) -> datetime | None:
    """Of the dose that fulfilled the wish when it was recorded, which may be days after it was given."""
    doses = registration.person.doses.all()
    return next((dose.given_at for dose in doses if dose.recorded_at == registration.state_changed_at), None)


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y") if moment else ""
