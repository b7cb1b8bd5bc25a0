"""Administrative units with the days on which they existed (GSO codes), and the facilities that stand in them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vaxportal.core.fields import RefField
from vaxportal.geography.codes import FacilityIs
from vaxportal.geography.querysets import FacilityQuerySet, UnitQuerySet


class Unit(models.Model):
    """One administrative unit; the same code may return with later dates."""

    code = models.CharField(max_length=5)
    kind = models.CharField(max_length=20)  # thanh-pho, tinh, quan, huyen, thi-xa, phuong, xa, thi-tran
    name = models.CharField(max_length=80)
    folded_name = models.CharField(max_length=80, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

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
    population = models.PositiveIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=200, blank=True)


class District(Unit):
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="districts")
    population = models.PositiveIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=200, blank=True)

    @property
    def path(self) -> str:
        return f"{self.name}, {self.province.name}"


class Commune(Unit):
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="communes")
    population = models.PositiveIntegerField(null=True, blank=True)
    population_source = models.CharField(max_length=200, blank=True)

    @property
    def path(self) -> str:
        return f"{self.name}, {self.district.path}"


class Facility(models.Model):
    """A place that vaccinates (cơ sở tiêm chủng); five island districts have no commune, so the district is the key."""

    class Kind(models.TextChoices):
        COMMUNE_STATION = "commune_station", _("Trạm y tế")
        DISTRICT_CENTRE = "district_centre", _("Trung tâm y tế")
        HOSPITAL = "hospital", _("Bệnh viện")
        MOBILE = "mobile", _("Điểm tiêm lưu động")

    ref = RefField()
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=150)
    folded_name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind)
    address = models.CharField(max_length=200, blank=True)
    commune = models.ForeignKey(Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="facilities")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="facilities")
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="facilities")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "facilities"
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
