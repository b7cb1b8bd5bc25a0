"""What the site shows."""

from types import MappingProxyType
from typing import Any

from django.contrib.admin import SimpleListFilter, display
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import registration.wording
import sessions.wording
from registration.models import ConsentText, PriorityGroup, Vaccine
from registration.services import reference as vaccines
from sessions.models import DoseRule, Lot, Round
from sessions.models.reference import CERTAINTY_NAMES
from sessions.models.series import SERIES_NAMES, dose_word
from sessions.services import reference as dose_rules
from vaxportal.backstage.populations import populations_of
from vaxportal.backstage.resources import KeptResource, TableResource
from vaxportal.backstage.site import ChangingAdmin, ReadingAdmin, site
from vaxportal.backstage.tables import Leaving, Travelling
from vaxportal.geography.models import Commune, District, Facility, Province


class UnitAdmin(Travelling, ReadingAdmin):
    list_display = ("code", "name", "population", "population_source", "valid_from", "valid_to")
    search_fields = ("code", "folded_name")
    show_full_result_count = False


class ProvinceAdmin(UnitAdmin):
    resource_classes = (populations_of(Province, "province", 2),)


class DistrictAdmin(UnitAdmin):
    list_filter = ("province",)
    resource_classes = (populations_of(District, "district", 3),)


class CommuneAdmin(UnitAdmin):
    resource_classes = (populations_of(Commune, "commune", 5),)


class GroupResource(TableResource):
    model = PriorityGroup


class GroupAdmin(Leaving, ReadingAdmin):
    list_display: Any = ("__str__", "valid_from", "valid_to", "source")
    resource_classes = (GroupResource,)


class FacilityResource(TableResource):
    model = Facility


class FacilityAdmin(Leaving, ReadingAdmin):
    resource_classes = (FacilityResource,)
    list_display = ("code", "name", "kind", "district", "opened_on", "closed_on")
    list_select_related = ("district",)
    list_filter = ("kind",)
    search_fields = ("code", "folded_name")


class VaccineResource(KeptResource):
    model = Vaccine


class VaccineAdmin(Travelling, ChangingAdmin):
    resource_classes = (VaccineResource,)
    list_display = ("code", "name", "dcc_mp", "primary_doses", "doses_per_vial", "licensed")
    fields = tuple(field.name for field in Vaccine._meta.concrete_fields if not field.primary_key)
    problems = staticmethod(vaccines.problems_of)
    keep = staticmethod(vaccines.set_vaccine)
    wording = registration.wording.WORDING

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # Django's own signature
        return ("code",) if obj else ()


def _codes() -> list[tuple[str, str]]:
    """The rules speak of vaccines by code."""
    return [(code, f"{name} ({code})") for code, name in Vaccine.objects.values_list("code", "name")]


class CertaintyFilter(SimpleListFilter):
    title = DoseRule._meta.get_field("certainty").verbose_name
    parameter_name = "certainty"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:  # Django's own signature
        return CERTAINTY_NAMES.items()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # Django's own signature
        return queryset.filter(certainty=self.value()) if self.value() else queryset


class DoseRuleResource(KeptResource):
    model = DoseRule
    key = dose_rules.KEY


class DoseRuleAdmin(Travelling, ChangingAdmin):
    resource_classes = (DoseRuleResource,)
    list_display = ("previous_word", "next", "dose", "min_days", "enforcement", "certainty_word", "source")
    list_display_links = ("previous_word", "next", "dose")
    list_filter = ("next", "enforcement", CertaintyFilter)
    problems = staticmethod(dose_rules.problems_of)
    keep = staticmethod(dose_rules.set_dose_rule)
    wording = sessions.wording.WORDING
    choices = MappingProxyType(
        {
            "previous": lambda: [("*", gettext("Vắc xin bất kỳ")), *_codes()],
            "next": _codes,
            "series": lambda: [(str(series), name) for series, name in SERIES_NAMES.items()],
            "certainty": lambda: list(CERTAINTY_NAMES.items()),
        }
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # Django's own signature
        about = ("previous_word", "next", "dose", "valid_from") if obj else ("previous", "next", "series", "number")
        since = () if obj else ("valid_from",)
        days = ("min_days", "recommended_days", "mixing_consent", "enforcement")
        return (*about, *since, "valid_to", *days, "source", "certainty")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:  # the same
        return ("previous_word", "next", "dose", "valid_from") if obj else ()

    @display(description=DoseRule._meta.get_field("previous").verbose_name, ordering="previous")
    def previous_word(self, rule: DoseRule) -> str:
        return gettext("Vắc xin bất kỳ") if rule.previous == "*" else rule.previous

    @display(description=_("Mũi tiêm"), ordering="series")
    def dose(self, rule: DoseRule) -> str:
        return dose_word(rule.series, rule.number)

    @display(description=DoseRule._meta.get_field("certainty").verbose_name, ordering="certainty")
    def certainty_word(self, rule: DoseRule) -> str:
        return str(CERTAINTY_NAMES.get(rule.certainty, rule.certainty))


site.register(Province, ProvinceAdmin)
site.register(District, DistrictAdmin)
site.register(Commune, CommuneAdmin)
site.register(Facility, FacilityAdmin)
site.register(PriorityGroup, GroupAdmin)
site.register(ConsentText, ReadingAdmin)
site.register(Vaccine, VaccineAdmin)
site.register(DoseRule, DoseRuleAdmin)
site.register([Round, Lot], ReadingAdmin)
