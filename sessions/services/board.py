"""The queues of an open session: how many stand where, and who, oldest first."""

from collections.abc import Mapping

from django.db.models import Count, QuerySet

from sessions.models import Appointment, VaccinationSession
from sessions.querysets import IS_AT
from sessions.rules.stages import Stage

ORDER: Mapping[Stage, tuple[str, ...]] = {
    Stage.EXPECTED: ("slot__starts_at", "come_at", "person__folded_name"),
    Stage.CHECKED_IN: ("checked_in_at",),
    Stage.ELIGIBLE: ("in_force__screened_at",),
    Stage.OBSERVED: ("given_at",),
    Stage.DONE: ("-outcome_at",),
}


def counts(vax_session: VaccinationSession) -> dict[Stage, int]:
    """One query, however many people."""
    subjects = Appointment.objects.filter(session=vax_session).subjects().with_course()
    found = subjects.aggregate(**{stage.value: Count("pk", filter=IS_AT[stage]) for stage in Stage})
    return {stage: found[stage.value] for stage in Stage}


def queue(vax_session: VaccinationSession, stage: Stage) -> QuerySet[Appointment]:
    people = Appointment.objects.filter(session=vax_session).subjects().with_course().at_stage(stage)
    return people.select_related("person", "slot").order_by(*ORDER[stage], "pk")
