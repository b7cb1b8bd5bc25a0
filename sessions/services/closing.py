"""The end of the day: nobody unresolved, no vial unexplained, nothing unsent or undecided; unopened vials go back to
stock, the absent to the list."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from registration.models import Registration
from sessions.models import Appointment, SessionLot, VaccinationSession, Vial
from sessions.rules.closing import EndOfDay, LotCount, PersonInSession, UndecidedAct, closing_problems
from sessions.rules.codes import DeskIs
from sessions.rules.desk import open_problems
from sessions.rules.measures import Measure
from sessions.rules.overrides import Override
from sessions.rules.states import STILL_WANT_ONE, WANT_NONE, Outcome, SessionState
from sessions.services.facts import note, note_many
from sessions.services.live_board import facts_of, open_acts
from sessions.services.locks import hold_balances, hold_devices, hold_lots, hold_open_vials, hold_session
from sessions.services.stock import return_from_session
from sessions.services.vial_counts import VialsOfLot, doses_left, vials_by_lot, with_used
from sessions.services.warnings import refuse_unless_lifted
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem

LOT_FIELD = "lot-"
WithWho = QuerySet[Any]  # what is annotated has no type


@dataclass(frozen=True)
class VialsCounted:
    """What stands on the closing sheet for one lot."""

    vials_opened: int | None
    doses_discarded: int | None
    discard_reason: str = ""


@transaction.atomic
def close_session(
    *, vax_session: VaccinationSession, counted: Mapping[int, VialsCounted], by: User, override: Override | None = None
) -> VaccinationSession:
    """`counted` by the pk of the session's lots; refuses with everything that is missing, all at once.

    Of a closed session the same figures again are a success, others are refused.
    """
    require(by, Permission.RUN_SESSION, at=vax_session.facility)
    vax_session = hold_session(vax_session.pk)
    if vax_session.state == SessionState.CLOSED and _was_counted_so(vax_session, counted):
        return vax_session
    refuse_if(open_problems(vax_session.state), WORDING)
    devices = hold_devices(vax_session)
    lots = _counts(vax_session, counted)
    end = EndOfDay(people_of(vax_session), [count for _row, count in lots], map(facts_of, devices), _acts(vax_session))
    overridden = refuse_unless_lifted(closing_problems(end, now=timezone.localtime(clock.now())), override)
    _close(vax_session, lots, by=by)
    record(by, "session.closed", vax_session, overridden=overridden, reason=override.reason if override else "")
    return vax_session


def _counts(vax_session: VaccinationSession, counted: Mapping[int, VialsCounted]) -> list[tuple[SessionLot, LotCount]]:
    """The lots are held, so that no vial is opened meanwhile."""
    told = vials_by_lot(hold_lots(vax_session))
    return [(row, lot_count(row, counted.get(row.pk), vials)) for row, vials in told]


def _close(vax_session: VaccinationSession, lots: Sequence[tuple[SessionLot, LotCount]], *, by: User) -> None:
    moment = clock.now()
    _release_registrations(vax_session)
    _empty_vials({row.pk: count for row, count in lots}, moment, by)
    hold_balances(vax_session.facility, [row.lot for row, _count in lots])
    for row, count in lots:
        _settle_lot(vax_session, row, count, by)
    vax_session.devices.filter(released_at=None, lost_at=None).update(released_at=moment, released_by=by)
    vax_session.state, vax_session.closed_at, vax_session.closed_by = SessionState.CLOSED, moment, by
    vax_session.save(update_fields=["state", "closed_at", "closed_by"])


def _empty_vials(counts: Mapping[int, LotCount], moment: datetime, by: User) -> None:
    """What is left in the open vials of the lots is thrown away with the lead's reason, the first opened first; never
    more than the lead counted, for doses that name no vial came out of one of them."""
    still_open = hold_open_vials(counts)
    of_lots = Vial.objects.filter(session_lot__in=list(counts)).order_by().values_list("session_lot")
    thrown = dict(of_lots.annotate(Sum("doses_discarded")))
    for vial in with_used(Vial.objects.filter(pk__in=still_open).order_by("pk")):
        count = counts[vial.session_lot_id]
        rest = min(doses_left(vial), (count.doses_discarded or 0) - thrown[vial.session_lot_id])
        if rest > 0:
            vial.doses_discarded, vial.discard_reason = vial.doses_discarded + rest, count.discard_reason.strip()
            thrown[vial.session_lot_id] += rest
        vial.closed_at, vial.closed_by = moment, by
        vial.save(update_fields=["doses_discarded", "discard_reason", "closed_at", "closed_by"])


def _acts(vax_session: VaccinationSession) -> list[UndecidedAct]:
    acts = undecided(vax_session)
    return [
        UndecidedAct(act.get_kind_display(), act.who or act.device.name, timezone.localtime(act.entered_at))
        for act in acts
    ]


def undecided(vax_session: VaccinationSession) -> WithWho:
    """What waits for a person's decision; of somebody whom nobody has taken in yet there is no name."""
    planned = Appointment.objects.filter(session=vax_session, ref=OuterRef("subject")).values("person__full_name")[:1]
    who = Coalesce("person__full_name", "appointment__person__full_name", Subquery(planned))
    return open_acts(vax_session).select_related("device", "entered_by").annotate(who=who)


@transaction.atomic
def mark_no_shows(*, vax_session: VaccinationSession, by: User, expected: int | None = None) -> int:
    """Everybody planned who has not come; `expected` is the number that the lead saw when confirming."""
    require(by, Permission.RUN_SESSION, at=vax_session.facility)
    vax_session = hold_session(vax_session.pk)
    refuse_if(open_problems(vax_session.state), WORDING)
    absent = Appointment.objects.filter(session=vax_session, outcome=Outcome.NONE, checked_in_at=None)
    if expected is not None and absent.count() > expected:
        refuse_if([Problem(DeskIs.MORE_ABSENT_NOW, absent=absent.count())], WORDING)
    marked = absent.update(outcome=Outcome.NO_SHOW, outcome_at=clock.now(), outcome_by=by)
    if marked:
        note(vax_session, Measure.NO_SHOW, delta=marked)
        record(by, "session.no_shows_marked", vax_session, people=marked)
    return marked


def people_of(vax_session: VaccinationSession) -> Iterable[PersonInSession]:
    """Every subject of the session as the closing rules want to know them."""
    subjects = Appointment.objects.filter(session=vax_session).subjects().with_course().order_by("person__folded_name")
    columns = ("person__full_name", "outcome", "checked_in_at", "screened", "given_at", "left_at")
    for name, outcome, checked_in_at, screened, given_at, left_at in subjects.values_list(*columns):
        is_cleared = screened == "eligible"
        yield PersonInSession(name, outcome, checked_in_at is not None, is_cleared, given_at, left_at is not None)


def lot_count(row: SessionLot, counted: VialsCounted | None, vials: VialsOfLot) -> LotCount:
    return LotCount(
        number=row.lot.number,
        doses_per_vial=row.lot.vaccine.doses_per_vial,
        doses_issued=row.doses_issued - row.doses_returned,
        doses_recorded=row.doses_recorded,
        vials_opened=counted.vials_opened if counted else None,
        doses_discarded=counted.doses_discarded if counted else None,
        discard_reason=counted.discard_reason if counted else "",
        field=lot_field(row.pk),
        vials_known=vials.opened_for(row) if vials.opened else None,
    )


def lot_field(pk: int) -> str:
    """Where a problem with that lot of the session is told."""
    return f"{LOT_FIELD}{pk}"


def _was_counted_so(vax_session: VaccinationSession, counted: Mapping[int, VialsCounted]) -> bool:
    given = {pk: (one.vials_opened, one.doses_discarded, one.discard_reason.strip()) for pk, one in counted.items()}
    columns = ("vials_opened", "doses_discarded", "discard_reason")
    return given == {pk: tuple(written) for pk, *written in vax_session.lots.values_list("pk", *columns)}


def _settle_lot(vax_session: VaccinationSession, row: SessionLot, count: LotCount, by: User) -> None:
    row.session = vax_session
    row.vials_opened, row.doses_discarded = count.vials_opened or 0, count.doses_discarded or 0
    row.discard_reason = count.discard_reason.strip()
    row.save(update_fields=["vials_opened", "doses_discarded", "discard_reason"])
    note_many(vax_session, {Measure.DOSES_DISCARDED: row.doses_discarded}, vaccine_id=row.lot.vaccine_id)
    if count.doses_returned:
        return_from_session(session_lot=row, doses=count.doses_returned, by=by)


def _release_registrations(vax_session: VaccinationSession) -> None:
    """Who did not get a dose but may still want one waits again; who refused or must not have it has left the list."""
    for outcomes, state in ((STILL_WANT_ONE, Registration.State.ACCEPTED), (WANT_NONE, Registration.State.WITHDRAWN)):
        _send(vax_session, outcomes, state)


def _send(vax_session: VaccinationSession, outcomes: Collection[Outcome], state: str) -> None:
    leaving = Appointment.objects.filter(session=vax_session, outcome__in=outcomes).exclude(registration=None)
    Registration.objects.filter(pk__in=leaving.values("registration"), state=Registration.State.INVITED).update(
        state=state, state_changed_at=clock.now()
    )


def vials_usual(row: SessionLot, vials: VialsOfLot) -> VialsCounted:
    """What the closing sheet presets: the vials that the desks opened, else the fewest that the recorded doses need;
    what of them is not recorded was thrown away."""
    opened = vials.opened_for(row)
    taken = min(opened * row.lot.vaccine.doses_per_vial, row.doses_issued - row.doses_returned)
    return VialsCounted(vials_opened=opened, doses_discarded=max(0, taken - row.doses_recorded))
