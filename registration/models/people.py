"""Person: one human being. Identity is one thing, contact data another; a phone is never a key."""

from datetime import date
from hashlib import blake2b
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models.reference import PriorityGroup, Vaccine
from registration.querysets import PersonQuerySet
from registration.rules.codes import PersonIs
from registration.rules.likeness import sorted_name
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import LookupField, RefField, SealedField, by_whom, index_where_set
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


class NameKeyField(models.BigIntegerField):
    """A number that names of the same words have in common, in whatever order and with whatever marks; kept in step
    with `folded_name` at every save and bulk_create."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own field signature
        super().__init__(*args, **{"null": True, "editable": False, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> int:
        key = name_key(getattr(model_instance, "folded_name", ""))
        setattr(model_instance, self.attname, key)
        return key


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Person(models.Model):
    ref = RefField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
        db_index=False,
    )
    full_name = models.CharField(max_length=100)
    folded_name = models.CharField(max_length=100, editable=False)
    name_key = NameKeyField()
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
    phone_lookup = LookupField(of="phone")  # person_phone_day_name begins with it
    email = SealedField()
    twin_lookup = LookupField(of="twin_key")  # finds again who came without an identity number
    disputed = SealedField()  # JSON text: numbers given here that another person in the system bears
    missing_reason = models.CharField(max_length=200, blank=True)  # why staff left phone or ID number out
    occupation = models.CharField(max_length=100, blank=True)
    workplace = models.CharField(max_length=150, blank=True)
    commune = models.ForeignKey(Commune, null=True, on_delete=models.PROTECT, related_name="people")
    address = models.CharField(max_length=200, blank=True)
    ethnicity = models.CharField(max_length=50, blank=True)
    nationality = models.CharField(max_length=2, default="VN")
    priority_group = models.ForeignKey(  # one of sixteen: an index would find a sixteenth of everybody
        PriorityGroup, on_delete=models.PROTECT, related_name="people", db_index=False
    )
    guardian_name = models.CharField(max_length=100, blank=True)
    stands_apart = models.BooleanField(default=False)  # somebody has said: not the one who looks the same
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom(optional=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            GinIndex(fields=["folded_name"], opclasses=["gin_trgm_ops"], name="person_name_trigram"),
            index_where_set("account", "person"),
            index_where_set("merged_into", "person"),
            models.Index(fields=["name_key", "born_on"], name="person_name_day"),
            models.Index(  # with the key: whoever looks for a name at home reads the index alone
                fields=["commune", "folded_name"],
                include=["id"],
                condition=Q(merged_into=None),
                name="person_home_name",
            ),
            models.Index(fields=["phone_lookup", "born_on", "name_key"], name="person_phone_day_name"),
        ]
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
                condition=Q(id_lookup=None, stands_apart=False, merged_into=None),
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


def name_key(folded_name: str) -> int:
    """64 bits of the words in alphabetical order; two names may share one by chance, so whoever looks compares."""
    return int.from_bytes(blake2b(sorted_name(folded_name).encode(), digest_size=8).digest(), signed=True)


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
    worker_list = models.ForeignKey(
        "registration.WorkerList", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom(optional=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = by_whom(optional=True)

    class Meta:
        ordering = ["given_on", "number"]
        indexes = [index_where_set("worker_list", "reported_dose")]
        constraints = [
            both_or_neither("voided"),
            models.UniqueConstraint(
                fields=["person", "series", "number"], condition=Q(voided_at=None), name="reported_dose_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"
