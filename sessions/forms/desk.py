"""Short forms of the desk: an outcome without a dose, an early leave, a reaction, a reason."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions.models.doses import REACTION_NAMES
from sessions.rules.desk import ReactionGiven
from sessions.rules.overrides import Override
from sessions.rules.states import Outcome
from vaxportal.core.forms import DateField, Form, TidyField, TimeField


class OutcomeForm(Form):
    needed = frozenset({"note"})  # of all outcomes but a refusal

    outcome = forms.ChoiceField(
        label=_("Kết quả"),
        choices=(
            (Outcome.REFUSED, _("Từ chối tiêm")),
            (Outcome.REFERRED, _("Chuyển viện")),
            (Outcome.DEFERRED, _("Trì hoãn")),
            (Outcome.CONTRAINDICATED, _("Chống chỉ định")),
        ),
        widget=forms.RadioSelect,
    )
    note = TidyField(label=_("Lý do"), required=False, max_length=300, help_text=_("Từ chối tiêm thì không bắt buộc"))

    def arguments(self) -> dict[str, object]:
        return {"outcome": Outcome(self.cleaned_data["outcome"]), "note": self.cleaned_data["note"]}


class LeaveForm(Form):
    override_reason = TidyField(label=_("Lý do cho về sớm"), max_length=300)

    def arguments(self) -> dict[str, object]:
        return {"override": Override(self.cleaned_data["override_reason"])}


class ReactionForm(Form):
    reaction = forms.ChoiceField(
        label=_("Phản ứng"),
        choices=list(REACTION_NAMES.items()),
        widget=forms.RadioSelect(attrs={"class": "vx-options--many"}),
    )
    is_serious = forms.BooleanField(
        label=_("Tai biến nặng"),
        required=False,
        help_text=_("Báo ngay phụ trách điểm tiêm, trung tâm y tế và Sở Y tế"),
    )
    began_on = DateField(label=_("Ngày xảy ra"))
    began_at = TimeField(label=_("Giờ xảy ra"))
    note = TidyField(label=_("Xử trí, diễn biến"), required=False, max_length=500)
    ref = forms.UUIDField(widget=forms.HiddenInput)

    def arguments(self) -> dict[str, object]:
        told = self.cleaned_data
        return {"given": self._given(), "ref": told["ref"]}

    def _given(self) -> ReactionGiven:
        told = self.cleaned_data
        began = timezone.make_aware(datetime.combine(told["began_on"], told["began_at"]))
        return ReactionGiven(
            reaction=told["reaction"], is_serious=told["is_serious"], began_at=began, note=told["note"]
        )


class ReopenForm(Form):
    reason = TidyField(label=_("Lý do mở lại buổi tiêm"), max_length=300)


class LostForm(Form):
    reason = TidyField(
        label=_("Lý do báo mất"),
        max_length=300,
        help_text=_("Chuyện gì đã xảy ra, và những mũi tiêm ghi trên máy đó được nhập lại thế nào"),
    )

    def arguments(self) -> dict[str, object]:
        return {"reason": self.cleaned_data["reason"]}


class MoveForm(Form):
    """A walk-in against a warning: the reason stays with the record."""

    override_reason = TidyField(label=_("Lý do"), max_length=300)
