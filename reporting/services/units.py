"""The units whose figures a report shows, from the nation down to a facility, and who reaches which."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vaxportal.accounts.models import User
from vaxportal.accounts.roles import Level
from vaxportal.core.errors import NotAllowed
from vaxportal.geography.models import Commune, District, Facility, Province


class UnitLevel(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    FACILITY = "facility"


LEVEL_NAMES = {
    UnitLevel.NATION: _("Cả nước"),
    UnitLevel.PROVINCE: _("Tỉnh, thành phố"),
    UnitLevel.DISTRICT: _("Huyện, quận"),
    UnitLevel.COMMUNE: _("Xã, phường"),
    UnitLevel.FACILITY: _("Cơ sở tiêm chủng"),
}
NATION_CODE = "VN"
PARTS = {
    UnitLevel.NATION: (UnitLevel.PROVINCE, UnitLevel.DISTRICT),
    UnitLevel.PROVINCE: (UnitLevel.DISTRICT, UnitLevel.COMMUNE, UnitLevel.FACILITY),
    UnitLevel.DISTRICT: (UnitLevel.COMMUNE, UnitLevel.FACILITY),
    UnitLevel.COMMUNE: (UnitLevel.FACILITY,),
    UnitLevel.FACILITY: (UnitLevel.FACILITY,),
}


@dataclass(frozen=True)
class Unit:
    level: UnitLevel
    code: str
    name: str
    pk: int = 0
    above: tuple["Unit", ...] = ()  # from the province down to the one it lies in
    population: int | None = None
    population_source: str = ""

    def facilities(self, path: str = "facility") -> Q:
        """The condition that keeps rows of facilities in this unit; `path` leads to the facility."""
        if self.level is UnitLevel.NATION:
            return Q()
        if self.level is UnitLevel.FACILITY:
            return Q(**{path: self.pk})
        return Q(**{f"{path}__{self.level}": self.pk})

    def homes(self, path: str = "commune") -> Q:
        """The condition that keeps rows of communes in this unit; `path` leads to the commune."""
        steps = {UnitLevel.COMMUNE: "", UnitLevel.DISTRICT: "__district", UnitLevel.PROVINCE: "__district__province"}
        if self.level is UnitLevel.NATION:
            return Q()
        return Q(**{f"{path}{steps[self.level]}": self.pk})

    @property
    def parts(self) -> tuple[UnitLevel, ...]:
        """The levels by which its figures can be shown; a facility has no parts and is shown by itself."""
        return PARTS[self.level]


def nation() -> Unit:
    return Unit(UnitLevel.NATION, NATION_CODE, str(LEVEL_NAMES[UnitLevel.NATION]))


def own_unit(user: User) -> Unit:
    """The unit in which somebody acts: where their reports begin."""
    acting = user.acting
    match acting.level:
        case Level.FACILITY:
            return of_facility(Facility.objects.select_related(*FACILITY_PATH).get(user.acting.where("")))
        case Level.DISTRICT:
            return of_district(District.objects.select_related("province").get(pk=acting.district_id or 0))
        case Level.PROVINCE:
            return of_province(Province.objects.get(pk=acting.province_id or 0))
        case Level.NATION:
            return nation()
    raise NotAllowed(acting.role)


def find_unit(user: User, level: str, code: str) -> Unit:
    """The unit with that code, when the user's scope reaches it; else NotAllowed, as for one that does not exist."""
    unit = _find(level, code)
    if unit is None or not reaches(user, unit):
        raise NotAllowed(f"{level} {code}")
    return unit


def reaches(user: User, unit: Unit) -> bool:
    """A role sees its unit and what lies in it. A site also sees the sum of the commune in which it stands."""
    acting = user.acting
    line = {one.level: one.pk for one in (*unit.above, unit)}
    match acting.level:
        case Level.NATION:
            return True
        case Level.PROVINCE:
            return line.get(UnitLevel.PROVINCE) == acting.province_id
        case Level.DISTRICT:
            return line.get(UnitLevel.DISTRICT) == acting.district_id
        case Level.FACILITY:
            if unit.level is UnitLevel.COMMUNE:
                return Facility.objects.visible_to(user).filter(commune=unit.pk).exists()
            return unit.level is UnitLevel.FACILITY and unit.pk == acting.facility_id
    return False


FACILITY_PATH = ("commune", "district", "province")


def _find(level: str, code: str) -> Unit | None:
    newest = F("valid_from").desc()
    match level:
        case UnitLevel.NATION:
            return nation() if code == NATION_CODE else None
        case UnitLevel.PROVINCE:
            province = Province.objects.filter(code=code).order_by(newest).first()
            return of_province(province) if province else None
        case UnitLevel.DISTRICT:
            district = District.objects.filter(code=code).select_related("province").order_by(newest).first()
            return of_district(district) if district else None
        case UnitLevel.COMMUNE:
            found = Commune.objects.filter(code=code).select_related("district__province").order_by(newest)
            commune = found.first()
            return of_commune(commune) if commune else None
        case UnitLevel.FACILITY:
            facility = Facility.objects.filter(code=code).select_related(*FACILITY_PATH).first()
            return of_facility(facility) if facility else None
    return None


def of_province(province: Province) -> Unit:
    return Unit(
        UnitLevel.PROVINCE,
        province.code,
        province.name,
        province.pk,
        population=province.population,
        population_source=province.population_source,
    )


def of_district(district: District) -> Unit:
    return Unit(
        UnitLevel.DISTRICT,
        district.code,
        district.name,
        district.pk,
        (of_province(district.province),),
        district.population,
        district.population_source,
    )


def of_commune(commune: Commune) -> Unit:
    district = of_district(commune.district)
    return Unit(
        UnitLevel.COMMUNE,
        commune.code,
        commune.name,
        commune.pk,
        (*district.above, district),
        commune.population,
        commune.population_source,
    )


def of_facility(facility: Facility) -> Unit:
    above: tuple[Unit, ...] = (
        of_province(facility.province),
        Unit(UnitLevel.DISTRICT, facility.district.code, facility.district.name, facility.district_id),
    )
    if facility.commune:
        above += (Unit(UnitLevel.COMMUNE, facility.commune.code, facility.commune.name, facility.commune_id or 0),)
    return Unit(UnitLevel.FACILITY, facility.code, facility.name, facility.pk, above)
