"""What the site shows."""

from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from registration.models import ConsentText, PriorityGroup, Vaccine
from sessions.models import DoseRule, Lot, Round
from sessions.models.reference import CERTAINTY_NAMES
from sessions.models.series import dose_word
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


class CertaintyFilter(SimpleListFilter):
    title = DoseRule._meta.get_field("certainty").verbose_name
    parameter_name = "certainty"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:  # Django's own signature
        return CERTAINTY_NAMES.items()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # Django's own signature
        return queryset.filter(certainty=self.value()) if self.value() else queryset


class DoseRuleAdmin(ReadingAdmin):
    list_display = ("previous_word", "next", "dose", "min_days", "enforcement", "certainty_word", "source")
    list_display_links = ("previous_word", "next", "dose")
    list_filter = ("next", "enforcement", CertaintyFilter)
    fields = (
        ("previous_word", "next"),
        "dose",
        ("min_days", "recommended_days"),
        "mixing_consent",
        "enforcement",
        ("valid_from", "valid_to"),
        "source",
        "certainty_word",
    )

    @display(description=DoseRule._meta.get_field("previous").verbose_name, ordering="previous")
    def previous_word(self, rule: DoseRule) -> str:
        return _("Vắc xin bất kỳ") if rule.previous == "*" else rule.previous

    @display(description=_lazy("Mũi tiêm"), ordering="series")
    def dose(self, rule: DoseRule) -> str:
        return dose_word(rule.series, rule.number)

    @display(description=DoseRule._meta.get_field("certainty").verbose_name, ordering="certainty")
    def certainty_word(self, rule: DoseRule) -> str:
        return str(CERTAINTY_NAMES.get(rule.certainty, rule.certainty))


site.register(Province, UnitAdmin)
site.register(District, DistrictAdmin)
site.register(Commune, UnitAdmin)
site.register(Facility, FacilityAdmin)
site.register(PriorityGroup, ReferenceAdmin)
site.register(ConsentText, ReadingAdmin)
site.register(Vaccine, VaccineAdmin)
site.register(DoseRule, DoseRuleAdmin)
site.register([Round, Lot], ReadingAdmin)
