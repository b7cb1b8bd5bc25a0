"""The codes that hold on a day, as they stand on the sheets of the blank form."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from registration.models import PriorityGroup, Vaccine
from registration.rules.vaccine_names import find_vaccine
from vaxportal.geography.models import Commune, Facility

Row = tuple[str, ...]
Rows = tuple[Row, ...]
ABOVE = ("district__province__name", "district__province__code", "district__name", "district__code")


@dataclass(frozen=True)
class Codes:
    """Groups and facilities: code, name; places: province, district, commune, each with its code, in their order."""

    groups: Rows
    places: Rows
    facilities: Rows
    vaccines: Rows

    @cached_property
    def districts(self) -> Rows:
        return tuple(dict.fromkeys(place[:4] for place in self.places))


def codes_on(today: date) -> Codes:
    """As text, like all cells of the form: a program compares what is chosen sign by sign."""
    groups = PriorityGroup.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today).order_by("code")
    units = Commune.objects.on(today).order_by("district__province__code", "district__code", "code")
    vaccines = Vaccine.objects.order_by("pk").values_list("name", flat=True)
    return Codes(
        groups=tuple((str(code), name) for code, name in groups.values_list("code", "name_vi")),
        places=tuple(units.values_list(*ABOVE, "name", "code")),
        facilities=tuple(Facility.objects.active().order_by("code").values_list("code", "name")),
        vaccines=tuple((name,) for name in vaccines if find_vaccine(name)),  # others would be refused in a list
    )
