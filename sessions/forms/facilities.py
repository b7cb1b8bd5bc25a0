"""A place that vaccinates, as the health centre writes it down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.services.facilities import FacilityGiven
from vaxportal.core import clock
from vaxportal.core.forms import DateField, Form, TidyField, with_blank
from vaxportal.geography.models import Commune, District, Facility


class FacilityForm(Form):
    """For one district; which one was chosen on the way here."""

    name = TidyField(label=_("Tên điểm tiêm"), max_length=150, help_text=_("Ví dụ Trạm Y tế xã Mỹ Thọ"))
    code = TidyField(
        label=_("Mã cơ sở"),
        help_text=_("5 ký tự, theo danh mục cơ sở khám chữa bệnh"),
        widget=forms.TextInput(attrs={"data-width": "short", "maxlength": 5, "autocapitalize": "characters"}),
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=Facility.Kind)
    commune = forms.ModelChoiceField(
        label=_("Xã, phường, thị trấn"),
        queryset=Commune.objects.none(),
        required=False,
        empty_label=_("Thuộc thẳng huyện"),
    )
    address = TidyField(label=_("Địa chỉ"), required=False, max_length=200, help_text=_("Số nhà, đường, ấp"))
    opened_on = DateField(label=_("Hoạt động từ ngày"), help_text="")

    def __init__(self, *args: Any, district: District, **options: Any) -> None:  # Django's own form options
        today = clock.today()
        super().__init__(*args, **{**options, "initial": {"opened_on": today}})
        self.district = district
        self.fields["commune"].queryset = Commune.objects.on(today).filter(district=district)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"given": FacilityGiven(district=self.district, **self.cleaned_data)}


class CloseForm(Form):
    on = DateField(label=_("Ngừng hoạt động từ ngày"))

    def arguments(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"]}


def district_choices(districts: Any) -> list[tuple[str, object]]:  # a queryset, province beside
    """By province where there is more than one."""
    found: dict[str, list[tuple[str, str]]] = {}
    for district in districts:
        found.setdefault(district.province.name, []).append((district.code, district.name))
    if len(found) == 1:
        return with_blank(next(iter(found.values())))
    return with_blank(list(found.items()))
