"""Thirty minutes after the injection the person may leave; earlier with a reason."""

from datetime import datetime

from django.db import transaction

from sessions.models import Appointment, Dose
from sessions.rules.desk import leaving_problems
from sessions.rules.overrides import Override
from sessions.services.locks import hold_appointment
from sessions.services.moments import moment_of
from sessions.services.warnings import refuse_unless_lifted
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record


@transaction.atomic
def end_observation(
    *, appointment: Appointment, by: User, override: Override | None = None, at: datetime | None = None
) -> Appointment:
    require(by, Permission.OBSERVE, at=appointment.session.facility)
    appointment = hold_appointment(appointment)
    if appointment.left_at:
        return appointment
    dose = Dose.objects.filter(appointment=appointment).not_voided().first()
    left_at = moment_of(at, appointment.session)
    problems = leaving_problems(given_at=dose.given_at if dose else None, now=left_at)
    overridden = refuse_unless_lifted(problems, override)
    appointment.left_at, appointment.left_by = left_at, by
    appointment.save(update_fields=["left_at", "left_by"])
    reason = override.reason if override else ""
    record(by, "appointment.left", appointment, overridden=overridden, reason=reason)
    return appointment
