"""Who read, exported and changed what. Rows are written and never changed: the database refuses it."""

import pgtrigger
from django.conf import settings
from django.db import models

from vaxportal.core import clock
from vaxportal.core.fields import SealedField


class Entry(models.Model):
    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, blank=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_ref = models.UUIDField(null=True, db_index=True)
    purpose = models.CharField(max_length=200, blank=True)
    request_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    reason = SealedField()  # in the words of whoever acted: they may name somebody

    class Meta:
        verbose_name_plural = "entries"
        triggers = [pgtrigger.Protect(name="only_append", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_ref or ''}"
