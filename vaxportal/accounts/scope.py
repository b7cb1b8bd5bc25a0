"""In which role and unit somebody acts, what that allows, and which rows it reaches."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from vaxportal.accounts.roles import ALLOWED, LEVEL, Level, Permission, Role
from vaxportal.core.errors import NotAllowed


class HasPlace(Protocol):
    """Anything with the three ids of a place: a Facility, or a registration's home."""

    pk: int
    district_id: int
    province_id: int


@dataclass(frozen=True)
class Acting:
    """One role at one unit. Ids below the level are None; ids above it are filled."""

    role: Role
    unit_name: str = ""
    facility_id: int | None = None
    district_id: int | None = None
    province_id: int | None = None
    membership_id: int | None = None

    @property
    def level(self) -> Level:
        return LEVEL[self.role]

    @property
    def sees_units(self) -> bool:
        return self.level is not Level.SELF

    @property
    def permissions(self) -> frozenset[Permission]:
        return ALLOWED[self.role]

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def where(self, path: str) -> Q:
        """The condition that keeps rows of this scope; `path` leads to a facility (empty on Facility itself)."""
        match self.level:
            case Level.FACILITY:
                return Q(**{f"{path}pk": self.facility_id})
            case Level.DISTRICT:
                return Q(**{f"{path}district": self.district_id})
            case Level.PROVINCE:
                return Q(**{f"{path}province": self.province_id})
            case Level.NATION:
                return Q()
        return Q(pk__in=[])

    def where_home(self, path: str) -> Q:
        """The condition that keeps people by home; `path` leads to a commune. A site sees its whole district."""
        match self.level:
            case Level.FACILITY | Level.DISTRICT:
                return Q(**{f"{path}district": self.district_id})
            case Level.PROVINCE:
                return Q(**{f"{path}district__province": self.province_id})
            case Level.NATION:
                return Q()
        return Q(pk__in=[])

    def covers(self, facility: HasPlace) -> bool:
        match self.level:
            case Level.FACILITY:
                return facility.pk == self.facility_id
            case Level.DISTRICT:
                return facility.district_id == self.district_id
            case Level.PROVINCE:
                return facility.province_id == self.province_id
        return self.level is Level.NATION


class HasActing(Protocol):
    @property
    def acting(self) -> Acting: ...


def require(by: HasActing, permission: Permission, *, at: HasPlace | None = None) -> None:
    """Raises NotAllowed unless the acting role has the permission and, where a facility is given, reaches it."""
    if not by.acting.may(permission) or (at is not None and not by.acting.covers(at)):
        raise NotAllowed(permission)
