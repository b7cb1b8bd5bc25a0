"""Administrative units with the days on which they existed (GSO codes), and the facilities that stand in them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vaxportal.core.fields import RefField
from vaxportal.geography.codes import FacilityIs
from vaxportal.geography.querysets import FacilityQuerySet, UnitQuerySet


class Unit(models.Model):
    """One administrative unit; the same code may return with later dates."""

    code = models.CharField(_("Mã"), max_length=5)
    kind = models.CharField(_("Loại"), max_length=20)  # thanh-pho, tinh, quan, huyen, thi-xa, phuong, xa, thi-tran
    name = models.CharField(_("Tên"), max_length=80)
    folded_name = models.CharField(_("Tên không dấu"), max_length=80, db_index=True)
    valid_from = models.DateField(_("Có hiệu lực từ"))
    valid_to = models.DateField(_("Có hiệu lực đến"), null=True, blank=True)
    source = models.CharField(pgettext_lazy("figure", "Nguồn"), max_length=200)

    objects = UnitQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="%(class)s_once_per_date"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")), name="%(class)s_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Province(Unit):
    population = models.PositiveIntegerField(_("Dân số"), null=True, blank=True)
    population_source = models.CharField(_("Nguồn dân số"), max_length=200, blank=True)

    class Meta(Unit.Meta):
        verbose_name, verbose_name_plural = _("Tỉnh, thành phố"), pgettext_lazy("list", "Tỉnh, thành phố")


class District(Unit):
    province = models.ForeignKey(
        Province, verbose_name=_("Tỉnh, thành phố"), on_delete=models.PROTECT, related_name="districts"
    )
    population = models.PositiveIntegerField(_("Dân số"), null=True, blank=True)
    population_source = models.CharField(_("Nguồn dân số"), max_length=200, blank=True)

    class Meta(Unit.Meta):
        verbose_name, verbose_name_plural = (
            _("Quận, huyện, thị xã, thành phố"),
            pgettext_lazy("list", "Quận, huyện, thị xã, thành phố"),
        )

    @property
    def path(self) -> str:
        return f"{self.name}, {self.province.name}"


class Commune(Unit):
    district = models.ForeignKey(
        District, verbose_name=_("Quận, huyện, thị xã, thành phố"), on_delete=models.PROTECT, related_name="communes"
    )
    population = models.PositiveIntegerField(_("Dân số"), null=True, blank=True)
    population_source = models.CharField(_("Nguồn dân số"), max_length=200, blank=True)

    class Meta(Unit.Meta):
        verbose_name, verbose_name_plural = _("Xã, phường, thị trấn"), pgettext_lazy("list", "Xã, phường, thị trấn")

    @property
    def path(self) -> str:
        """An island district that is its own commune is named once."""
        return self.district.path if self.code == self.district.code else f"{self.name}, {self.district.path}"


class Facility(models.Model):
    """A place that vaccinates (cơ sở tiêm chủng); a district's own, as its health centre, stands in no commune."""

    class Kind(models.TextChoices):
        COMMUNE_STATION = "commune_station", _("Trạm y tế")
        DISTRICT_CENTRE = "district_centre", _("Trung tâm y tế")
        HOSPITAL = "hospital", _("Bệnh viện")
        MOBILE = "mobile", _("Điểm tiêm lưu động")

    ref = RefField()
    code = models.CharField(_("Mã"), max_length=5)
    name = models.CharField(_("Tên"), max_length=150)
    folded_name = models.CharField(_("Tên không dấu"), max_length=150)
    kind = models.CharField(_("Loại"), max_length=20, choices=Kind)
    address = models.CharField(_("Địa chỉ"), max_length=200, blank=True)
    commune = models.ForeignKey(
        Commune,
        verbose_name=_("Xã, phường, thị trấn"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="facilities",
    )
    district = models.ForeignKey(
        District, verbose_name=_("Quận, huyện, thị xã, thành phố"), on_delete=models.PROTECT, related_name="facilities"
    )
    province = models.ForeignKey(
        Province, verbose_name=_("Tỉnh, thành phố"), on_delete=models.PROTECT, related_name="facilities"
    )
    opened_on = models.DateField(_("Ngày mở"))
    closed_on = models.DateField(_("Ngày đóng"), null=True, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Cơ sở tiêm chủng"), pgettext_lazy("list", "Cơ sở tiêm chủng")
        ordering = ["name"]
        indexes = [GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="facility_name_trigram")]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="facility_once_per_code",
                violation_error_code=FacilityIs.CODE_KNOWN,
                violation_error_message=_("Mã cơ sở này đã thuộc về một điểm tiêm khác."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on__lte=F("closed_on")), name="facility_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name
