"""Khám sàng lọc: ten questions, vital signs, the doctor's conclusion. All but eligible ends the appointment."""

import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sessions.models import Appointment, Screening
from sessions.rules.codes import DeskIs
from sessions.rules.desk import screening_state_problems
from sessions.rules.screening import ScreeningGiven, ScreeningOutcome, screening_problems, suggested
from sessions.rules.states import Outcome
from sessions.services.locks import hold_appointment
from sessions.services.moments import moment_of
from sessions.services.outcomes import end
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.dates import age_on
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem


@transaction.atomic
def screen(
    *,
    appointment: Appointment,
    given: ScreeningGiven,
    ref: UUID,
    by: User,
    at: datetime | None = None,
    signed_by: User | None = None,
) -> Screening:
    """A second screening before the injection replaces the first, which stays.

    `signed_by`: who signed on paper what somebody else enters afterwards.
    """
    require(by, Permission.SCREEN, at=appointment.session.facility)
    appointment = hold_appointment(appointment)
    if repeat := _same_screening(ref, appointment, given):
        return repeat
    person, session = appointment.person, appointment.session
    is_present = appointment.checked_in_at is not None
    problems = [
        *screening_state_problems(state=session.state, outcome=appointment.outcome, is_present=is_present),
        *screening_problems(given, sex=person.sex, age=age_on(person.born_on, session.day)),
    ]
    refuse_if(problems, WORDING)
    moment = moment_of(at, session)
    appointment.screenings.filter(replaced_at=None).update(replaced_at=clock.now(), replaced_by=by)
    screening = _create(appointment, given, ref, signed_by or by, moment)
    if given.outcome != ScreeningOutcome.ELIGIBLE:
        end(appointment, Outcome(given.outcome), note=given.note, by=by, at=moment)
    record(by, "appointment.screened", appointment, outcome=given.outcome, with_caution=screening.with_caution)
    return screening


def _same_screening(ref: UUID, appointment: Appointment, given: ScreeningGiven) -> Screening | None:
    known = Screening.objects.filter(ref=ref).first()
    if known and (known.appointment_id, *_content_of(known)) != (appointment.pk, *_content(given)):
        refuse_if([Problem(DeskIs.REF_TAKEN, "ref")], WORDING)
    return known


def _content(given: ScreeningGiven) -> tuple[dict[str, bool], dict[str, float | None], str, str]:
    answers = {str(question): answer for question, answer in given.answers.items()}
    return answers, asdict(given.vitals), str(given.outcome), given.note.strip()


def _content_of(known: Screening) -> tuple[dict[str, bool], dict[str, float | None], str, str]:
    return json.loads(known.answers), json.loads(known.vitals), known.outcome, known.note


def _create(appointment: Appointment, given: ScreeningGiven, ref: UUID, by: User, moment: datetime) -> Screening:
    suggestion = suggested(given.answers, given.vitals)
    answers, vitals, outcome, note = _content(given)
    is_eligible = given.outcome == ScreeningOutcome.ELIGIBLE
    return Screening.objects.create(
        ref=ref,
        appointment=appointment,
        answers=json.dumps(answers),
        vitals=json.dumps(vitals),
        outcome=outcome,
        with_caution=is_eligible and bool(suggestion.because),
        note=note,
        screened_at=moment,
        screened_by=by,
    )
