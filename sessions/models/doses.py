"""Doses and what followed them. Medical facts are never edited or deleted: void with a reason, then record anew."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models import Person, Vaccine
from sessions.models.appointments import Appointment
from sessions.models.planning import SessionLot, Station, VaccinationSession
from sessions.models.series import SERIES_NAMES, dose_word
from sessions.models.stock import Lot
from sessions.models.vials import Vial
from sessions.querysets import DoseQuerySet
from sessions.rules.codes import DoseIs
from sessions.rules.states import LAST_NUMBER
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, by_whom, index_where_set
from vaxportal.geography.models import Commune

REACTION_NAMES = {
    "pain": _("Đau chỗ tiêm"),
    "swelling": _("Sưng chỗ tiêm"),
    "redness": _("Đỏ chỗ tiêm"),
    "fever": _("Sốt"),
    "headache": _("Đau đầu"),
    "fatigue": _("Mệt mỏi"),
    "dizziness": _("Chóng mặt"),
    "nausea": _("Buồn nôn, nôn"),
    "rash": _("Phát ban, ngứa"),
    "fainting": _("Ngất"),
    "anaphylaxis": _("Phản vệ (nặng)"),
    "hospitalised": _("Phải nhập viện (nặng)"),
    "death": _("Tử vong (nặng)"),
    "other": _("Phản ứng khác"),
}


def _numbers_within_series() -> Q:
    rule = Q()
    for series, last in LAST_NUMBER.items():
        rule |= Q(series=series.value, number__gte=1, number__lte=last)
    return rule


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Dose(models.Model):
    class BodySite(models.TextChoices):
        LEFT_ARM = "left_arm", _("Tay trái")
        RIGHT_ARM = "right_arm", _("Tay phải")

    ref = RefField(default=None)  # the client's: a retried request carries the same
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="doses")
    session = models.ForeignKey(VaccinationSession, on_delete=models.PROTECT, related_name="doses")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="doses")
    session_lot = models.ForeignKey(SessionLot, on_delete=models.PROTECT, related_name="doses")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="doses")
    vaccine = models.ForeignKey(Vaccine, on_delete=models.PROTECT, related_name="doses", db_index=False)
    disease = models.CharField(max_length=20, default="COVID-19")
    series = models.CharField(max_length=10, choices=list(SERIES_NAMES.items()))
    number = models.PositiveSmallIntegerField()
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.PROTECT, related_name="doses")
    vial = models.ForeignKey(
        Vial, null=True, blank=True, on_delete=models.PROTECT, related_name="doses", db_index=False
    )
    body_site = models.CharField(max_length=10, choices=BodySite, default=BodySite.LEFT_ARM)
    given_at = models.DateTimeField()
    injected_by = by_whom()
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = by_whom()
    home_commune = models.ForeignKey(  # of the person when it was given: coverage stays when they move house
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_late = models.BooleanField(default=False)  # entered on a later day than it was given
    override_reason = models.CharField(max_length=300, blank=True)
    overridden = models.JSONField(default=list)  # codes of the warnings that a named person set aside
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = by_whom(optional=True)
    void_reason = models.CharField(max_length=300, blank=True)
    corrects = models.ForeignKey(  # the voided entry in whose place this one was recorded anew
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", db_index=False
    )

    objects = DoseQuerySet.as_manager()

    class Meta:
        ordering = ["given_at"]
        indexes = [index_where_set("vial", "dose"), index_where_set("corrects", "dose")]
        constraints = [
            both_or_neither("voided"),
            models.UniqueConstraint(
                fields=["person", "disease", "series", "number"],
                condition=Q(voided_at=None),
                name="dose_once_per_number",
                violation_error_code=DoseIs.ALREADY_RECORDED,
                violation_error_message=_("Mũi này đã được ghi nhận."),
            ),
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(voided_at=None), name="dose_once_per_appointment"
            ),
            models.CheckConstraint(condition=_numbers_within_series(), name="dose_number_within_series"),
            models.CheckConstraint(condition=Q(voided_at=None) | ~Q(void_reason=""), name="dose_void_has_reason"),
        ]

    def __str__(self) -> str:
        return f"Dose {self.ref}"

    @property
    def word(self) -> str:
        return dose_word(self.series, self.number)


class AdverseEvent(models.Model):
    """A reaction after a dose (AEFI); a serious one goes up to district and province within 24 hours."""

    ref = RefField()
    dose = models.ForeignKey(Dose, on_delete=models.PROTECT, related_name="adverse_events")
    reaction = models.CharField(max_length=30)
    is_serious = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    began_at = models.DateTimeField(default=clock.now)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = by_whom()

    class Meta:
        ordering = ["began_at"]

    def __str__(self) -> str:
        return f"AdverseEvent {self.ref}"

    @property
    def word(self) -> str:
        return str(REACTION_NAMES.get(self.reaction, self.reaction))
