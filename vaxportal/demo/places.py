"""Made-up facilities of Đồng Tháp: the district centres, two hospitals, some commune stations."""

from datetime import date

from sessions.services.facilities import FacilityGiven, add_facility
from vaxportal.accounts.models import User
from vaxportal.geography.models import Commune, District, Facility

PROVINCE = "87"
OPENED = date(2021, 1, 1)
STATIONS_PER_DISTRICT = 4


def make_facilities(by: User) -> list[Facility]:
    """Adds what is missing and returns them all, centres first."""
    districts = District.objects.filter(province__code=PROVINCE).order_by("code")
    given = [_centre(number, district) for number, district in enumerate(districts, 1)]
    given += [_hospital(1, districts[0], "Đa khoa"), _hospital(2, districts[1], "Đa khoa Sa Đéc")]
    number = 0
    for district in districts:
        for commune in Commune.objects.filter(district=district).order_by("code")[:STATIONS_PER_DISTRICT]:
            number += 1
            given.append(_station(number, commune))
    known = {facility.code: facility for facility in Facility.objects.filter(code__in=[one.code for one in given])}
    return [known.get(one.code) or add_facility(given=one, by=by) for one in given]


def _centre(number: int, district: District) -> FacilityGiven:
    kind = Facility.Kind.DISTRICT_CENTRE
    return FacilityGiven(f"87{number:03}", f"Trung tâm Y tế {district.name}", kind, OPENED, district=district)


def _hospital(number: int, district: District, name: str) -> FacilityGiven:
    return FacilityGiven(
        f"871{number:02}", f"Bệnh viện {name} (mẫu)", Facility.Kind.HOSPITAL, OPENED, district=district
    )


def _station(number: int, commune: Commune) -> FacilityGiven:
    kind = Facility.Kind.COMMUNE_STATION
    return FacilityGiven(f"872{number:02}", f"Trạm Y tế {commune.name}", kind, OPENED, commune=commune)
