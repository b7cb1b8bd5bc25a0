"""Opened vials: which doses came out of one glass, and what of it was thrown away."""

import pghistory
from django.db import models
from django.db.models import Q

from sessions.models.planning import SessionLot, Station
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, by_whom


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Vial(models.Model):
    """Lọ vắc xin đã mở. Its doses name it, so that a whole vial can be corrected or explained at once."""

    ref = RefField(default=None)  # the desk's own: a vial may be opened without a network
    session_lot = models.ForeignKey(SessionLot, on_delete=models.PROTECT, related_name="vials")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.PROTECT, related_name="vials")
    holds = models.PositiveSmallIntegerField()  # doses when opened, by its vaccine
    opened_at = models.DateTimeField(default=clock.now)
    opened_by = by_whom()
    closed_at = models.DateTimeField(null=True, blank=True)  # empty, changed for another, or thrown away
    closed_by = by_whom(optional=True)
    doses_discarded = models.PositiveSmallIntegerField(default=0)
    discard_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            both_or_neither("opened"),
            both_or_neither("closed"),
            models.CheckConstraint(
                condition=Q(doses_discarded=0) | ~Q(discard_reason=""), name="vial_discard_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Vial {self.ref}"
