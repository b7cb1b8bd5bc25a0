"""The pre-vaccination check: ten questions answered with a tap each, vital signs, the conclusion on the button."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sessions.rules.screening import (
    ASKED,
    PREGNANCY,
    Question,
    ScreeningGiven,
    ScreeningOutcome,
    Suggestion,
    Vitals,
    needs_blood_pressure,
    screening_problems,
    suggested,
)
from sessions.wording import WORDING
from vaxportal.core.forms import Form, TidyField, WholeNumberField

QUESTIONS = {
    Question.ANAPHYLAXIS_TO_VACCINE: _("Đã từng phản vệ với vắc xin phòng COVID-19 hoặc thành phần của vắc xin?"),
    Question.COVID_IN_6_MONTHS: _("Mắc COVID-19 trong vòng 6 tháng?"),
    Question.ACUTE_ILLNESS: _("Đang mắc bệnh cấp tính?"),
    Question.PREGNANT_UNDER_13_WEEKS: _("Đang mang thai dưới 13 tuần?"),
    Question.PREGNANT_FROM_13_WEEKS: _("Đang mang thai từ 13 tuần trở lên?"),
    Question.ANAPHYLAXIS_GRADE_3: _("Đã từng phản vệ độ 3 trở lên với bất cứ thứ gì?"),
    Question.IMMUNE_DEFICIENCY: _("Suy giảm miễn dịch nặng, ung thư giai đoạn cuối đang điều trị?"),
    Question.ALLERGY: _("Tiền sử dị ứng?"),
    Question.BLEEDING_DISORDER: _("Rối loạn đông máu, cầm máu?"),
    Question.PERCEPTION_DISORDER: _("Rối loạn tri giác, rối loạn hành vi?"),
}
ANSWERS = (("no", _("Không")), ("yes", _("Có")))
TOLD = {"no": False, "yes": True, "": None}


class TemperatureField(forms.Field):
    """36,6 and 36.6 are the same temperature."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        return {"inputmode": "decimal", "autocomplete": "off", "data-width": "short", "maxlength": "6"}

    def to_python(self, value: object) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            number = Decimal(str(value).strip().replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValidationError(_("Nhiệt độ: ghi bằng chữ số, ví dụ 36,6."), code="not_a_number")
        return number


class ScreeningForm(Form):
    temperature = TemperatureField(label=_("Nhiệt độ (°C)"), required=False)
    pulse = WholeNumberField(label=_("Mạch (lần/phút)"), required=False, example=80)
    systolic = WholeNumberField(label=_("Huyết áp tâm thu"), required=False, example=120)
    diastolic = WholeNumberField(label=_("Huyết áp tâm trương"), required=False, example=80)
    breaths = WholeNumberField(label=_("Nhịp thở (lần/phút)"), required=False, example=18)
    has_heart_history = forms.BooleanField(label=_("Có bệnh tăng huyết áp hoặc tim mạch"), required=False)
    note = TidyField(label=_("Ghi chú của người khám"), required=False, max_length=300)
    outcome = forms.CharField(required=False, widget=forms.HiddenInput)
    ref = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, sex: str, age: int, **options: object) -> None:
        super().__init__(*args, **options)
        self.sex, self.age = sex, age
        may_leave = self.data.get("outcome") == ScreeningOutcome.REFUSED
        self.fields["temperature"].required = not may_leave
        for name in ("systolic", "diastolic"):
            self.fields[name].required = not may_leave and needs_blood_pressure(age=age, has_heart_history=False)
        for question in self.asked(sex):
            self.fields[question] = forms.ChoiceField(
                label=QUESTIONS[question], choices=ANSWERS, required=False, widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        self.foresee(screening_problems(self.given(), sex=self.sex, age=self.age), WORDING)
        return self.cleaned_data

    @staticmethod
    def asked(sex: str) -> list[Question]:
        return [question for question in ASKED if not (sex == "M" and question in PREGNANCY)]

    @property
    def questions(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.fields if name in QUESTIONS)

    def given(self) -> ScreeningGiven:
        """What the form says so far; before validation nothing is known."""
        told = getattr(self, "cleaned_data", {})
        answers = {name: TOLD[told.get(name, "")] for name in self.fields if name in QUESTIONS}
        return ScreeningGiven(
            answers={name: answer for name, answer in answers.items() if answer is not None},
            vitals=self._vitals(told),
            has_heart_history=told.get("has_heart_history", False),
            outcome=told.get("outcome", ""),
            note=told.get("note", ""),
        )

    def suggestion(self) -> Suggestion:
        given = self.given()
        return suggested(given.answers, given.vitals)

    @staticmethod
    def _vitals(told: dict[str, Any]) -> Vitals:  # values of fields of several kinds
        temperature = told.get("temperature")
        whole = {name: told.get(name) for name in ("pulse", "systolic", "diastolic", "breaths")}
        return Vitals(temperature=float(temperature) if temperature is not None else None, **whole)

    def arguments(self) -> dict[str, object]:
        return {"given": self.given(), "ref": self.cleaned_data["ref"]}
