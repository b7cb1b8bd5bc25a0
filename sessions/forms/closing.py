"""The closing sheet: opened vials and discarded doses of every lot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.models import SessionLot
from sessions.rules.codes import DeskIs
from sessions.rules.overrides import Override
from sessions.services.closing import VialsCounted, vials_usual
from vaxportal.core.errors import RuleBroken
from vaxportal.core.forms import Form, TidyField, WholeNumberField


@dataclass(frozen=True)
class LotFields:
    row: SessionLot
    opened: forms.BoundField
    discarded: forms.BoundField
    reason: forms.BoundField


class ClosingForm(Form):
    shown_at = {"people_unresolved": "unresolved", "people_absent": "absent"}

    override_reason = TidyField(label=_("Lý do kết thúc khi còn người theo dõi"), required=False, max_length=300)

    def __init__(self, *args: object, lots: Sequence[SessionLot], **options: object) -> None:
        super().__init__(*args, **options)
        self.rows = lots
        for row in lots:
            usual = vials_usual(row)
            self.fields[f"lot-{row.pk}"] = self._number(gettext("Số lọ đã mở"), usual.vials_opened)
            self.fields[f"discarded-{row.pk}"] = self._number(gettext("Số liều hủy"), usual.doses_discarded)
            self.fields[f"reason-{row.pk}"] = TidyField(
                label=_("Lý do hủy"),
                required=False,
                max_length=200,
                initial=_("Hết giờ sử dụng lọ đã mở") if usual.doses_discarded else "",
            )

    @staticmethod
    def _number(label: str, initial: int | None) -> forms.Field:
        return WholeNumberField(label=label, initial=initial, min_value=0, example=10)

    @property
    def lots(self) -> Iterator[LotFields]:
        for row in self.rows:
            yield LotFields(row, self[f"lot-{row.pk}"], self[f"discarded-{row.pk}"], self[f"reason-{row.pk}"])

    def refuse(self, refusal: RuleBroken) -> None:
        """People stand on the page by name, each with a link: the summary leads to them."""
        people = {problem.code for problem in refusal.problems if problem.field == "people"}
        rest = [problem for problem in refusal.problems if problem.field != "people"]
        if people & {DeskIs.PERSON_NOT_SCREENED, DeskIs.PERSON_NOT_INJECTED}:
            sentence = _("Còn người chưa có kết quả: bấm vào từng tên để ghi kết quả.")
            self.add_error(None, ValidationError(sentence, code="people_unresolved"))
        if DeskIs.PERSON_NOT_ARRIVED in people:
            sentence = _("Còn người chưa đến: xem tên rồi đánh dấu không đến.")
            self.add_error(None, ValidationError(sentence, code="people_absent"))
        if DeskIs.PERSON_STILL_OBSERVED in people:
            self.add_error("override_reason", _("Còn người đang theo dõi: chờ đủ 30 phút hoặc ghi lý do."))
        super().refuse(RuleBroken(rest, refusal.wording))

    def arguments(self) -> dict[str, object]:
        told = self.cleaned_data
        counted = {
            row.pk: VialsCounted(
                told.get(f"lot-{row.pk}"), told.get(f"discarded-{row.pk}"), told.get(f"reason-{row.pk}", "")
            )
            for row in self.rows
        }
        reason = told.get("override_reason", "")
        return {"counted": counted, "override": Override(reason) if reason else None}
