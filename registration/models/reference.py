"""Reference data of registration: priority groups, vaccines, the consent text. Dated and sourced."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language


class PriorityGroup(models.Model):
    """One of the 16 groups (NQ 21/NQ-CP, QĐ 3355/QĐ-BYT); the list changed four times in 2021, so rows are dated."""

    code = models.PositiveSmallIntegerField()
    name_vi = models.CharField(max_length=500)
    name_en = models.CharField(max_length=500)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
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
        YES = "yes"
        ABROAD = "abroad"  # doses given abroad are recorded, none is given here

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    dcc_mp = models.CharField(max_length=40)
    dcc_ma = models.CharField(max_length=40)
    dcc_ma_name = models.CharField(max_length=80)
    dcc_vp = models.CharField(max_length=20)
    cvx = models.CharField(max_length=5, blank=True)
    icd11 = models.CharField(max_length=10)
    atc = models.CharField(max_length=10)
    primary_doses = models.PositiveSmallIntegerField()
    min_age_years = models.PositiveSmallIntegerField()
    licensed = models.CharField(max_length=10, choices=Licence)
    doses_per_vial = models.PositiveSmallIntegerField(default=1)
    disease = models.CharField(max_length=20, default="COVID-19")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(primary_doses__gte=1, doses_per_vial__gte=1), name="vaccine_counts")
        ]

    def __str__(self) -> str:
        return self.name


class ConsentText(models.Model):
    """The three paragraphs that a person agrees to, by version."""

    version = models.CharField(max_length=20, unique=True)
    text_vi = models.TextField()
    text_en = models.TextField()
    valid_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.version

    @property
    def text(self) -> str:
        return self.text_en if (get_language() or "vi").startswith("en") else self.text_vi
