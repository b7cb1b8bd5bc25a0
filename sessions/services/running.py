"""A session is opened on its day and, where the district says so, opened again. Closing: `closing.py`."""

from collections.abc import Iterable

from django.db import transaction

from sessions.models import SessionLot, VaccinationSession, Vial
from sessions.rules.desk import opening_problems, reopening_problems
from sessions.rules.measures import Measure
from sessions.rules.states import SessionState
from sessions.services.closing import close_session, mark_no_shows
from sessions.services.facts import note_many
from sessions.services.locks import hold_lots, hold_session
from sessions.services.received import go_on_with_all
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if

__all__ = ["close_session", "mark_no_shows", "open_session", "reopen_session"]


@transaction.atomic
def open_session(*, vax_session: VaccinationSession, by: User) -> VaccinationSession:
    require(by, Permission.RUN_SESSION, at=vax_session.facility)
    vax_session = hold_session(vax_session.pk)
    if vax_session.is_open:
        return vax_session
    counts = {"stations": vax_session.stations.count(), "lots": vax_session.lots.count()}
    refuse_if(opening_problems(state=vax_session.state, day=vax_session.day, today=clock.today(), **counts), WORDING)
    vax_session.state, vax_session.opened_at, vax_session.opened_by = SessionState.OPEN, clock.now(), by
    vax_session.save(update_fields=["state", "opened_at", "opened_by"])
    record(by, "session.opened", vax_session)
    go_on_with_all(vax_session)  # what a team entered on the way, before anybody could open
    return vax_session


@transaction.atomic
def reopen_session(*, vax_session: VaccinationSession, reason: str, by: User) -> VaccinationSession:
    """The vials are counted anew at the next closing; what went back to stock stays there.

    What closing threw away out of open vials is taken back with the count: a dose that was forgotten came out of one.
    """
    require(by, Permission.REOPEN_SESSION, at=vax_session.facility)
    vax_session = hold_session(vax_session.pk)
    if vax_session.is_open and vax_session.reason == reason:
        return vax_session
    refuse_if(reopening_problems(state=vax_session.state, reason=reason), WORDING)
    rows = hold_lots(vax_session)
    _take_back_counts(vax_session, rows)
    _open_vials_again(vax_session, rows)
    vax_session.state, vax_session.closed_at, vax_session.closed_by, vax_session.reason = (
        SessionState.OPEN,
        None,
        None,
        reason,
    )
    vax_session.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    record(by, "session.reopened", vax_session, reason=reason)
    return vax_session


def _take_back_counts(vax_session: VaccinationSession, rows: Iterable[SessionLot]) -> None:
    for row in rows:
        note_many(vax_session, {Measure.DOSES_DISCARDED: -row.doses_discarded}, vaccine_id=row.lot.vaccine_id)
        row.doses_discarded = 0
        row.save(update_fields=["doses_discarded"])


def _open_vials_again(vax_session: VaccinationSession, rows: Iterable[SessionLot]) -> None:
    """Those that were closed by closing the session, at that moment."""
    emptied = Vial.objects.filter(session_lot__in=rows, closed_at=vax_session.closed_at)
    emptied.update(closed_at=None, closed_by=None, doses_discarded=0, discard_reason="")
