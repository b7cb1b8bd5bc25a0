"""Which roles an acting role may give, take and look after. A plain table: nobody reaches above their own level."""

from vaxportal.accounts.roles import Level, Role
from vaxportal.accounts.scope import Acting
from vaxportal.geography.models import District, Facility, Province

_SITE = frozenset({Role.SITE_STAFF, Role.SITE_LEAD})
_IN_PROVINCE = _SITE | {Role.DISTRICT_CENTRE, Role.DISTRICT_COMMITTEE, Role.PROVINCE}
GIVES: dict[Role, frozenset[Role]] = {
    Role.DISTRICT_CENTRE: _SITE | {Role.DISTRICT_CENTRE},
    Role.PROVINCE: _IN_PROVINCE,
    Role.ADMINISTRATOR: _IN_PROVINCE | {Role.MINISTRY, Role.AUDITOR, Role.ADMINISTRATOR},
}
UNIT_TYPE: dict[Level, type[Facility] | type[District] | type[Province]] = {
    Level.FACILITY: Facility,
    Level.DISTRICT: District,
    Level.PROVINCE: Province,
}


def gives(acting: Acting) -> frozenset[Role]:
    return GIVES.get(acting.role, frozenset())


def looks_after(acting: Acting) -> frozenset[Role]:
    """The administrator also locks and resets accounts that organizations opened, but gives no such role."""
    own = {Role.ORGANIZATION_MANAGER, Role.ZONE_BOARD} if acting.role is Role.ADMINISTRATOR else set()
    return gives(acting) | own


def reaches(acting: Acting, unit: Facility | District | Province | None) -> bool:
    """Whether the unit lies in the units of the acting role; no unit is the nation."""
    if acting.level is Level.NATION:
        return True
    if isinstance(unit, Facility):
        return acting.covers(unit)
    if isinstance(unit, District):
        own = {Level.DISTRICT: acting.district_id == unit.pk, Level.PROVINCE: acting.province_id == unit.province_id}
        return own.get(acting.level, False)
    return isinstance(unit, Province) and acting.level is Level.PROVINCE and acting.province_id == unit.pk
