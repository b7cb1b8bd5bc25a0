"""What the site shows."""

from typing import Any

from registration.models import ConsentText, PriorityGroup, Vaccine
from sessions.models import DoseRule, Lot, Round
from vaxportal.backstage.site import ReadingAdmin, site
from vaxportal.geography.models import Commune, District, Facility, Province


class UnitAdmin(ReadingAdmin):
    list_display = ("code", "name", "population", "population_source", "valid_from", "valid_to")
    search_fields = ("code", "folded_name")
    show_full_result_count = False


class DistrictAdmin(UnitAdmin):
    list_filter = ("province",)


class ReferenceAdmin(ReadingAdmin):
    list_display: Any = ("__str__", "valid_from", "valid_to", "source")


class FacilityAdmin(ReadingAdmin):
    list_display = ("code", "name", "kind", "district", "opened_on", "closed_on")
    list_select_related = ("district",)
    list_filter = ("kind",)
    search_fields = ("code", "folded_name")


class VaccineAdmin(ReadingAdmin):
    list_display = ("code", "name", "dcc_mp", "primary_doses", "doses_per_vial", "licensed")


class DoseRuleAdmin(ReadingAdmin):
    list_display = ("previous", "next", "series", "number", "min_days", "enforcement", "certainty", "source")
    list_filter = ("next", "enforcement", "certainty")


site.register(Province, UnitAdmin)
site.register(District, DistrictAdmin)
site.register(Commune, UnitAdmin)
site.register(Facility, FacilityAdmin)
site.register(PriorityGroup, ReferenceAdmin)
site.register(ConsentText, ReadingAdmin)
site.register(Vaccine, VaccineAdmin)
site.register(DoseRule, DoseRuleAdmin)
site.register([Round, Lot], ReadingAdmin)
