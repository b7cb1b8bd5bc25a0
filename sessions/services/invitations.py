"""What follows for people when they are called to a session, or called off: state, message, countable fact."""

from collections.abc import Iterable, Sequence
from datetime import time

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from registration.models import Registration
from sessions.models import Appointment, VaccinationSession
from sessions.rules.measures import Measure
from sessions.rules.slots import has_passed
from sessions.rules.states import STILL_WANT_ONE, WANT_NONE, Outcome
from sessions.services import facts
from sessions.services.candidates import HAS_OPEN
from vaxportal.core import clock
from vaxportal.core.constraints import as_rule
from vaxportal.core.ids import new_ref
from vaxportal.messaging.models import Message
from vaxportal.messaging.services import letter, queue_all

CHANNEL = Message.Channel
State = Registration.State
LEADS_FROM = {  # whatever else has become of a registration meanwhile stays
    State.INVITED: (State.RECEIVED, State.ACCEPTED, State.DONE),  # done: of a course that goes on
    State.ACCEPTED: (State.INVITED,),
}
STATE_AFTER = {
    Outcome.INJECTED: State.DONE,
    **dict.fromkeys(STILL_WANT_ONE, State.ACCEPTED),
    **dict.fromkeys(WANT_NONE, State.WITHDRAWN),
}


def still_wanting(appointments: Iterable[Appointment]) -> tuple[list[Appointment], list[Appointment]]:
    """Who is to be invited, and who has withdrawn since they were chosen; their registrations are held.

    Who registered anew is invited by that registration, because a person has one that is open.
    """
    chosen = list(appointments)
    answered = Registration.objects.filter(pk__in=[one.registration_id for one in chosen])
    either = answered | Registration.objects.open().filter(person__in=[one.person_id for one in chosen])
    rows = either.select_related("registrant").order_by("pk").select_for_update(of=("self",), no_key=True)
    held = {one.pk: one for one in rows}
    standing = {one.person_id: one for one in held.values() if one.state in HAS_OPEN and one.behind_id is None}
    for appointment in chosen:
        appointment.registration = standing.get(appointment.person_id) or held.get(appointment.registration_id)
    coming: list[Appointment] = []
    gone: list[Appointment] = []
    for appointment in chosen:
        registration = appointment.registration
        (gone if registration and registration.state == State.WITHDRAWN else coming).append(appointment)
    return coming, gone


def invite(vax_session: VaccinationSession, appointments: Sequence[Appointment]) -> None:
    """Everybody of `still_wanting` hears of time and place; they count as subjects of the day from now on."""
    for appointment in appointments:
        appointment.invited_at = clock.now()
    Appointment.objects.bulk_update(appointments, ["invited_at", "registration"], 500)
    _set_state(appointments, State.INVITED)
    in_time = [one for one in appointments if not is_too_late(vax_session, one)]
    queue_all([told for one in in_time if (told := _invitation(vax_session, one))])
    facts.note(vax_session, Measure.SUBJECTS, delta=len(appointments))


def is_too_late(vax_session: VaccinationSession, appointment: Appointment) -> bool:
    """To be told of a time that has passed helps nobody; the session is entered afterwards."""
    ends_at = appointment.slot.ends_at if appointment.slot else vax_session.ends_at
    return has_ended(vax_session, ends_at)


def has_ended(vax_session: VaccinationSession, ends_at: time) -> bool:
    return has_passed(vax_session.day, ends_at, now=timezone.localtime(clock.now()))


def call_off(
    vax_session: VaccinationSession, appointments: Sequence[Appointment], *, reason: str = "", is_told: bool = True
) -> None:
    """They wait again, are told so (unless it was they who said it), and are no subjects of the day any more."""
    _set_state(appointments, State.ACCEPTED)
    if is_told:
        queue_all([told for one in appointments if (told := _calling_off(vax_session, one, reason))])
    facts.note(vax_session, Measure.SUBJECTS, delta=-len(appointments))


def tell_new_time(vax_session: VaccinationSession, appointments: Sequence[Appointment]) -> None:
    """Who was invited comes at another minute of the same day; whose new time has passed is not told."""
    in_time = [one for one in appointments if not is_too_late(vax_session, one)]
    queue_all([told for one in in_time if (told := _new_time(vax_session, one))])


def call_back(appointment: Appointment, *, was: Outcome, to: State = State.INVITED) -> None:
    """An outcome is taken back: so is what the dose, or the closing since, has made of the registration."""
    if appointment.registration_id is None:
        return
    wished_again = Registration.objects.open().exclude(pk=appointment.registration_id).values("person")
    rows = Registration.objects.filter(pk=appointment.registration_id, state=STATE_AFTER[was])
    rows = rows.exclude(person__in=wished_again)  # their next wish is open already, and a person has one
    rows.update(state=to, state_changed_at=clock.now())


def place_of(vax_session: VaccinationSession) -> str:
    """Where people go: the place of the session if it has one of its own, else the facility with its address."""
    facility = vax_session.facility
    parts = (vax_session.where, facility.name if vax_session.place else facility.address)
    return ", ".join(part for part in parts if part)


def _set_state(appointments: Sequence[Appointment], state: Registration.State) -> None:
    answered = [one.registration_id for one in appointments if one.registration_id]
    rows = Registration.objects.filter(pk__in=answered, state__in=LEADS_FROM[state])
    with as_rule(Registration, "registration_one_open_per_person"):
        rows.update(state=state, state_changed_at=clock.now())


def _invitation(vax_session: VaccinationSession, appointment: Appointment) -> Message | None:
    with translation.override(language_of(appointment)):
        body = _(
            "Mời {name} đến tiêm vắc xin {vaccine} lúc {time} ngày {day:%d/%m/%Y} tại {place}. "
            "Mang theo giấy tờ tùy thân. Mã đăng ký: {number}."
        ).format(**_told(vax_session, appointment), number=_number(appointment))
        return letter_to(appointment, "invitation", subject=_("Giấy mời tiêm chủng"), body=body)


def _new_time(vax_session: VaccinationSession, appointment: Appointment) -> Message | None:
    with translation.override(language_of(appointment)):
        body = _(
            "Đổi giờ tiêm: mời {name} đến lúc {time} ngày {day:%d/%m/%Y} tại {place}. "
            "Giờ đã hẹn trước không còn hiệu lực."
        ).format(**_told(vax_session, appointment))
        subject = _("Đổi giờ tiêm chủng")
        told_now = f"invitation_changed:{new_ref()}"  # each change is told
        return letter_to(appointment, "invitation_changed", subject=subject, body=body, once_key=told_now)


def _calling_off(vax_session: VaccinationSession, appointment: Appointment, reason: str) -> Message | None:
    with translation.override(language_of(appointment)):
        told = _told(vax_session, appointment)
        body = _(
            "Lịch tiêm của {name} lúc {time} ngày {day:%d/%m/%Y} tại {place} đã hủy. Bạn vẫn ở trong danh sách chờ "
            "và sẽ được mời vào buổi khác."
        ).format(**told)
        if reason:
            body = _("{body} Lý do: {reason}.").format(body=body, reason=reason.rstrip("."))
        return letter_to(appointment, "invitation_cancelled", subject=_("Hủy lịch tiêm chủng"), body=body)


def _told(vax_session: VaccinationSession, appointment: Appointment) -> dict[str, object]:
    at = appointment.due_at or vax_session.starts_at
    return {
        "name": appointment.person.full_name,
        "vaccine": vax_session.vaccine.name,
        "time": f"{at:%H:%M}",
        "day": vax_session.day,
        "place": place_of(vax_session),
    }


def letter_to(
    appointment: Appointment, kind: str, *, subject: str, body: str, once_key: str | None = None
) -> Message | None:
    """By phone if one is known (their own, else the registrant's), else by e-mail, else they must be told by hand."""
    person, registration = appointment.person, appointment.registration
    phone = person.phone or (registration.registrant_phone if registration else "")
    to = phone or person.email
    if not to:
        return None
    return letter(
        kind=kind,
        channel=CHANNEL.SMS if phone else CHANNEL.EMAIL,
        to=to,
        subject="" if phone else subject,
        body=body,
        language=language_of(appointment),
        once_key=once_key or f"{kind}:{appointment.ref}",
    )


def _number(appointment: Appointment) -> str:
    return appointment.registration.number if appointment.registration else ""


def language_of(appointment: Appointment) -> str:
    registrant = appointment.registration.registrant if appointment.registration else None
    account = registrant or appointment.person.account
    return account.language if account else "vi"
