"""Campaign rounds, and the dated rules of intervals and mixing."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sessions.models.series import dose_word
from sessions.rules.codes import RoundIs
from vaxportal.core.fields import RefField
from vaxportal.geography.models import Province


class Round(models.Model):
    """Đợt tiêm: reports group by it."""

    ref = RefField()
    province = models.ForeignKey(
        Province, verbose_name=_("Tỉnh, thành phố"), on_delete=models.PROTECT, related_name="rounds"
    )
    name = models.CharField(_("Tên"), max_length=100)
    starts_on = models.DateField(_("Ngày bắt đầu"))
    ends_on = models.DateField(_("Ngày kết thúc"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Đợt tiêm"), pgettext_lazy("list", "Đợt tiêm")
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


CERTAINTY_NAMES = {
    "unverified": _("Chưa kiểm chứng"),
    "press": _("Theo báo chí, hướng dẫn"),
    "verified": _("Đã kiểm chứng"),
}


class DoseRule(models.Model):
    """One dated row of data/dose_rules.csv. Vaccines by code: `*` in `previous` stands for any product."""

    class Enforcement(models.TextChoices):
        STOP = "stop", _("Chặn")
        WARN = "warn", _("Cảnh báo")

    previous = models.CharField(_("Vắc xin mũi trước"), max_length=20)
    next = models.CharField(_("Vắc xin mũi này"), max_length=20)
    series = models.CharField(_("Loại mũi"), max_length=10)
    number = models.PositiveSmallIntegerField(_("Mũi thứ"))
    min_days = models.PositiveSmallIntegerField(_("Số ngày tối thiểu"))
    recommended_days = models.PositiveSmallIntegerField(_("Số ngày khuyến cáo"))
    mixing_consent = models.BooleanField(_("Cần đồng ý tiêm trộn"))
    enforcement = models.CharField(_("Cách áp dụng"), max_length=4, choices=Enforcement)
    valid_from = models.DateField(_("Có hiệu lực từ"))
    valid_to = models.DateField(_("Có hiệu lực đến"), null=True, blank=True)
    source = models.CharField(pgettext_lazy("figure", "Nguồn"), max_length=200)
    certainty = models.CharField(_("Độ chắc chắn"), max_length=12)

    class Meta:
        verbose_name, verbose_name_plural = _("Quy định về mũi tiêm"), pgettext_lazy("list", "Quy định về mũi tiêm")
        ordering = ["next", "series", "number", "previous", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["previous", "next", "series", "number", "valid_from"], name="dose_rule_once_per_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.previous} → {self.next}: {dose_word(self.series, self.number)}"
