"""What a citizen reads about a person: how far each registration has got, when and where to come, what was given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    reached = _reached(registration, state)
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


def _reached(registration: Registration, state: State) -> dict[State, datetime]:
    """The history keeps each row as it was before a change: leaving one state is reaching the next."""
    reached = {State.RECEIVED: registration.created_at}
    left = sorted(registration.events.all(), key=lambda event: event.pgh_id)  # type: ignore[attr-defined]  # pghistory's
    states = [*(State(event.state) for event in left), State(registration.state)]
    for event, after in zip(left, states[1:], strict=True):
        if after != event.state:
            reached[after] = event.pgh_created_at
    reached.setdefault(state, registration.state_changed_at)
    return reached


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "d/m/Y") if moment else ""
