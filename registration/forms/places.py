"""Province, district, commune: each list follows from the choice above it, in the browser or by one round trip."""

from typing import Any, Self

from django import forms
from django.conf import settings
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from vaxportal.core import clock
from vaxportal.core.forms import Form, with_blank
from vaxportal.geography.models import Commune, District, Province

Choices = list[tuple[str, str]]


def province_choices() -> Choices:
    return with_blank(Province.objects.on(clock.today()).order_by("code").values_list("code", "name"))


def district_choices(province: str) -> Choices:
    units = District.objects.on(clock.today()).filter(province__code=province)
    return with_blank(units.order_by("code").values_list("code", "name") if province else [])


def commune_choices(district: str) -> Choices:
    """Where there is only one, as in an island district, it is chosen already."""
    units = Commune.objects.on(clock.today()).filter(district__code=district)
    found = list(units.order_by("code").values_list("code", "name")) if district else []
    return found if len(found) == 1 else with_blank(found)


class PlaceFields(Form):
    """For forms that ask for a commune; a submit button named `refresh` fills the lists without JavaScript."""

    province = forms.ChoiceField(label=_("Tỉnh, thành phố"))
    district = forms.ChoiceField(label=_("Quận, huyện, thị xã, thành phố"))
    commune = forms.ChoiceField(label=_("Xã, phường, thị trấn"))

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        province = self._chosen("province") or settings.HOME_PROVINCE
        self.initial["province"] = province
        provinces = province_choices()
        districts = district_choices(province if province in dict(provinces) else "")
        district = self._chosen("district")
        communes = commune_choices(district if district in dict(districts) else "")
        self._offer("province", provinces, follows="district", address="district_options")
        self._offer("district", districts, follows="commune", address="commune_options")
        self._offer("commune", communes)

    @property
    def wants_lists(self) -> bool:
        return self.is_bound and "refresh" in self.data

    def relist(self) -> Self:
        """The same form with the lists that follow from what is chosen, without complaint about what is not."""
        return type(self)(initial={name: self.data.get(name, "") for name in self.fields})

    def _chosen(self, name: str) -> str:
        return str((self.data.get(name) if self.is_bound else self.initial.get(name)) or "")

    def _offer(self, name: str, choices: Choices, *, follows: str = "", address: str = "") -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if follows:
            field.widget.attrs |= {
                "data-cascade": reverse_lazy(f"registration:{address}"),
                "data-cascade-to": self[follows].id_for_label,
            }
