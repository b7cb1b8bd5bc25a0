"""The form that makes two records one, and the one that takes it back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registration.models import Person
from vaxportal.core.forms import Form, TidyField


class MergeForm(Form):
    kept = forms.ChoiceField(
        label=gettext_lazy("Giữ hồ sơ nào?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Mũi tiêm, lịch hẹn và đăng ký của hồ sơ kia chuyển sang hồ sơ này."),
    )
    reason = TidyField(
        label=gettext_lazy("Lý do"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Đã xem giấy tờ gì, hỏi ai."),
    )

    def __init__(self, *args: Any, people: Sequence[Person], **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.people = {str(person.ref): person for person in people}
        field = self.fields["kept"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(one.ref), _("Hồ sơ %(letter)s: %(name)s") % {"letter": letter, "name": one.full_name})
            for letter, one in zip("AB", people, strict=True)
        ]

    def arguments(self) -> dict[str, Any]:
        kept = self.people[self.cleaned_data["kept"]]
        [gone] = [one for one in self.people.values() if one.pk != kept.pk]
        return {"kept": kept, "gone": gone, "reason": self.cleaned_data["reason"]}


class UndoForm(Form):
    reason = TidyField(label=gettext_lazy("Lý do tách lại"), required=False, max_length=300)
