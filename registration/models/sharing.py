"""What an employer tells about somebody who is known already, and what somebody lets an employer know."""

import pghistory
from django.db import models
from django.db.models import Q

from registration.models.lists import WorkerListRow
from registration.models.organizations import Organization
from registration.models.people import Person
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, SealedField, by_whom


class ContactOffer(models.Model):
    """Contact data of a list that differ from the record: taken over by the person or by staff, never by the list."""

    ref = RefField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_offers")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    row = models.ForeignKey(WorkerListRow, on_delete=models.PROTECT, related_name="contact_offers")
    given = SealedField()  # JSON text: phone, email, address, as far as they differ
    offered_at = models.DateTimeField(default=clock.now)
    taken = models.BooleanField(null=True)  # None: nobody has decided
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = by_whom(optional=True)

    class Meta:
        ordering = ["offered_at"]
        constraints = [
            both_or_neither("decided"),
            models.UniqueConstraint(
                fields=["person", "organization"], condition=Q(decided_at=None), name="contact_offer_one_open"
            ),
            models.CheckConstraint(
                condition=Q(taken=None, decided_at=None) | Q(taken__isnull=False, decided_at__isnull=False),
                name="contact_offer_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"ContactOffer {self.ref}"


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class SharingAnswer(models.Model):
    """Whether a person lets an employer know how far their vaccination has got; the last word counts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sharing_answers", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sharing_answers")
    shares = models.BooleanField()
    answered_at = models.DateTimeField(default=clock.now)
    answered_by = by_whom()  # the person's account, or who asked them at the desk

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "organization"], name="sharing_answer_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.organization_id} {self.shares}"
