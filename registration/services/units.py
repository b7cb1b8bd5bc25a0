"""All communes of a day, as the rules of lists look them up."""

from datetime import date

from registration.rules.units import UnitBook, UnitPath
from vaxportal.geography.models import Commune
from vaxportal.geography.services.loading import shipped_paths


def shipped_unit_book() -> UnitBook:
    """Those that come with the portal, for where no database is at hand."""
    return UnitBook(UnitPath(*path) for path in shipped_paths())


def unit_book(today: date) -> UnitBook:
    parts = ("code", "name", "district__code", "district__name", "district__province__code", "district__province__name")
    return UnitBook(UnitPath(*row) for row in Commune.objects.on(today).values_list(*parts))
