"""Rows held for the length of one act, always in the order session, person, appointment, lot.

Who changes people of a session holds the session's row, so that nobody is added while it is being closed. Recording a
dose does not: it holds the lot's row, which closing takes first.
"""

from registration.models import Person
from sessions.models import Appointment, SessionLot, VaccinationSession


def hold_session(session_id: int) -> VaccinationSession:
    held = VaccinationSession.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("facility", "vaccine").get(pk=session_id)


def hold_person(person_id: int) -> Person:
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)


def hold_appointment(appointment: Appointment) -> Appointment:
    """The appointment as it is now, with its session held before it."""
    vax_session = hold_session(appointment.session_id)
    held = Appointment.objects.select_for_update(of=("self",), no_key=True)
    found = held.select_related("person", "registration").get(pk=appointment.pk)
    found.session = vax_session
    return found


def hold_lots(vax_session: VaccinationSession) -> list[SessionLot]:
    held = SessionLot.objects.select_for_update(of=("self",), no_key=True).select_related("lot__vaccine")
    return list(held.filter(session=vax_session).order_by("pk"))
