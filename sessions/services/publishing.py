"""From draft to published, and from either to cancelled: the moments at which people hear of a session."""

from dataclasses import dataclass

from django.db import transaction

from registration.rules.codes import RegistrationIs
from sessions.models import Appointment, VaccinationSession
from sessions.rules import planning as rules
from sessions.rules.codes import PlanIs
from sessions.rules.states import SessionState
from sessions.services import invitations
from sessions.services.planning import give_lots_back
from sessions.services.seating import locked, locked_to_change, seat_in_time, withdraw
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.problems import Problem
from vaxportal.core.text import tidy


@dataclass(frozen=True)
class Published:
    vax_session: VaccinationSession
    invited: int
    withdrawn: int = 0  # had withdrawn their registration since they were chosen
    too_late: int = 0  # of the invited; their time has passed and no later place is free, so they got no message


def publish_session(*, vax_session: VaccinationSession, by: User) -> Published:
    """Before the day, or later where the district has allowed it; everybody who still wants to come gets a message."""
    try:
        return _publish(vax_session, by)
    except RuleBroken as refusal:
        if not any(problem.code == RegistrationIs.ALREADY_REGISTERED for problem in refusal.problems):
            raise
    return _publish(vax_session, by)  # somebody registered anew at this moment, and is invited by that


@transaction.atomic
def _publish(vax_session: VaccinationSession, by: User) -> Published:
    require(by, Permission.RUN_SESSION, at=vax_session.facility)
    vax_session = locked(vax_session)
    if vax_session.state == SessionState.PUBLISHED:
        return Published(vax_session, vax_session.appointments.subjects().count())
    problems = rules.publish_problems(
        state=vax_session.state,
        day=vax_session.day,
        today=clock.today(),
        planned_late=vax_session.planned_late,
        doses=sum(lot.doses_left for lot in vax_session.lots.all()),
    )
    refuse_if(problems, WORDING)
    vax_session.state = SessionState.PUBLISHED
    vax_session.published_at, vax_session.published_by = clock.now(), by
    vax_session.save(update_fields=["state", "published_at", "published_by"])
    people, gone = invitations.still_wanting(_coming(vax_session))
    withdraw(gone, by=by)
    seat_in_time(vax_session, people)
    invitations.invite(vax_session, people)
    untold = sum(invitations.is_too_late(vax_session, one) for one in people)
    late = vax_session.planned_late
    record(by, "session.published", vax_session, people=len(people), withdrawn=len(gone), planned_late=late)
    return Published(vax_session, len(people), len(gone), untold)


@transaction.atomic
def allow_late(*, vax_session: VaccinationSession, reason: str, by: User) -> VaccinationSession:
    """The district lets a session be published on its day or later; the reports show that it was planned late."""
    require(by, Permission.REOPEN_SESSION, at=vax_session.facility)
    vax_session = locked(vax_session)
    if vax_session.planned_late:
        return vax_session
    reason = tidy(reason)
    problems = [*rules.step_problems(vax_session.state, SessionState.PUBLISHED)]
    if not reason:
        problems.append(Problem(PlanIs.REASON_MISSING, "reason"))
    refuse_if(problems, WORDING)
    vax_session.planned_late, vax_session.reason = True, reason[:300]
    vax_session.save(update_fields=["planned_late", "reason"])
    record(by, "session.late_allowed", vax_session)
    return vax_session


@transaction.atomic
def cancel_session(*, vax_session: VaccinationSession, reason: str, by: User) -> VaccinationSession:
    """Nobody comes in vain: people are told and wait again, the lots go back to the shelf."""
    vax_session = locked_to_change(vax_session, by)
    if vax_session.state == SessionState.CANCELLED:
        return vax_session
    reason = tidy(reason)
    refuse_if(rules.cancel_problems(state=vax_session.state, reason=reason), WORDING)
    was_published = vax_session.state == SessionState.PUBLISHED
    people = _coming(vax_session)
    withdraw(people, by=by, reason=reason)
    if was_published:
        invitations.call_off(vax_session, people, reason=reason)
    give_lots_back(vax_session, by)
    vax_session.state, vax_session.reason = SessionState.CANCELLED, reason[:300]
    vax_session.cancelled_at, vax_session.cancelled_by = clock.now(), by
    vax_session.save(update_fields=["state", "reason", "cancelled_at", "cancelled_by"])
    record(by, "session.cancelled", vax_session, people=len(people))
    return vax_session


def _coming(vax_session: VaccinationSession) -> list[Appointment]:
    """Held, so that who is being moved to the session into which they walked is not among them."""
    people = Appointment.objects.filter(session=vax_session).unresolved().order_by("pk")
    people = people.select_related("person__account", "registration__registrant", "slot")
    return list(people.select_for_update(of=("self",), no_key=True))
