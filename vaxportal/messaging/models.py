"""Messages to people: a row in the transaction that makes it necessary, sent afterwards by a sweep, exactly once."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vaxportal.core import clock
from vaxportal.core.fields import RefField, SealedField


class Message(models.Model):
    class Channel(models.TextChoices):
        SMS = "sms", "SMS"
        EMAIL = "email", "E-mail"

    ref = RefField()
    channel = models.CharField(max_length=10, choices=Channel)
    to = SealedField()
    subject = models.CharField(max_length=150, blank=True)
    body = SealedField()  # names, times and one-time codes are personal data too
    kind = models.CharField(max_length=40)  # registration_code, invitation, …
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="vi")
    once_key = models.CharField(max_length=120, null=True, unique=True)
    urgent = models.BooleanField(default=False)  # codes go at any hour, the rest by day
    created_at = models.DateTimeField(default=clock.now)
    send_after = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["send_after"], condition=Q(sent_at=None, failed_at=None), name="message_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"
