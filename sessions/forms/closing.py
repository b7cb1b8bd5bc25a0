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
from sessions.services.vial_counts import VialsOfLot, vials_by_lot
from vaxportal.core.errors import RuleBroken
from vaxportal.core.forms import Form, TidyField, WholeNumberField

LISTED = frozenset({"people", "devices", "conflicts"})  # problems whose names stand in lists of the page
ELSEWHERE = {
    frozenset({DeskIs.PERSON_NOT_SCREENED, DeskIs.PERSON_NOT_INJECTED}): (
        "people_unresolved",
        _("Còn người chưa có kết quả: bấm vào từng tên để ghi kết quả."),
    ),
    frozenset({DeskIs.PERSON_NOT_ARRIVED}): (
        "people_absent",
        _("Còn người chưa đến: xem tên rồi đánh dấu không đến."),
    ),
    frozenset({DeskIs.DEVICE_UNSENT, DeskIs.DEVICE_SILENT}): (
        "devices_hold",
        _("Còn thiết bị có thể giữ dữ liệu chưa gửi: nối mạng cho thiết bị, hoặc báo mất kèm lý do."),
    ),
    frozenset({DeskIs.ACT_UNDECIDED}): (
        "acts_undecided",
        _("Còn việc ghi khi mất mạng chưa có người quyết định."),
    ),
}


@dataclass(frozen=True)
class LotFields:
    row: SessionLot
    vials: VialsOfLot
    opened: forms.BoundField
    discarded: forms.BoundField
    reason: forms.BoundField


class ClosingForm(Form):
    shown_at = {
        "people_unresolved": "unresolved",
        "people_absent": "absent",
        "devices_hold": "devices",
        "acts_undecided": "conflicts",
    }

    override_reason = TidyField(
        label=_("Lý do vẫn kết thúc"),
        required=False,
        max_length=300,
        help_text=_("Khi còn người đang theo dõi, hoặc số lọ đếm được khác số các bàn đã mở"),
    )

    def __init__(self, *args: object, lots: Sequence[SessionLot], **options: object) -> None:
        super().__init__(*args, **options)
        self.rows = vials_by_lot(lots)
        for row, vials in self.rows:
            usual = vials_usual(row, vials)
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
        for row, vials in self.rows:
            yield LotFields(row, vials, self[f"lot-{row.pk}"], self[f"discarded-{row.pk}"], self[f"reason-{row.pk}"])

    def refuse(self, refusal: RuleBroken) -> None:
        """People, devices and acts stand on the page by name, each with a link: the summary leads to them."""
        codes = {DeskIs(problem.code) for problem in refusal.problems if problem.field in LISTED}
        for found, (code, sentence) in ELSEWHERE.items():
            if found & codes:
                self.add_error(None, ValidationError(sentence, code=code))
        if DeskIs.PERSON_STILL_OBSERVED in codes:
            self.add_error("override_reason", _("Còn người đang theo dõi: chờ đủ 30 phút hoặc ghi lý do."))
        rest = [problem for problem in refusal.problems if problem.field not in LISTED]
        super().refuse(RuleBroken(rest, refusal.wording))

    def arguments(self) -> dict[str, object]:
        told = self.cleaned_data
        counted = {
            row.pk: VialsCounted(
                told.get(f"lot-{row.pk}"), told.get(f"discarded-{row.pk}"), told.get(f"reason-{row.pk}", "")
            )
            for row, _vials in self.rows
        }
        reason = told.get("override_reason", "")
        return {"counted": counted, "override": Override(reason) if reason else None}
