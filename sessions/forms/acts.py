"""A person's decision about something that was entered without a network and that the rules refused."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions.forms.doses import all_doses
from sessions.forms.station import lots_of
from sessions.models import DeskAct
from sessions.models.devices import DECISION_NAMES
from sessions.rules.acts import ActKind, Decision
from vaxportal.core.forms import Form, TidyField, TimeField


class SettleForm(Form):
    decision = forms.ChoiceField(label=_("Quyết định"), choices=list(DECISION_NAMES.items()), widget=forms.RadioSelect)
    reason = TidyField(label=_("Lý do"), max_length=300, help_text=_("Đã hỏi ai, đã xem giấy tờ gì"))

    with_rest = forms.BooleanField(
        required=False,
        label=_("Quyết định như vậy cho cả những việc sau của thiết bị này về người này"),
        help_text=_("Khi không ghi nhận. Việc được ghi nhận thì các việc sau tự được thử lại."),
    )
    at = TimeField(label=_("Giờ đúng"), required=False, help_text=_("Khi đồng hồ của thiết bị chạy sai"))

    def __init__(self, *args: Any, act: DeskAct, has_rest: bool, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.act = act
        if not has_rest:
            del self.fields["with_rest"]
        if act.kind == ActKind.DOSE:
            self.fields["dose"] = forms.ChoiceField(label=_("Ghi là"), choices=all_doses, required=False)
            self.fields["session_lot"] = lots_of(act.session)
            self.fields["session_lot"].required = False

    def arguments(self) -> dict[str, object]:
        told = self.cleaned_data
        decision = Decision(told["decision"])
        at = timezone.make_aware(datetime.combine(self.act.session.day, told["at"])) if told["at"] else None
        given = {"decision": decision, "reason": told["reason"], "with_rest": told.get("with_rest", False)}
        return given | {"change": dict(self._changes(told)), "at": at}

    def _changes(self, told: dict[str, Any]) -> Iterator[tuple[str, object]]:  # values of fields of several kinds
        if told.get("dose"):
            series, number = told["dose"].split("-")
            yield from (("series", series), ("number", int(number)))
        if told.get("session_lot"):
            yield "lot", str(told["session_lot"].lot.ref)
