"""A session is opened on its day and, where the district says so, opened again. Closing: `closing.py`."""

from django.db import transaction

from sessions.models import VaccinationSession
from sessions.rules.desk import opening_problems, reopening_problems
from sessions.rules.measures import Measure
from sessions.rules.states import SessionState
from sessions.services.closing import close_session, mark_no_shows
from sessions.services.facts import note_many
from sessions.services.locks import hold_lots, hold_session
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if

__all__ = ["close_session", "mark_no_shows", "open_session", "reopen_session"]


@transaction.atomic
def open_session(*, session: VaccinationSession, by: User) -> VaccinationSession:
    require(by, Permission.RUN_SESSION, at=session.facility)
    session = hold_session(session.pk)
    if session.is_open:
        return session
    counts = {"stations": session.stations.count(), "lots": session.lots.count()}
    refuse_if(opening_problems(state=session.state, day=session.day, today=clock.today(), **counts), WORDING)
    session.state, session.opened_at, session.opened_by = SessionState.OPEN, clock.now(), by
    session.save(update_fields=["state", "opened_at", "opened_by"])
    record(by, "session.opened", session)
    return session


@transaction.atomic
def reopen_session(*, session: VaccinationSession, reason: str, by: User) -> VaccinationSession:
    """The vials are counted anew at the next closing; what went back to stock stays there."""
    require(by, Permission.REOPEN_SESSION, at=session.facility)
    session = hold_session(session.pk)
    if session.is_open and session.reason == reason:
        return session
    refuse_if(reopening_problems(state=session.state, reason=reason), WORDING)
    session.state, session.closed_at, session.closed_by, session.reason = SessionState.OPEN, None, None, reason
    session.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    _take_back_counts(session)
    record(by, "session.reopened", session, reason=reason)
    return session


def _take_back_counts(session: VaccinationSession) -> None:
    for row in hold_lots(session):
        note_many(session, {Measure.DOSES_DISCARDED: -row.doses_discarded}, vaccine_id=row.lot.vaccine_id)
        row.doses_discarded = 0
        row.save(update_fields=["doses_discarded"])
