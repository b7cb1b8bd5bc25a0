"""Reactions after a dose. A serious one is told at once to the lead, the district and the province (24 hours)."""

from uuid import UUID

from django.db import transaction

from sessions.models import AdverseEvent, Dose
from sessions.rules.codes import DeskIs
from sessions.rules.desk import SERIOUS, ReactionGiven, is_same_moment, reaction_problems
from sessions.services.alerts import tell_above
from sessions.services.facts import note_reaction
from sessions.wording import WORDING
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Permission
from vaxportal.accounts.scope import require
from vaxportal.audit.record import record
from vaxportal.core import clock
from vaxportal.core.errors import refuse_if
from vaxportal.core.problems import Problem


@transaction.atomic
def record_reaction(*, dose: Dose, given: ReactionGiven, ref: UUID, by: User) -> AdverseEvent:
    """Also after the session has closed: people call the next day."""
    require(by, Permission.OBSERVE, at=dose.session.facility)
    dose = Dose.objects.select_for_update(of=("self",), no_key=True).select_related("session__facility").get(pk=dose.pk)
    if repeat := _same_event(ref, dose, given):
        return repeat
    now = clock.now()
    problems = reaction_problems(given, given_at=dose.given_at, is_voided=dose.voided_at is not None, now=now)
    refuse_if(problems, WORDING)
    event = AdverseEvent.objects.create(
        ref=ref,
        dose=dose,
        reaction=given.reaction,
        is_serious=_is_serious(given),
        note=given.note.strip(),
        began_at=given.began_at or now,
        recorded_at=now,
        recorded_by=by,
    )
    note_reaction(event)
    if event.is_serious:
        tell_above(event)
    record(by, "reaction.recorded", event, is_serious=event.is_serious)
    return event


def _same_event(ref: UUID, dose: Dose, given: ReactionGiven) -> AdverseEvent | None:
    known = AdverseEvent.objects.filter(ref=ref).first()
    if known is None:
        return None
    is_same = is_same_moment(given.began_at, known.began_at, recorded_at=known.recorded_at)
    began_at = known.began_at if is_same else given.began_at
    told = (dose.pk, given.reaction, _is_serious(given), given.note.strip(), began_at)
    if told != (known.dose_id, known.reaction, known.is_serious, known.note, known.began_at):
        refuse_if([Problem(DeskIs.REF_TAKEN, "ref")], WORDING)
    return known


def _is_serious(given: ReactionGiven) -> bool:
    return given.is_serious or given.reaction in SERIOUS
