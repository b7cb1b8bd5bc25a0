"""Other places for a session that people know of: stations, and people for each slot that is still to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.models import Slot
from sessions.rules.planning import MOST_PER_SLOT, MOST_STATIONS
from vaxportal.core.forms import Form, TidyField, WholeNumberField


@dataclass(frozen=True)
class SlotRow:
    slot: Slot
    field: forms.BoundField


class StationsForm(Form):
    stations = WholeNumberField(label=_("Số bàn tiêm"), min_value=1, max_value=MOST_STATIONS, example=2)


class CapacityForm(Form):
    """`expected` comes back with how many people the page has said will lose their place."""

    stations = WholeNumberField(label=_("Số bàn tiêm"), widget=forms.HiddenInput, required=False)
    expected = WholeNumberField(label=_("Số người mất chỗ"), widget=forms.HiddenInput, required=False)
    reason = TidyField(
        label=_("Lý do"),
        required=False,
        max_length=300,
        help_text=_("Bắt buộc khi có người mất chỗ; họ sẽ đọc lý do trong tin nhắn."),
    )

    def __init__(
        self, *args: Any, slots: Sequence[Slot], stations: int, places: Mapping[UUID, int], **options: Any
    ) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.slots, self.usual_stations = slots, stations
        self.initial["stations"] = stations
        for slot in slots:
            label = _("Số chỗ lúc %(slot)s") % {"slot": slot}
            self.fields[_name(slot)] = WholeNumberField(
                label=label, min_value=0, max_value=MOST_PER_SLOT, initial=places.get(slot.ref, slot.capacity)
            )

    @property
    def rows(self) -> list[SlotRow]:
        return [SlotRow(slot, self[_name(slot)]) for slot in self.slots]

    @property
    def places(self) -> dict[UUID, int]:
        """As far as they are told and can be read."""
        if self.is_bound:
            self.is_valid()
            told = {slot.ref: self.cleaned_data.get(_name(slot)) for slot in self.slots}
        else:
            told = {slot.ref: self.fields[_name(slot)].initial for slot in self.slots}
        return {ref: number for ref, number in told.items() if number is not None}

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "places": self.places,
            "stations": given.get("stations") or self.usual_stations,
            "reason": given["reason"],
            "expected": given.get("expected") or 0,
        }


def _name(slot: Slot) -> str:
    return f"slot_{slot.ref.hex}"
