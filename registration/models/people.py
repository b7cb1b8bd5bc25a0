"""Person: one human being. Identity is one thing, contact data another; a phone is never a key."""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models.reference import PriorityGroup, Vaccine
from registration.querysets import PersonQuerySet
from registration.rules.codes import PersonIs
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import LookupField, RefField, SealedField, by_whom
from vaxportal.core.text import fold
from vaxportal.geography.models import Commune


class Sex(models.TextChoices):
    MALE = "M", _("Nam")
    FEMALE = "F", _("Nữ")


class IdKind(models.TextChoices):
    CCCD = "cccd", _("CCCD (12 số)")
    CMND = "cmnd", _("CMND (9 số)")
    OFFICER = "officer", _("Giấy tờ quân đội, công an (8 số)")
    PASSPORT = "passport", _("Hộ chiếu")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Person(models.Model):
    ref = RefField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    full_name = models.CharField(max_length=100)
    folded_name = models.CharField(max_length=100, editable=False)
    born_on = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    id_kind = models.CharField(max_length=10, choices=IdKind, blank=True)
    id_number = SealedField()
    id_lookup = LookupField(of="id_number")
    id_confirmed_on_paper = models.BooleanField(
        default=False
    )  # staff saw a card that contradicts the number's own parts
    bhyt = SealedField()  # the ten digits that are the key
    bhyt_lookup = LookupField(of="bhyt")
    phone = SealedField()
    phone_lookup = LookupField(of="phone", db_index=True)
    email = SealedField()
    twin_lookup = LookupField(of="twin_key", db_index=True)  # finds again who came without an identity number
    disputed = SealedField()  # JSON text: numbers given here that another person in the system bears
    missing_reason = models.CharField(max_length=200, blank=True)  # why staff left phone or ID number out
    occupation = models.CharField(max_length=100, blank=True)
    workplace = models.CharField(max_length=150, blank=True)
    commune = models.ForeignKey(Commune, null=True, on_delete=models.PROTECT, related_name="people")
    address = models.CharField(max_length=200, blank=True)
    ethnicity = models.CharField(max_length=50, blank=True)
    nationality = models.CharField(max_length=2, default="VN")
    priority_group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, related_name="people")
    guardian_name = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom(optional=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        indexes = [GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="person_name_trigram")]
        constraints = [
            models.UniqueConstraint(
                fields=["id_lookup"],
                name="person_once_per_id_number",
                violation_error_code=PersonIs.ID_ALREADY_KNOWN,
                violation_error_message=_("Số giấy tờ này đã thuộc về một người trong hệ thống."),
            ),
            models.UniqueConstraint(
                fields=["bhyt_lookup"],
                name="person_once_per_bhyt",
                violation_error_code=PersonIs.BHYT_ALREADY_KNOWN,
                violation_error_message=_("Số thẻ BHYT này đã thuộc về một người trong hệ thống."),
            ),
            models.UniqueConstraint(
                fields=["twin_lookup"],
                condition=Q(id_lookup=None),
                name="person_once_without_number",
                violation_error_code=PersonIs.ALREADY_KNOWN,
                violation_error_message=_("Người này đã có trong hệ thống."),
            ),
            models.CheckConstraint(
                condition=Q(id_lookup=None, id_kind="") | (Q(id_lookup__isnull=False) & ~Q(id_kind="")),
                name="person_id_kind_with_number",
            ),
        ]

    def __str__(self) -> str:
        return f"Person {self.ref}"

    def clean_fields(self, exclude: object = None) -> None:
        """Rules and services check people; the model's own pass would unseal and compare bytes."""

    @property
    def twin_key(self) -> str:
        return twin_key(self.folded_name, self.born_on, self.sex, self.phone)

    @property
    def masked_id(self) -> str:
        return f"{'•' * max(len(self.id_number) - 3, 0)}{self.id_number[-3:]}"

    @property
    def masked_phone(self) -> str:
        return f"•••{self.phone[-3:]}" if self.phone else ""


def folded(name: str) -> str:
    return fold(name)[:100]


def twin_key(folded_name: str, born_on: date, sex: str, phone: str) -> str:
    """Name, birth date, sex and phone together; without a phone nobody is taken for somebody else."""
    return f"{folded_name}|{born_on:%Y%m%d}|{sex}|{phone}" if phone else ""


class ReportedDose(models.Model):
    """A dose that somebody says was given elsewhere before; never one of ours, always with its source."""

    class Source(models.TextChoices):
        SELF = "self", _("Tự khai")
        LIST = "list", _("Danh sách đơn vị")
        STAFF = "staff", _("Nhân viên nhập theo giấy xác nhận")

    ref = RefField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reported_doses")
    vaccine = models.ForeignKey(Vaccine, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=10, default="primary")
    number = models.PositiveSmallIntegerField()
    given_on = models.DateField()
    lot_number = models.CharField(max_length=40, blank=True)
    facility_text = models.CharField(max_length=150, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom(optional=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = by_whom(optional=True)

    class Meta:
        ordering = ["given_on", "number"]
        constraints = [
            both_or_neither("voided"),
            models.UniqueConstraint(
                fields=["person", "series", "number"], condition=Q(voided_at=None), name="reported_dose_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"
