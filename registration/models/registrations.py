"""Registration: a person's wish to be vaccinated, by themselves, a relative, an employer or staff."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.models.lists import WorkerList
from registration.models.organizations import Organization
from registration.models.people import Person
from registration.models.reference import ConsentText, Vaccine
from registration.querysets import RegistrationQuerySet
from registration.rules.codes import RegistrationIs
from vaxportal.core import clock
from vaxportal.core.fields import LookupField, RefField, SealedField, by_whom, index_where_set

MOSTLY_EMPTY = ("registrant", "registrant_phone_lookup", "organization", "worker_list", "behind")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Registration(models.Model):
    class Source(models.TextChoices):
        PUBLIC = "public", _("Người dân đăng ký")
        LIST = "list", _("Danh sách đơn vị")
        STAFF = "staff", _("Nhân viên đăng ký")

    class State(models.TextChoices):
        RECEIVED = "received", _("Đã tiếp nhận")
        ACCEPTED = "accepted", _("Đã duyệt")
        INVITED = "invited", _("Đã hẹn lịch tiêm")
        DONE = "done", _("Đã tiêm")
        WITHDRAWN = "withdrawn", _("Đã rút")

    class HalfDay(models.TextChoices):
        MORNING = "morning", _("Buổi sáng")
        AFTERNOON = "afternoon", _("Buổi chiều")
        WHOLE_DAY = "whole_day", _("Cả ngày")

    class WishedDose(models.TextChoices):
        FIRST = "first", _("Mũi đầu tiên")
        NEXT = "next", _("Mũi tiếp theo")

    ref = RefField()
    given_digest = models.BinaryField(  # of what came with a client's `ref`; null where the ref is our own
        max_length=32, null=True, blank=True
    )
    number = models.CharField(max_length=12, unique=True)  # said on the phone: no 0/O, 1/I
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="registrations")
    source = models.CharField(max_length=10, choices=Source)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    registrant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
        db_index=False,
    )
    registrant_name = models.CharField(max_length=100, blank=True)
    registrant_phone = SealedField()
    registrant_phone_lookup = LookupField(of="registrant_phone")
    relation = models.CharField(max_length=50, blank=True)
    wished_dose = models.CharField(max_length=5, choices=WishedDose, default=WishedDose.FIRST)
    wished_vaccine = models.ForeignKey(
        Vaccine, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    wished_on = models.DateField(null=True, blank=True)
    half_day = models.CharField(max_length=10, choices=HalfDay, default=HalfDay.WHOLE_DAY)
    history = SealedField()  # the twelve answers as JSON text: health data
    consent = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    consented_at = models.DateTimeField(null=True, blank=True)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    worker_list = models.ForeignKey(
        WorkerList, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    behind = models.ForeignKey(  # the open registration somebody else made for the same person before
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined", db_index=False
    )
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom(optional=True)
    state_changed_at = models.DateTimeField(default=clock.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="registration_waiting"),
            *(index_where_set(field, "registration") for field in MOSTLY_EMPTY),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=["received", "accepted", "invited"], behind=None),
                name="registration_one_open_per_person",
                violation_error_code=RegistrationIs.ALREADY_REGISTERED,
                violation_error_message=_("Người này đã có đăng ký đang chờ."),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def spoken_number(self) -> str:
        """In groups, as it is read out: ABCDE-FGHJK."""
        half = len(self.number) // 2
        return f"{self.number[:half]}-{self.number[half:]}"


class PublicDraft(models.Model):
    """A public registration on its way through the steps; sealed, and deleted when done or after a day."""

    ref = RefField()
    answers = SealedField()  # JSON text of all steps
    origin_lookup = models.BinaryField(max_length=32, null=True)  # keyed hash of the network address, against floods
    created_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["origin_lookup", "created_at"], name="public_draft_origin")]

    def __str__(self) -> str:
        return f"PublicDraft {self.ref}"
