"""Reference data of registration: priority groups, vaccines, the consent text. Dated and sourced."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class PriorityGroup(models.Model):
    """One of the 16 groups (NQ 21/NQ-CP, QĐ 3355/QĐ-BYT); the list changed four times in 2021, so rows are dated."""

    code = models.PositiveSmallIntegerField(_("Mã"))
    name_vi = models.CharField(_("Tên tiếng Việt"), max_length=500)
    name_en = models.CharField(_("Tên tiếng Anh"), max_length=500)
    valid_from = models.DateField(_("Có hiệu lực từ"))
    valid_to = models.DateField(_("Có hiệu lực đến"), null=True, blank=True)
    source = models.CharField(pgettext_lazy("figure", "Nguồn"), max_length=200)

    class Meta:
        verbose_name, verbose_name_plural = _("Nhóm ưu tiên"), pgettext_lazy("list", "Nhóm ưu tiên")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="priority_group_once_per_date")]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "vi").startswith("en") else self.name_vi


class Vaccine(models.Model):
    """The one table of vaccine, holder and prophylaxis codes (EU DCC, CVX, ICD-11, ATC)."""

    class Licence(models.TextChoices):
        YES = "yes", _("Có")
        ABROAD = "abroad", _("Chỉ ở nước ngoài")  # doses given abroad are recorded, none is given here

    code = models.CharField(_("Mã"), max_length=20, unique=True)
    name = models.CharField(_("Tên"), max_length=80)
    dcc_mp = models.CharField(_("Mã sản phẩm (EU DCC)"), max_length=40)
    dcc_ma = models.CharField(_("Mã đơn vị giữ giấy phép (EU DCC)"), max_length=40)
    dcc_ma_name = models.CharField(_("Đơn vị giữ giấy phép"), max_length=80)
    dcc_vp = models.CharField(_("Mã loại vắc xin (EU DCC)"), max_length=20)
    cvx = models.CharField(_("Mã CVX"), max_length=5, blank=True)
    icd11 = models.CharField(_("Mã ICD-11"), max_length=10)
    atc = models.CharField(_("Mã ATC"), max_length=10)
    primary_doses = models.PositiveSmallIntegerField(_("Số mũi cơ bản"))
    min_age_years = models.PositiveSmallIntegerField(_("Tuổi nhỏ nhất"))
    licensed = models.CharField(_("Được cấp phép"), max_length=10, choices=Licence)
    doses_per_vial = models.PositiveSmallIntegerField(_("Số liều mỗi lọ"), default=1)
    disease = models.CharField(_("Bệnh"), max_length=20, default="COVID-19")
    source = models.CharField(pgettext_lazy("figure", "Nguồn"), max_length=200)

    class Meta:
        verbose_name, verbose_name_plural = _("Vắc xin"), pgettext_lazy("list", "Vắc xin")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(primary_doses__gte=1, doses_per_vial__gte=1), name="vaccine_counts")
        ]

    def __str__(self) -> str:
        return self.name


class ConsentText(models.Model):
    """The three paragraphs that a person agrees to, by version."""

    version = models.CharField(_("Phiên bản"), max_length=20, unique=True)
    text_vi = models.TextField(_("Tiếng Việt"))
    text_en = models.TextField(_("Tiếng Anh"))
    valid_from = models.DateField(_("Có hiệu lực từ"))
    source = models.CharField(pgettext_lazy("figure", "Nguồn"), max_length=200)

    class Meta:
        verbose_name, verbose_name_plural = _("Văn bản đồng ý"), pgettext_lazy("list", "Văn bản đồng ý")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.version

    @property
    def text(self) -> str:
        return self.text_en if (get_language() or "vi").startswith("en") else self.text_vi
