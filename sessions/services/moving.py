"""Another time of the same session for somebody who is in it."""

from django.db import transaction

from sessions.models import Appointment, Slot
from sessions.rules import planning as rules
from sessions.rules.codes import SessionIs
from sessions.services import invitations
from sessions.services.locks import hold_appointment
from sessions.services.seating import free_places, locked_slots, locked_to_change, seat
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.audit.record import record
from vaxportal.core.errors import NotAllowed, refuse_if
from vaxportal.core.problems import Problem


@transaction.atomic
def change_time(*, appointment: Appointment, slot: Slot, by: User) -> Appointment:
    """Holds session, appointment, slot. Who had been invited is told the new time; the old place is free again."""
    vax_session = locked_to_change(appointment.session, by)
    if slot.session_id != vax_session.pk:
        raise NotAllowed(Permission.PLAN_SESSION)
    appointment = hold_appointment(appointment)
    if appointment.slot_id == slot.pk:
        return appointment
    to_come, _past = locked_slots(vax_session, only=slot)
    free = sum(one.capacity - one.taken for one in to_come)
    if appointment.outcome:
        refuse_if([Problem(SessionIs.NOT_IN_THIS_STATE, state=vax_session.state)], WORDING)
    refuse_if(rules.slot_problems(state=vax_session.state, people=1, free=free), WORDING)
    free_places([appointment])
    seat([appointment], to_come, vax_session)
    appointment.save(update_fields=["slot", "come_at"])
    if appointment.invited_at:
        invitations.tell_new_time(vax_session, [appointment])
    record(by, "appointment.time_changed", appointment)
    return appointment
