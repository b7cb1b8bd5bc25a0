"""Two records that may be one human being, and what became of the question."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from registration.models.people import Person
from registration.querysets import LookalikeQuerySet
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, SealedField, by_whom


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Lookalike(models.Model):
    """A pair to look at; `first` is the older record."""

    class Verdict(models.TextChoices):
        OPEN = "", _("Chưa xem xét")
        TWO_PEOPLE = "two", _("Hai người khác nhau")
        ONE_PERSON = "one", _("Cùng một người")

    ref = RefField()
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lookalikes", db_index=False)
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    agrees = models.JSONField(default=list)  # codes of what they have in common
    differs = models.JSONField(default=list)
    noticed_at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=3, choices=Verdict, default=Verdict.OPEN, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = by_whom(optional=True)

    objects = LookalikeQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "noticed_at"]
        constraints = [
            both_or_neither("decided"),
            models.UniqueConstraint(fields=["first", "second"], name="lookalike_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="lookalike_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class PersonMerge(models.Model):
    """One record taken into another: what moved, so that it can be moved back."""

    ref = RefField()
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="gone_in")
    reason = models.CharField(max_length=300)
    moved = models.JSONField(default=dict)  # model label → keys of the rows that moved
    before = SealedField()  # JSON text: the numbers of both and what was changed in them
    merged_at = models.DateTimeField(default=clock.now)
    merged_by = by_whom()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = by_whom(optional=True)
    undo_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-merged_at"]
        constraints = [
            both_or_neither("undone"),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="person_merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
