"""Tallies: what reports read. Only the fold and the recount write them."""

from django.db import models

from registration.models import Vaccine
from sessions.models import Round
from vaxportal.core import clock
from vaxportal.geography.models import Commune, Facility


class DailyTally(models.Model):
    """One measure of one facility, day, round and vaccine (annex 5-A of QĐ 3588)."""

    day = models.DateField()
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="tallies")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tallies")
    vaccine = models.ForeignKey(Vaccine, on_delete=models.PROTECT, related_name="tallies")
    measure = models.CharField(max_length=24)
    count = models.IntegerField(default=0)

    class Meta:
        verbose_name_plural = "daily tallies"
        constraints = [
            models.UniqueConstraint(fields=["day", "facility", "round", "vaccine", "measure"], name="daily_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.facility_id} {self.measure}: {self.count}"


class CoverageTally(models.Model):
    """People of one home commune who have had a dose of the series and number."""

    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="coverage")
    vaccine = models.ForeignKey(Vaccine, on_delete=models.PROTECT, related_name="coverage")
    measure = models.CharField(max_length=24)
    count = models.IntegerField(default=0)

    class Meta:
        verbose_name_plural = "coverage tallies"
        constraints = [models.UniqueConstraint(fields=["commune", "vaccine", "measure"], name="coverage_tally_once")]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.measure}: {self.count}"


class Recount(models.Model):
    """One comparison of the tallies with the records they count."""

    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(default=0)
    repaired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.started_at:%d/%m/%Y %H:%M}: {self.differences}"
