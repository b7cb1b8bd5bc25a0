"""A campaign round as its province announces it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vaxportal.core.forms import DateField, Form, TidyField
from vaxportal.geography.models import Province


class RoundForm(Form):
    """The province is asked of those who stand above it."""

    province = forms.ModelChoiceField(label=_("Tỉnh, thành phố"), queryset=Province.objects.none())
    name = TidyField(label=_("Tên đợt tiêm"), max_length=100, help_text=_("Như trong kế hoạch của tỉnh, ví dụ Đợt 10"))
    starts_on = DateField(label=_("Từ ngày"), help_text="")
    ends_on = DateField(label=_("Đến ngày"), help_text="", required=False)

    def __init__(self, *args: Any, provinces: Any, **options: Any) -> None:  # `provinces`: a queryset, or None
        super().__init__(*args, **options)
        if provinces is None:
            del self.fields["province"]
        else:
            self.fields["province"].queryset = provinces  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}
