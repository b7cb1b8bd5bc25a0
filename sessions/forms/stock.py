"""Deliveries and discards of vaccine, as they are written on paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.models import Vaccine
from sessions.models import Lot
from vaxportal.core.forms import DateField, Form, TidyField, WholeNumberField
from vaxportal.core.ids import new_ref
from vaxportal.geography.models import Facility


class ReceiptForm(Form):
    ref = forms.UUIDField(widget=forms.HiddenInput, required=False)
    vaccine = forms.ModelChoiceField(label=_("Vắc xin"), queryset=Vaccine.objects.none())
    number = TidyField(label=_("Số lô"), max_length=40, help_text=_("In trên hộp và trên từng lọ"))
    expires_on = DateField(label=_("Hạn dùng"), help_text=_("Ngày/tháng/năm. Lô được dùng đến hết ngày này."))
    doses = WholeNumberField(label=_("Số liều nhận"), help_text=_("Đếm theo liều, không theo lọ."))

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **{**options, "initial": {"ref": new_ref(), **(options.get("initial") or {})}})
        self.fields["vaccine"].queryset = Vaccine.objects.filter(  # type: ignore[attr-defined]
            licensed=Vaccine.Licence.YES
        )

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}


class DiscardForm(Form):
    ref = forms.UUIDField(widget=forms.HiddenInput, required=False)
    doses = WholeNumberField(label=_("Số liều hủy"))
    reason = TidyField(label=_("Lý do"), max_length=200, help_text=_("Ví dụ: hết hạn, vỡ lọ, hỏng dây chuyền lạnh"))

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **{**options, "initial": {"ref": new_ref()}})

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}


class TransferForm(Form):
    """Doses of one lot, sent to another facility of the province; health centres come first."""

    ref = forms.UUIDField(widget=forms.HiddenInput, required=False)
    target = forms.ModelChoiceField(label=_("Nơi nhận"), queryset=Facility.objects.none())
    doses = WholeNumberField(label=_("Số liều gửi"))
    note = TidyField(
        label=_("Ghi chú"), required=False, max_length=200, help_text=_("Ví dụ: người giao, số xe, số nhiệt kế")
    )

    def __init__(self, *args: Any, targets: Any, **options: Any) -> None:  # `targets`: a queryset
        super().__init__(*args, **{**options, "initial": {"ref": new_ref()}})
        self.fields["target"].queryset = targets  # type: ignore[attr-defined]
        self.fields["target"].label_from_instance = lambda one: f"{one.name} – {one.district.name}"  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}


class ArrivalForm(Form):
    """What was counted when the box was opened."""

    needed = frozenset({"missing_reason"})  # where fewer came

    doses_received = WholeNumberField(label=_("Số liều thực nhận"), help_text=_("Đếm lại khi mở thùng."))
    missing_reason = TidyField(
        label=_("Lý do thiếu"), required=False, max_length=200, help_text=_("Chỉ ghi khi nhận ít hơn phiếu gửi")
    )

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}


class RecallForm(Form):
    reason = TidyField(
        label=_("Lý do thu hồi"), max_length=300, help_text=_("Các nơi đang giữ lô này sẽ đọc thấy, ví dụ số công văn.")
    )

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}


class LiftForm(Form):
    reason = TidyField(label=_("Lý do bỏ thu hồi"), max_length=300)

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}


class IssueForm(Form):
    """One more lot, or more of one, for a session that is on its way."""

    ref = forms.UUIDField(widget=forms.HiddenInput, required=False)
    lot = forms.ModelChoiceField(label=_("Lô vắc xin"), queryset=Lot.objects.none())
    doses = WholeNumberField(label=_("Số liều"))

    def __init__(self, *args: Any, lots: Any, **options: Any) -> None:  # `lots`: a queryset
        super().__init__(*args, **{**options, "initial": {"ref": new_ref()}})
        self.fields["lot"].queryset = lots  # type: ignore[attr-defined]
        self.fields["lot"].label_from_instance = lambda lot: f"{lot.vaccine.name} – {lot.number}"  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data}
