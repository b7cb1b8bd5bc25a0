"""Accounts: who logs in, in which roles and units. One human, one account; a person to be vaccinated is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from vaxportal.accounts.acting import role_in_force
from vaxportal.accounts.querysets import AccountManager
from vaxportal.accounts.roles import LEVEL, Level, Permission, Role
from vaxportal.accounts.scope import Acting
from vaxportal.core import clock
from vaxportal.core.constraints import both_or_neither
from vaxportal.core.fields import LookupField, RefField, SealedField
from vaxportal.geography.models import District, Facility, Province

if TYPE_CHECKING:
    from django.db.models import QuerySet


class User(AbstractUser):
    """Staff log in with a password, citizens with a one-time code to their phone or e-mail."""

    first_name = None  # type: ignore[assignment]  # one full name, as on the identity card
    last_name = None  # type: ignore[assignment]
    ref = RefField()
    full_name = models.CharField(_("Họ và tên"), max_length=100, blank=True)
    folded_name = models.CharField(max_length=100, blank=True, editable=False)  # staff are searched without marks
    phone = SealedField()
    phone_lookup = LookupField(of="phone", unique=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="vi")

    objects: ClassVar[AccountManager] = AccountManager()

    def __str__(self) -> str:
        return self.full_name or self.masked_phone or self.username

    @property
    def masked_phone(self) -> str:
        return f"••• {self.phone[-3:]}" if self.phone else ""

    @property
    def opens_by_phone(self) -> bool:
        """Without a password, by a code to the phone: citizens, and managers who registered an organization."""
        return bool(self.phone) and not self.has_usable_password()

    @cached_property
    def acting(self) -> Acting:
        """The role in force: the one that the middleware set for this request, else the first membership."""
        return role_in_force(self.pk, self.full_name)

    def act_as(self, membership_id: int) -> None:
        """In one of their own roles; somebody else's or one that has ended leaves them in their oldest."""
        self.acting = role_in_force(self.pk, self.full_name, chosen=membership_id)

    def may(self, permission: Permission) -> bool:
        return self.acting.may(permission)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> QuerySet[Membership]:
        units = ("province", "district__province", "facility__district", "facility__province")
        return self.filter(ended_at=None).select_related(*units).order_by("pk")

    def managed_by(self, user: User) -> QuerySet[Membership]:
        """Memberships at or below the units of the acting role."""
        acting = user.acting
        if acting.level is Level.NATION:
            return self.all()
        if acting.level is Level.PROVINCE:
            ids = acting.province_id
            return self.filter(Q(province=ids) | Q(district__province=ids) | Q(facility__province=ids))
        if acting.level is Level.DISTRICT:
            return self.filter(Q(district=acting.district_id) | Q(facility__district=acting.district_id))
        return self.none()


def _unit_fits_role() -> models.CheckConstraint:
    rule = Q()
    for role, level in LEVEL.items():
        empty: dict[str, Any] = {f"{unit}__isnull": unit != level for unit in ("province", "district", "facility")}
        rule |= Q(role=role.value, **empty)
    return models.CheckConstraint(condition=rule, name="membership_unit_fits_role")


class Membership(models.Model):
    """One role of one user at one unit, from a moment until it is ended; history stays."""

    ref = RefField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    province = models.ForeignKey(Province, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            _unit_fits_role(),
            both_or_neither("ended"),
            models.UniqueConstraint(
                fields=["user", "role", "province", "district", "facility"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="membership_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.unit_name}"

    @property
    def unit_name(self) -> str:
        unit = self.facility or self.district or self.province
        return unit.name if unit else ""


class OneTimeCode(models.Model):
    """A code sent to a phone or e-mail. Only hashes are kept: of the address and of the code."""

    class Purpose(models.TextChoices):
        LOG_IN = "log_in"
        REGISTRATION = "registration"

    ref = RefField()
    purpose = models.CharField(max_length=20, choices=Purpose)
    address_lookup = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["address_lookup", "created_at"], name="one_time_code_recent")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.ref}"


class SiteToken(models.Model):
    """What a site's system sends with every request. One for each system; only its keyed hash is kept."""

    ref = RefField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="site_tokens")
    name = models.CharField(max_length=60, blank=True)  # of the system that uses it
    key_lookup = models.BinaryField(max_length=32, unique=True)
    has_second_factor = models.BooleanField(default=False)  # made by somebody who had shown one
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Token {self.ref}"


class CacheRow(models.Model):
    """The table of Django's database cache, where rate limits live; only the cache itself reads and writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache"

    def __str__(self) -> str:
        return self.cache_key
