"""Campaign rounds, and the dated rules of intervals and mixing."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sessions.rules.codes import RoundIs
from vaxportal.core.fields import RefField
from vaxportal.geography.models import Province


class Round(models.Model):
    """Đợt tiêm: reports group by it."""

    ref = RefField()
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["province", "name"],
                name="round_once_per_name",
                violation_error_code=RoundIs.ALREADY_KNOWN,
                violation_error_message=_("Tỉnh đã có đợt tiêm mang tên này."),
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="round_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class DoseRule(models.Model):
    """One dated row of data/dose_rules.csv. Vaccines by code: `*` in `previous` stands for any product."""

    class Enforcement(models.TextChoices):
        STOP = "stop", _("Chặn")
        WARN = "warn", _("Cảnh báo")

    previous = models.CharField(max_length=20)
    next = models.CharField(max_length=20)
    series = models.CharField(max_length=10)
    number = models.PositiveSmallIntegerField()
    min_days = models.PositiveSmallIntegerField()
    recommended_days = models.PositiveSmallIntegerField()
    mixing_consent = models.BooleanField()
    enforcement = models.CharField(max_length=4, choices=Enforcement)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    certainty = models.CharField(max_length=12)

    class Meta:
        ordering = ["next", "series", "number", "previous", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["previous", "next", "series", "number", "valid_from"], name="dose_rule_once_per_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.previous} → {self.next} {self.series} {self.number}"
