"""One act of the live desk, done by its own service: at once, or afterwards (`received`)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from registration.models import Person
from sessions.models import Appointment, DeskAct, Dose, VaccinationSession
from sessions.rules.acts import ActKind
from sessions.rules.codes import DeskIs
from sessions.rules.overrides import Override
from sessions.rules.states import NO_SUBJECT, Outcome, Series
from sessions.services.act_content import NOTE, Content
from sessions.services.arrivals import add_walk_in, check_in, undo_check_in
from sessions.services.doses import DoseEntry, record_dose, undo_dose
from sessions.services.observation import end_observation
from sessions.services.outcomes import set_outcome
from sessions.services.reactions import record_reaction
from sessions.services.screening import screen
from sessions.services.vials import change_vial
from sessions.services.walk_ins import register_walk_in
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.core.errors import NotAllowed, RuleBroken
from vaxportal.core.problems import Problem


@dataclass(frozen=True, kw_only=True)
class ActGiven:
    """`subject`: the appointment; of somebody who walks in, the ref that it shall have. `at` None: now."""

    ref: UUID
    kind: ActKind
    subject: UUID
    content: Mapping[str, Any]  # Any: what JSON holds
    at: datetime | None = None


@dataclass(frozen=True)
class Doing:
    """One act under way: in whose name, and with whose word against the warnings."""

    vax_session: VaccinationSession
    given: ActGiven
    by: User
    override: Override | None = None

    @property
    def content(self) -> Content:
        return Content(self.given.content)

    def appointment(self) -> Appointment:
        """Of the subject; one that a device made for a walk-in may stand for an appointment that was there already."""
        mine = Appointment.objects.visible_to(self.by).filter(session=self.vax_session)
        named = mine.filter(ref=self.given.subject).select_related("session__facility", "person").first()
        walked_in = DeskAct.objects.filter(
            session=self.vax_session, kind=ActKind.WALK_IN, subject=self.given.subject
        ).exclude(appointment=None)
        found = named or mine.filter(pk__in=walked_in.values("appointment")).select_related("person").first()
        if found is None:
            raise RuleBroken([Problem(DeskIs.NOT_IN_SESSION)], WORDING)
        return found

    def lifting(self) -> Override | None:
        return self.override or self.content.override()


def do_act(doing: Doing) -> Appointment | None:
    """Does it by its own service, which may refuse; answers whose appointment it was about, if anybody's."""
    return DO[doing.given.kind](doing)


def _check_in(doing: Doing) -> Appointment:
    return check_in(appointment=doing.appointment(), by=doing.by, at=doing.given.at)


def _undo_check_in(doing: Doing) -> Appointment:
    return undo_check_in(appointment=doing.appointment(), by=doing.by)


def _walk_in(doing: Doing) -> Appointment:
    known, given = doing.content.ref("person"), doing.given
    if known is None:
        return register_walk_in(
            vax_session=doing.vax_session,
            given=doing.content.registration(given.ref),
            ref=given.subject,
            by=doing.by,
            override=doing.lifting(),
            at=given.at,
        )
    person = Person.objects.visible_to(doing.by).filter(ref=known).first()
    if person is None:
        raise NotAllowed(Permission.CHECK_IN)
    return _taken_in(doing, person, given.subject)


def _taken_in(doing: Doing, person: Person, ref: UUID) -> Appointment:
    return add_walk_in(
        vax_session=doing.vax_session,
        person=person,
        ref=ref,
        by=doing.by,
        override=doing.lifting(),
        at=doing.given.at,
    )


def _screening(doing: Doing) -> Appointment:
    appointment = doing.appointment()
    given = doing.content.screening()
    screen(appointment=appointment, given=given, ref=doing.given.ref, by=doing.by, at=doing.given.at)
    return appointment


def _outcome(doing: Doing) -> Appointment:
    outcome = Outcome(doing.content.one_of("outcome", Outcome))
    note = doing.content.text("note", longest=NOTE)
    return set_outcome(appointment=doing.appointment(), outcome=outcome, note=note, by=doing.by, at=doing.given.at)


def _dose(doing: Doing) -> Appointment:
    appointment = doing.appointment()
    if appointment.outcome in NO_SUBJECT and doing.override and doing.override.happened:
        appointment = _taken_in(doing, appointment.person, doing.given.ref)  # gone on paper, but injected here
    entry = _entry(doing)
    record_dose(appointment=appointment.ref, entry=entry, ref=doing.given.ref, by=doing.by, override=doing.lifting())
    return appointment


def _entry(doing: Doing) -> DoseEntry:
    content = doing.content
    return DoseEntry(
        series=content.one_of("series", Series),
        number=content.whole("number") or content.refuse("number"),
        lot=content.needed_ref("lot"),
        vial=content.ref("vial"),
        station=content.ref("station"),
        injected_by=_injector(doing),
        body_site=content.one_of("body_site", Dose.BodySite),
        given_at=doing.given.at,
        has_mixing_consent=content.flag("has_mixing_consent"),
    )


def _injector(doing: Doing) -> User:
    """One of the site's own; without a word it is whoever records."""
    named = doing.content.ref("injector")
    if named is None or named == doing.by.ref:
        return doing.by
    here = User.objects.filter(memberships__facility=doing.vax_session.facility_id, memberships__ended_at=None)
    found = here.filter(ref=named).first()
    return found or doing.content.refuse("injector")


def _undo_dose(doing: Doing) -> Appointment:
    dose = _dose_named(doing)
    undo_dose(dose=dose, by=doing.by, at=doing.given.at)
    return doing.appointment()


def _reaction(doing: Doing) -> Appointment:
    dose = _dose_named(doing)
    record_reaction(dose=dose, given=doing.content.reaction(doing.given.at), ref=doing.given.ref, by=doing.by)
    return doing.appointment()


def _dose_named(doing: Doing) -> Dose:
    doses = Dose.objects.filter(session=doing.vax_session).select_related("session__facility", "appointment")
    found = doses.filter(ref=doing.content.needed_ref("dose")).first()
    if found is None:
        raise RuleBroken([Problem(DeskIs.NO_DOSE_YET)], WORDING)
    return found


def _leave(doing: Doing) -> Appointment:
    appointment = doing.appointment()
    return end_observation(appointment=appointment, by=doing.by, override=doing.lifting(), at=doing.given.at)


def _vial(doing: Doing) -> None:
    content = doing.content
    change_vial(
        vax_session=doing.vax_session,
        vial=content.needed_ref("vial"),
        discarded=content.whole("discarded") or 0,
        reason=content.text("reason"),
        at=doing.given.at,
        by=doing.by,
    )


DO: Mapping[ActKind, Callable[[Doing], Appointment | None]] = {
    ActKind.CHECK_IN: _check_in,
    ActKind.UNDO_CHECK_IN: _undo_check_in,
    ActKind.WALK_IN: _walk_in,
    ActKind.SCREENING: _screening,
    ActKind.OUTCOME: _outcome,
    ActKind.DOSE: _dose,
    ActKind.UNDO_DOSE: _undo_dose,
    ActKind.VIAL: _vial,
    ActKind.REACTION: _reaction,
    ActKind.LEAVE: _leave,
}
