"""Companies, schools and agencies that register their people; some stand under an economic-zone board."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registration.querysets import OrganizationQuerySet
from registration.rules.codes import OrganizationIs
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import RefField, SealedField, by_whom
from vaxportal.geography.models import Commune


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Organization(models.Model):
    class Kind(models.TextChoices):
        COMPANY = "company", _("Doanh nghiệp")
        SCHOOL = "school", _("Trường học")
        AGENCY = "agency", _("Cơ quan, ban ngành")
        ZONE_BOARD = "zone_board", _("Ban Quản lý khu kinh tế")

    class State(models.TextChoices):
        PENDING = "pending", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt")
        REFUSED = "refused", _("Từ chối")

    ref = RefField()
    name = models.CharField(max_length=150)
    folded_name = models.CharField(max_length=150)
    kind = models.CharField(max_length=20, choices=Kind)
    tax_code = models.CharField(max_length=14, blank=True)
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="organizations")
    address = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=100)
    contact_phone = SealedField()
    headcount = models.PositiveIntegerField(null=True, blank=True)
    board = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="companies")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom(optional=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = by_whom(optional=True)
    decision_reason = models.CharField(max_length=300, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            both_or_neither("decided"),
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code="") & ~Q(state="refused"),
                name="organization_once_per_tax_code",
                violation_error_code=OrganizationIs.TAX_CODE_KNOWN,
                violation_error_message=_("Mã số thuế này đã được đăng ký."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def national_phone(self) -> str:
        """As it is dialled in Vietnam."""
        return f"0{self.contact_phone.removeprefix('+84')}" if self.contact_phone else ""


class OrganizationMember(models.Model):
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="organizations")
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = by_whom(optional=True)

    class Meta:
        constraints = [
            both_or_neither("ended"),
            models.UniqueConstraint(
                fields=["organization", "user"], condition=Q(ended_at=None), name="organization_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.user_id}"


class BoardInvitation(models.Model):
    """A board asks a company to register, by a link or a poster with its QR; without a name, every company."""

    ref = RefField()  # of the link
    board = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    company_name = models.CharField(max_length=150, blank=True)
    contact_phone = SealedField()
    organization = models.OneToOneField(  # the company that came by it
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="invitation"
    )
    created_at = models.DateTimeField(default=clock.now)
    created_by = by_whom()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = by_whom(optional=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [both_or_neither("ended")]

    def __str__(self) -> str:
        return f"BoardInvitation {self.ref}"
