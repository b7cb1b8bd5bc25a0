"""Choosing people for a session: those ticked, or so many from the top of the list."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from registration.models import Person
from sessions.models import Slot
from vaxportal.core.forms import Form, TidyField, WholeNumberField
from vaxportal.core.ids import read_ref

MOST_AT_ONCE = 5000


class PickForm(Form):
    how = forms.ChoiceField(
        choices=[
            ("ticked", _("Người đã đánh dấu")),
            ("first", _("Người đầu danh sách")),
            ("fill", _("Đủ mọi chỗ còn trống")),
            ("find", _("Tìm theo tên")),
        ]
    )
    how_many = WholeNumberField(label=_("Số người"), required=False)
    slot = forms.ChoiceField(label=_("Vào khung giờ"), required=False, widget=forms.Select(attrs={"class": "vx-input"}))
    q = TidyField(  # posted: a name never stands in an address
        label=_("Tìm theo tên"), required=False, max_length=100, widget=forms.TextInput(attrs={"class": "vx-input"})
    )
    people: list[UUID]

    def __init__(self, *args: Any, slots: Sequence[Slot] = (), **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.slots = {str(slot.ref): slot for slot in slots}
        free = [(ref, f"{slot} ({slot.capacity - slot.taken})") for ref, slot in self.slots.items()]
        self.fields["slot"].choices = [("", _("Khung đầu tiên còn chỗ")), *free]  # type: ignore[attr-defined]

    @property
    def is_search(self) -> bool:
        return self.is_bound and self.data.get("how") == "find" and not self.errors

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self.people = _refs(self.data)
        is_read = "how_many" not in self.errors
        if given.get("how") == "first" and is_read and not 0 < (given.get("how_many") or 0) <= MOST_AT_ONCE:
            self.add_error("how_many", ValidationError(_("Ghi số người cần thêm."), code="count_missing"))
        if given.get("how") == "find" and not given.get("q") and "q" not in self.errors:
            self.add_error("q", ValidationError(_("Ghi tên người cần tìm."), code="name_missing"))
        if given.get("how") == "ticked" and not self.people:
            raise ValidationError(_("Đánh dấu những người cần thêm vào buổi tiêm."), code="nobody_ticked")
        return given

    @property
    def chosen_slot(self) -> Slot | None:
        return self.slots.get(self.cleaned_data.get("slot") or "")

    def chosen(self, waiting: Any) -> list[Any]:  # a queryset of registrations, and rows of it
        if self.cleaned_data["how"] == "first":
            return list(waiting[: self.cleaned_data["how_many"]])
        return list(waiting.filter(ref__in=self.people))

    def named(self, waiting: Any) -> Any:  # querysets of registrations
        return waiting.filter(person__in=Person.objects.named_like(self.cleaned_data["q"]).values("pk"))


class TimeForm(Form):
    """Another slot of the same session, of those that have a place."""

    slot = forms.ChoiceField(label=_("Khung giờ mới"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, slots: Sequence[Slot], **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.slots = {str(slot.ref): slot for slot in slots}
        self.fields["slot"].choices = [  # type: ignore[attr-defined]
            (ref, _("%(slot)s, còn %(n)s chỗ") % {"slot": slot, "n": slot.capacity - slot.taken})
            for ref, slot in self.slots.items()
        ]

    def arguments(self) -> dict[str, Any]:
        return {"slot": self.slots[self.cleaned_data["slot"]]}


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
