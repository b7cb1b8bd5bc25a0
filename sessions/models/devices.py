"""Devices that stand at a session, and what they entered while the server was out of reach."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from registration.models import Person
from sessions.models.appointments import Appointment
from sessions.models.doses import Dose
from sessions.models.planning import VaccinationSession
from sessions.rules.acts import ActKind, ActState, Decision
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, SealedField, by_whom, index_where_set

ACT_NAMES = {
    ActKind.CHECK_IN: _("Tiếp đón"),
    ActKind.UNDO_CHECK_IN: _("Bỏ tiếp đón"),
    ActKind.WALK_IN: _("Nhận người không hẹn"),
    ActKind.SCREENING: _("Khám sàng lọc"),
    ActKind.OUTCOME: _("Kết quả không tiêm"),
    ActKind.DOSE: _("Mũi tiêm"),
    ActKind.UNDO_DOSE: _("Hoàn tác mũi tiêm"),
    ActKind.VIAL: _("Đổi lọ"),
    ActKind.REACTION: _("Phản ứng sau tiêm"),
    ActKind.LEAVE: _("Cho về sau theo dõi"),
}
ACT_STATE_NAMES = {
    ActState.DONE: _("Đã ghi nhận"),
    ActState.CONFLICT: _("Cần người quyết định"),
    ActState.WAITING: _("Chờ việc đứng trước"),
    ActState.SETTLED: _("Đã giải quyết"),
}
DECISION_NAMES = {
    Decision.RECORD: _("Đã làm thật: ghi nhận"),
    Decision.SAME: _("Chính là việc đã ghi trên hệ thống"),
    Decision.NOT_DONE: _("Không hề xảy ra: không ghi"),
}


class DeskDevice(models.Model):
    """A device that has fetched the day's pack of one session. The session does not close while it may hold entries
    that nobody has received: until it has said that it holds none, or its loss is declared with a reason."""

    ref = RefField(default=None, unique=False)  # the device's own, one for all its sessions
    session = models.ForeignKey(VaccinationSession, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # who was logged in on it last
    first_seen_at = models.DateTimeField(default=clock.now)
    first_seen_by = by_whom()
    seen_at = models.DateTimeField(default=clock.now)
    seen_by = by_whom()
    unsent = models.PositiveIntegerField(default=0)  # what it said when it was seen
    released_at = models.DateTimeField(null=True, blank=True)  # it has erased the pack and holds nothing
    released_by = by_whom(optional=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    lost_by = by_whom(optional=True)
    lost_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            both_or_neither("first_seen"),
            both_or_neither("seen"),
            both_or_neither("released"),
            both_or_neither("lost"),
            models.UniqueConstraint(fields=["session", "ref"], name="desk_device_once_per_session"),
        ]

    def __str__(self) -> str:
        return f"DeskDevice {self.ref}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class DeskAct(models.Model):
    """Something that was entered without a network, as it came: kept whatever became of it.

    `content` is what the device sent, as JSON. What the rules refuse waits here for a person's decision.
    """

    ref = RefField(default=None)  # the device's: sent again, it is the same act
    device = models.ForeignKey(DeskDevice, on_delete=models.PROTECT, related_name="acts")
    session = models.ForeignKey(VaccinationSession, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=16, choices=list(ACT_NAMES.items()))
    subject = models.UUIDField()  # of the appointment; one of a walk-in was made on the device
    content = SealedField()
    entered_at = models.DateTimeField()  # by the device's clock, corrected by its last measured offset
    entered_by = by_whom()
    received_at = models.DateTimeField(default=clock.now)
    received_by = by_whom()
    state = models.CharField(max_length=10, choices=list(ACT_STATE_NAMES.items()))
    problems = models.JSONField(default=list)  # [{"code", "field", "facts"}] of the refusal
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="acts", db_index=False
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    dose = models.ForeignKey(Dose, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decision = models.CharField(max_length=10, choices=list(DECISION_NAMES.items()), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = by_whom(optional=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["entered_at", "pk"]
        indexes = [
            models.Index(fields=["session", "subject"], name="desk_act_subject"),
            index_where_set("appointment", "desk_act"),
        ]
        constraints = [
            both_or_neither("entered"),
            both_or_neither("received"),
            both_or_neither("decided"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
