"""A vaccination session as planned before the day: stations, lots issued to it, slots with capacity."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registration.models import Organization, Vaccine
from sessions.models.reference import Round
from sessions.models.stock import Lot
from sessions.querysets import SessionQuerySet
from sessions.rules.codes import LotIs, SessionIs
from sessions.rules.states import SessionState
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, by_whom, index_where_set
from vaxportal.geography.models import Commune, Facility

STATE_NAMES = {
    SessionState.DRAFT: _("Bản nháp"),
    SessionState.PUBLISHED: _("Đã công bố"),
    SessionState.OPEN: _("Đang tiêm"),
    SessionState.CLOSED: _("Đã kết thúc"),
    SessionState.CANCELLED: _("Đã hủy"),
}


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class VaccinationSession(models.Model):
    ref = RefField()
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="sessions")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sessions")
    vaccine = models.ForeignKey(Vaccine, on_delete=models.PROTECT, related_name="sessions")  # planned
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=200, blank=True)  # where, when it is not the facility itself
    commune = models.ForeignKey(  # of that place, if it is not the facility's own
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    organization = models.ForeignKey(  # at which it is held, for its people
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    state = models.CharField(max_length=10, choices=list(STATE_NAMES.items()), default=SessionState.DRAFT)
    note = models.CharField(max_length=300, blank=True)
    dose_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # per dose at one station, as planned
    planned_late = models.BooleanField(default=False)  # planned on or after the day, allowed by the district
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom()
    published_at, published_by = models.DateTimeField(null=True, blank=True), by_whom(optional=True)
    opened_at, opened_by = models.DateTimeField(null=True, blank=True), by_whom(optional=True)
    closed_at, closed_by = models.DateTimeField(null=True, blank=True), by_whom(optional=True)
    cancelled_at, cancelled_by = models.DateTimeField(null=True, blank=True), by_whom(optional=True)
    reason = models.CharField(max_length=300, blank=True)  # of cancelling or reopening

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "starts_at"]
        indexes = [
            models.Index(fields=["day", "state"], name="session_day_state"),
            index_where_set("organization", "session"),
        ]
        constraints = [
            both_or_neither("published"),
            both_or_neither("opened"),
            both_or_neither("closed"),
            both_or_neither("cancelled"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="session_times_in_order"),
            models.CheckConstraint(condition=Q(commune=None) | ~Q(place=""), name="session_commune_has_place"),
        ]

    def __str__(self) -> str:
        return f"{self.facility} {self.day:%d/%m/%Y}"

    @property
    def where(self) -> str:
        """In short where people go: the place of its own with its commune, else the facility."""
        if not self.place:
            return self.facility.name
        return f"{self.place}, {self.commune.name}" if self.commune else self.place

    @property
    def is_open(self) -> bool:
        return self.state == SessionState.OPEN


class SessionLot(models.Model):
    """Doses of one lot issued to one session; locked while a dose from it is recorded."""

    session = models.ForeignKey(VaccinationSession, on_delete=models.PROTECT, related_name="lots")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="session_lots")
    doses_issued = models.PositiveIntegerField()
    doses_recorded = models.PositiveIntegerField(default=0)
    vials_opened = models.PositiveIntegerField(default=0)
    doses_discarded = models.PositiveIntegerField(default=0)
    discard_reason = models.CharField(max_length=200, blank=True)
    doses_returned = models.PositiveIntegerField(default=0)  # unopened vials, at closing

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "lot"], name="session_lot_once"),
            models.CheckConstraint(
                condition=Q(doses_issued__gte=F("doses_recorded") + F("doses_discarded") + F("doses_returned")),
                name="session_lot_within_issued",
                violation_error_code=LotIs.MORE_THAN_ISSUED,
                violation_error_message=_("Lô này đã dùng hết số liều xuất cho buổi tiêm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.lot_id}"

    @property
    def doses_left(self) -> int:
        return self.doses_issued - self.doses_recorded - self.doses_discarded - self.doses_returned


class Station(models.Model):
    """Bàn tiêm: one injector's table on the day."""

    ref = RefField()
    session = models.ForeignKey(VaccinationSession, on_delete=models.PROTECT, related_name="stations")
    number = models.PositiveSmallIntegerField()
    injector = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="station_once_per_number")]

    def __str__(self) -> str:
        return str(self.number)


class Slot(models.Model):
    """Khung giờ. `taken` is counted under the row's lock, so that a slot is never oversold."""

    ref = RefField()
    session = models.ForeignKey(VaccinationSession, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="slot_once_per_start"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="slot_times_in_order"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")),
                name="slot_never_oversold",
                violation_error_code=SessionIs.SLOT_FULL,
                violation_error_message=_("Khung giờ này đã đủ người."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
