"""All communes of a day, as the rules of lists look them up."""

from datetime import date

from registration.rules.units import UnitBook, UnitPath
from vaxportal.geography.models import Commune


def unit_book(today: date) -> UnitBook:
    parts = ("code", "name", "district__code", "district__name", "district__province__code", "district__province__name")
    return UnitBook(UnitPath(*row) for row in Commune.objects.on(today).values_list(*parts))
