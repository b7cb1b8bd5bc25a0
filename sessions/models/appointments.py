"""A person in a session, planned or walked in, from the invitation to the outcome; and the screening in between."""

from datetime import time

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models import Person, Registration
from sessions.models.planning import Slot, VaccinationSession
from sessions.querysets import AppointmentQuerySet
from sessions.rules.codes import SessionIs
from sessions.rules.stages import Stage, stage_of
from sessions.rules.states import NO_SUBJECT, Outcome
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, SealedField, by_whom

OUTCOME_NAMES = {
    Outcome.NONE: _("Chưa có kết quả"),
    Outcome.INJECTED: _("Đã tiêm"),
    Outcome.DEFERRED: _("Trì hoãn"),
    Outcome.CONTRAINDICATED: _("Chống chỉ định"),
    Outcome.REFERRED: _("Chuyển viện"),
    Outcome.REFUSED: _("Từ chối tiêm"),
    Outcome.NO_SHOW: _("Không đến"),
    Outcome.WITHDRAWN: _("Đã rút"),
    Outcome.MOVED: _("Đã chuyển lịch"),
}


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Appointment(models.Model):
    """Phiếu hẹn, with its own QR (its `ref`). Ends in exactly one outcome."""

    ref = RefField()
    session = models.ForeignKey(  # its index is appointment_session_outcome
        VaccinationSession, on_delete=models.PROTECT, related_name="appointments", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    slot = models.ForeignKey(Slot, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    come_at = models.TimeField(null=True, blank=True)  # within the slot: not everybody at its first minute
    is_walk_in = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom()
    invited_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    checked_in_by = by_whom(optional=True)
    outcome = models.CharField(max_length=16, choices=list(OUTCOME_NAMES.items()), default=Outcome.NONE, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_by = by_whom(optional=True)
    outcome_note = models.CharField(max_length=300, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)  # after observation
    left_by = by_whom(optional=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["slot__starts_at", "pk"]
        indexes = [models.Index(fields=["session", "outcome"], name="appointment_session_outcome")]
        constraints = [
            both_or_neither("checked_in"),
            both_or_neither("outcome"),
            both_or_neither("left"),
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=~Q(outcome__in=sorted(NO_SUBJECT)),
                name="appointment_once_per_session",
                violation_error_code=SessionIs.ALREADY_IN_SESSION,
                violation_error_message=_("Người này đã có tên trong buổi tiêm."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(outcome=""),
                name="appointment_one_open_per_person",
                violation_error_code=SessionIs.ALREADY_IN_OPEN_PLAN,
                violation_error_message=_("Người này đã có hẹn ở một buổi tiêm khác."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None) | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="appointment_outcome_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Appointment {self.ref}"

    @property
    def due_at(self) -> time | None:
        """The minute people were told; who was invited before there were any was told the slot."""
        return self.come_at or (self.slot.starts_at if self.slot else None)

    @property
    def stage(self) -> Stage:
        """For rows read with `with_course`."""
        return stage_of(
            outcome=self.outcome,
            is_present=self.checked_in_at is not None,
            screened=getattr(self, "screened", None),
            has_left=self.left_at is not None,
        )


class Screening(models.Model):
    """One signed pre-vaccination check (QĐ 4355/QĐ-BYT). A new one replaces the old, which stays."""

    ref = RefField()
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="screenings")
    answers = SealedField()  # JSON text: the ten questions
    vitals = SealedField()  # JSON text: temperature, pulse, blood pressure, breaths
    outcome = models.CharField(max_length=16)  # eligible | deferred | contraindicated | referred | refused
    with_caution = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    screened_at = models.DateTimeField(default=clock.now)
    screened_by = by_whom()
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = by_whom(optional=True)

    class Meta:
        ordering = ["-screened_at"]
        constraints = [
            both_or_neither("replaced"),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(replaced_at=None), name="screening_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"Screening {self.ref}"
