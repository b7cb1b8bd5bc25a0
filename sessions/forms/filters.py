"""What stands above the lists: filters that live in the address. No personal data among them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registration.models import Registration
from sessions.models.planning import STATE_NAMES
from sessions.services.candidates import Order, Wanted
from vaxportal.core.forms import DateField, Form, TidyField, with_blank

Choices = Iterable[tuple[Any, Any]]
ALL = _("Tất cả")


class SessionFilter(Form):
    q = TidyField(label=_("Điểm tiêm"), required=False)
    day = DateField(label=_("Ngày"), required=False, help_text="")
    state = forms.ChoiceField(label=_("Trạng thái"), choices=with_blank(STATE_NAMES.items(), ALL), required=False)


class StockFilter(Form):
    q = TidyField(label=_("Điểm tiêm hoặc số lô"), required=False)
    vaccine = forms.ChoiceField(label=_("Vắc xin"), required=False)

    def __init__(self, *args: Any, vaccines: Choices, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.fields["vaccine"].choices = with_blank(vaccines, ALL)  # type: ignore[attr-defined]


class FacilityFilter(Form):
    q = TidyField(label=_("Tên hoặc mã"), required=False)
    district = forms.ChoiceField(label=_("Huyện"), required=False)

    def __init__(self, *args: Any, districts: Choices, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.fields["district"].choices = with_blank(districts, ALL)  # type: ignore[attr-defined]


class SiteFilter(Form):
    q = TidyField(label=_("Tên hoặc mã điểm tiêm"), required=False, widget=forms.TextInput(attrs={"type": "search"}))

    @property
    def wanted(self) -> str:
        return self.cleaned_data["q"] if self.is_valid() else ""


class CandidateFilter(Form):
    group = forms.ChoiceField(label=_("Nhóm ưu tiên"), required=False)
    commune = forms.ChoiceField(label=_("Nơi ở"), required=False)
    organization = forms.ChoiceField(label=pgettext_lazy("one", "Đơn vị"), required=False)
    dose = forms.ChoiceField(
        label=_("Mũi tiêm"), choices=with_blank(Registration.WishedDose.choices, ALL), required=False
    )
    half_day = forms.ChoiceField(
        label=_("Buổi mong muốn"),
        choices=with_blank(
            [(half.value, half.label) for half in Registration.HalfDay if half != Registration.HalfDay.WHOLE_DAY], ALL
        ),
        required=False,
    )
    order = forms.ChoiceField(label=_("Ai trước"), choices=Order.choices, required=False)

    def __init__(self, *args: Any, offered: dict[str, Choices], **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        for name, choices in offered.items():
            self.fields[name].choices = with_blank(choices, ALL)  # type: ignore[attr-defined]
        self.data = self._without_emptied(offered)

    def _without_emptied(self, offered: dict[str, Choices]) -> dict[str, Any]:
        """Whoever was picked last takes the choice along: then it filters nothing, and that is no error."""
        given = {name: self.data.get(name) for name in self.data}
        for name, choices in offered.items():
            if given.get(name) not in {str(value) for value, _label in choices}:
                given.pop(name, None)
        return given

    def wanted(self) -> Wanted:
        """A filter with a value that no longer exists filters nothing."""
        self.full_clean()
        given = self.cleaned_data
        return Wanted(**{name: given.get(name, "") for name in self.fields})
