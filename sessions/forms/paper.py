"""One row of the paper list: everything but what was written by hand is preset, so that Enter records it."""

import re
from datetime import datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sessions.forms.doses import DoseForm
from sessions.forms.screening import TemperatureField
from sessions.forms.station import injectors_of
from sessions.models import VaccinationSession
from sessions.models.appointments import OUTCOME_NAMES
from sessions.rules.overrides import Override
from sessions.rules.screening import Vitals
from sessions.rules.states import Outcome
from sessions.services.paper_entry import PaperRow
from vaxportal.core.forms import Form, TidyField

# The figure before each chooses it with one key.
ENDS = (Outcome.INJECTED, Outcome.DEFERRED, Outcome.CONTRAINDICATED, Outcome.REFERRED, Outcome.REFUSED)
PRESSURE = re.compile(r"([0-9]{2,3})\s*[/ .-]\s*([0-9]{2,3})")
TENTHS = re.compile(r"[0-9]{3}")


def ends() -> list[tuple[str, str]]:
    return [(outcome, f"{key} {OUTCOME_NAMES[outcome]}") for key, outcome in enumerate(ENDS, 1)]


class ShortTemperatureField(TemperatureField):
    """366 is 36,6: the keypad of figures suffices."""

    def to_python(self, value: object) -> Decimal | None:
        written = str(value or "").strip()
        return super().to_python(f"{written[:2]}.{written[2]}" if TENTHS.fullmatch(written) else value)


class PressureField(forms.CharField):
    """120/80, as it is written on paper."""

    def clean(self, value: object) -> tuple[int, int] | None:
        written = super().clean(value)
        if not written:
            return None
        if not (match := PRESSURE.fullmatch(written)):
            raise ValidationError(_("Huyết áp: ghi tâm thu/tâm trương, ví dụ 120/80."), code="pressure_unreadable")
        return int(match[1]), int(match[2])


class PaperScanForm(Form):
    scan = TidyField(label=_("Quét mã QR của dòng, hoặc gõ tên, số giấy tờ"), max_length=500)


class PaperForm(DoseForm):
    field_of = {"lot": "session_lot", "at": "given_at", "systolic": "blood_pressure", "diastolic": "blood_pressure"}
    needed = frozenset({"temperature", "note"})

    temperature = ShortTemperatureField(label=_("Nhiệt độ"), required=False, help_text=_("366 là 36,6"))
    blood_pressure = PressureField(label=_("Huyết áp"), required=False, max_length=12, help_text=_("Ví dụ 120/80"))
    outcome = forms.ChoiceField(label=_("Kết quả"), choices=ends, initial=Outcome.INJECTED)
    note = TidyField(label=_("Lý do không tiêm"), required=False, max_length=300)
    field_order = ("temperature", "blood_pressure", "given_at", "outcome", "note")

    def __init__(self, *args: object, vax_session: VaccinationSession, **options: object) -> None:
        super().__init__(*args, vax_session=vax_session, **options)
        self.fields["screened_by"] = injectors_of(vax_session)
        self.fields["screened_by"].label = _("Người khám ký trên giấy")
        self.fields["given_at"].label = _("Giờ")
        self.fields["given_at"].required = True
        self.fields["given_at"].help_text = _("Ví dụ 0935")
        self.order_fields(self.field_order)

    def row(self) -> PaperRow:
        told = self.cleaned_data
        outcome = Outcome(told["outcome"])
        temperature, (systolic, diastolic) = told["temperature"], told["blood_pressure"] or (None, None)
        measured = float(temperature) if temperature is not None else None
        return PaperRow(
            outcome=outcome,
            at=timezone.make_aware(datetime.combine(self.vax_session.day, told["given_at"])),
            dose=self.entry() if outcome == Outcome.INJECTED else None,
            vitals=Vitals(temperature=measured, systolic=systolic, diastolic=diastolic),
            screened_by=told["screened_by"],
            note=told["note"],
        )

    def arguments(self) -> dict[str, object]:
        reason = self.cleaned_data["override_reason"]
        return {
            "row": self.row(),
            "ref": self.cleaned_data["ref"],
            "override": Override(reason) if reason else None,
        }
