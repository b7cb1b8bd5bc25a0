"""Choosing people for a session: those ticked, or so many from the top of the list."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from vaxportal.core.forms import Form, WholeNumberField
from vaxportal.core.ids import read_ref

MOST_AT_ONCE = 5000


class PickForm(Form):
    how = forms.ChoiceField(choices=[("ticked", _("Người đã đánh dấu")), ("first", _("Người đầu danh sách"))])
    how_many = WholeNumberField(label=_("Số người"), required=False)
    people: list[UUID]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.people = _refs(self.data)
        is_read = "how_many" not in self.errors
        if given.get("how") == "first" and is_read and not 0 < (given.get("how_many") or 0) <= MOST_AT_ONCE:
            self.add_error("how_many", ValidationError(_("Ghi số người cần thêm."), code="count_missing"))
        if given.get("how") == "ticked" and not self.people:
            raise ValidationError(_("Đánh dấu những người cần thêm vào buổi tiêm."), code="nobody_ticked")
        return given

    def chosen(self, waiting: Any) -> list[Any]:  # a queryset of registrations, and rows of it
        if self.cleaned_data["how"] == "first":
            return list(waiting[: self.cleaned_data["how_many"]])
        return list(waiting.filter(ref__in=self.people))


class RemovalForm(Form):
    """The reason is told to the person with the message."""

    reason = forms.CharField(
        label=_("Lý do"), required=False, max_length=300, help_text=_("Người này sẽ đọc lý do trong tin nhắn.")
    )

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


def _refs(data: Any) -> list[UUID]:  # QueryDict or a plain dict
    given = data.getlist("people") if isinstance(data, QueryDict) else data.get("people", [])
    refs = (read_ref(str(text)) for text in given[:MOST_AT_ONCE])
    return [ref for ref in refs if ref]
