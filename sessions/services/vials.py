"""Vials on the table: opened by the first dose out of them, closed empty or with the rest thrown away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from sessions.models import Dose, Station, VaccinationSession, Vial
from sessions.rules.codes import DeskIs
from sessions.rules.desk import open_problems
from sessions.rules.vials import vial_problems
from sessions.services.locks import hold_session
from sessions.services.moments import moment_of
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core.constraints import was_first
from vaxportal.core.errors import RuleBroken, refuse_if
from vaxportal.core.ids import new_ref
from vaxportal.core.problems import Problem

LONGEST_REASON = 200  # what the books hold of it
Vials = QuerySet[Any]  # of vials, annotated on the way


def with_left(vials: Vials) -> Vials:
    """`used` beside each, doses in force; `left`: how many it still holds, by its label and what was thrown away."""
    used = Count("doses", filter=Q(doses__voided_at=None))
    return vials.annotate(used=used, left=F("holds") - F("doses_discarded") - used)


def opened_for(dose: Dose, ref: UUID | None, by: User) -> int | None:
    """The key of a vial opened with this dose: under the `ref` that the desk gave it, else for its station. Without
    either nobody knows out of which vial it came."""
    if ref is None and dose.station_id is None:
        return None
    if (shared := _shared(dose)) is not None:
        return shared
    vial = Vial(ref=ref or new_ref(), session_lot=dose.session_lot, station_id=dose.station_id)
    vial.holds, vial.opened_at, vial.opened_by = dose.vaccine.doses_per_vial, dose.given_at, by
    if was_first(vial):
        return int(vial.pk)
    known = Vial.objects.filter(ref=vial.ref, session_lot=dose.session_lot).first()  # opened by another dose just now
    if known is None:
        raise RuleBroken([Problem(DeskIs.VIAL_OF_ANOTHER_LOT, "vial")], WORDING)
    return int(known.pk)


def _shared(dose: Dose) -> int | None:
    """Where as many vials are open as were issued, none can be opened: the dose came out of another table's."""
    row = dose.session_lot
    opened = Vial.objects.filter(session_lot=row)
    if opened.count() * dose.vaccine.doses_per_vial < row.doses_issued:
        return None
    with_some = with_left(opened.filter(closed_at=None)).filter(left__gt=0).order_by("-opened_at")
    return with_some.values_list("pk", flat=True).first()


@transaction.atomic
def change_vial(
    *,
    vax_session: VaccinationSession,
    vial: UUID,
    by: User,
    discarded: int = 0,
    reason: str = "",
    at: datetime | None = None,
) -> Vial:
    """The vial leaves the table: empty, or with doses thrown away. The same again is a success."""
    require(by, Permission.RECORD_DOSE, at=vax_session.facility)
    vax_session = hold_session(vax_session.pk)
    refuse_if(open_problems(vax_session.state), WORDING)
    known, reason = _held(vax_session, vial), reason.strip()[:LONGEST_REASON]
    if known.closed_at and (known.doses_discarded, known.discard_reason) == (discarded, reason):
        return known
    used = Dose.objects.not_voided().filter(vial=known).count()
    problems = vial_problems(
        lot=known.session_lot.lot.number,
        is_closed=known.closed_at is not None,
        left=known.holds - used,
        discarded=discarded,
        reason=reason,
    )
    refuse_if(problems, WORDING)
    known.closed_at, known.closed_by = moment_of(at, vax_session), by
    known.doses_discarded, known.discard_reason = discarded, reason
    known.save(update_fields=["closed_at", "closed_by", "doses_discarded", "discard_reason"])
    record(by, "vial.closed", known, doses=discarded)
    return known


def _held(vax_session: VaccinationSession, ref: UUID) -> Vial:
    held = Vial.objects.select_for_update(of=("self",), no_key=True).select_related("session_lot__lot")
    vial = held.filter(session_lot__session=vax_session, ref=ref).first()
    if vial is None:
        raise RuleBroken([Problem(DeskIs.VIAL_OF_ANOTHER_LOT, "vial")], WORDING)
    return vial


def open_vials(vax_session: VaccinationSession, station: Station | None = None) -> Vials:
    """Those that stand on a table with something left in them, the newest first."""
    vials = with_left(Vial.objects.filter(session_lot__session=vax_session, closed_at=None))
    at_station = vials.filter(station=station) if station else vials
    return at_station.filter(left__gt=0).select_related("session_lot__lot__vaccine", "station").order_by("-opened_at")
