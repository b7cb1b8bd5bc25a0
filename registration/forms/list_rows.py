"""A row that waits, as a small form: its faulty cells to be mended, or the choice of who it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.models import WorkerListRow
from registration.rules.lists import column_of
from registration.services.list_mending import cells_now
from registration.wording import COLUMN_NAMES
from vaxportal.core.forms import Form, TidyField, with_blank

PLACE = ("commune", "district", "province")
CODES = ("commune_code", "district_code", "province_code")
SEXES = [("0", _("Nam")), ("1", _("Nữ"))]
SOMEBODY_ELSE = "other"
Choices = Sequence[tuple[str, str]]


def faulty(row: WorkerListRow) -> list[str]:
    """The cells to be mended, each once, in the order of the problems."""
    names = [column_of(problem["field"]) for problem in row.problems]
    return list(dict.fromkeys(name for name in names if name))


class MendForm(Form):
    """One box per faulty cell, with what stands in it. Of a single one the sentence above is the label to the eye."""

    def __init__(self, *args: Any, row: WorkerListRow, groups: Choices, **options: Any) -> None:  # Any: Django's own
        cells = cells_now(row)
        self.names = faulty(row)
        initial = {name: _place(cells) if name == "commune" else cells.get(name, "") for name in self.names}
        super().__init__(*args, initial=initial, auto_id=f"r{row.number}_%s", **options)
        self.needed = frozenset(self.names)
        for name in self.names:
            self.fields[name] = _field(name, groups)

    def arguments(self) -> dict[str, Any]:
        told = {name: self.cleaned_data[name] for name in self.names}
        if "commune" in told:
            told |= _place_cells(told["commune"])
        return {"cells": told}


class DecisionForm(Form):
    """Who the worker of an unclear row is."""

    who = forms.ChoiceField(
        label=_("Người lao động này là"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn đúng là người này hay là người khác.")},
    )

    def __init__(self, *args: Any, row: WorkerListRow, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, auto_id=f"r{row.number}_%s", **options)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        same = [(match["person"], _("Đúng là người này")) for match in row.matches]
        field.choices = [*same, (SOMEBODY_ELSE, _("Là người khác"))]

    def arguments(self) -> dict[str, Any]:
        who = self.cleaned_data["who"]
        return {"same_as": None if who == SOMEBODY_ELSE else UUID(who)}


def _field(name: str, groups: Choices) -> forms.Field:
    label = str(COLUMN_NAMES.get(name, name))
    if name in ("sex", "group"):
        return forms.ChoiceField(label=label, choices=with_blank(SEXES if name == "sex" else groups), required=False)
    hint = _("Xã, huyện, tỉnh; ví dụ: Xã Tân Hòa, huyện Thanh Bình, tỉnh Đồng Tháp") if name == "commune" else ""
    return TidyField(label=label, required=False, max_length=200, help_text=hint)


def _place(cells: Mapping[str, object]) -> str:
    return ", ".join(str(cells[name]) for name in PLACE if cells.get(name))


def _place_cells(written: str) -> dict[str, str]:
    """Commune, district and province as one text; the codes that stood beside them no longer hold."""
    parts: Iterable[str] = (part.strip() for part in written.split(","))
    return {**dict.fromkeys((*PLACE, *CODES), ""), **dict(zip(PLACE, parts, strict=False))}
