"""Step 2 and 3 of the registration: the twelve questions, and the consent."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.told import Answers, history_of
from registration.forms.wizard import PageForm
from registration.models import ConsentText
from registration.rules.codes import RegistrationIs
from registration.rules.registrations import QUESTIONS_WITH_TEXT, Answer, history_problems
from registration.wording import WORDING
from vaxportal.core.forms import TidyField
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say

ANSWERS = [(Answer.YES, _("Có")), (Answer.NO, _("Không")), (Answer.UNKNOWN, _("Không rõ"))]
QUESTION_TEXTS = {
    1: _("Từng bị phản vệ từ độ 2 trở lên với bất kỳ tác nhân nào?"),
    2: _("Đang mắc COVID-19 hoặc đã mắc trong vòng 6 tháng?"),
    3: _("Tiêm vắc xin khác trong vòng 14 ngày qua?"),
    4: _("Suy giảm miễn dịch, ung thư giai đoạn cuối, đã cắt lách, xơ gan mất bù?"),
    5: _("Đang dùng thuốc ức chế miễn dịch, corticoid liều cao, hóa trị hoặc xạ trị?"),
    6: _("Đang mắc bệnh cấp tính?"),
    7: _("Mắc bệnh mạn tính đang tiến triển?"),
    8: _("Mắc bệnh mạn tính đã điều trị ổn định?"),
    9: _("Đang mang thai hoặc nuôi con bằng sữa mẹ?"),
    10: _("Từ 65 tuổi trở lên?"),
    11: _("Có rối loạn đông máu, cầm máu hoặc đang dùng thuốc chống đông?"),
    12: _("Dị ứng với các dị nguyên khác?"),
}
DETAIL_LABELS = {
    1: _("Với thuốc, thức ăn hay chất gì, khi nào?"),
    3: _("Vắc xin gì, ngày nào?"),
    6: _("Bệnh gì?"),
    7: _("Bệnh gì?"),
    12: _("Dị ứng với gì?"),
}


class HistoryForm(PageForm):
    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        for number, text in QUESTION_TEXTS.items():
            widget = forms.RadioSelect({"class": "vx-options--row"})
            missing = say(Problem(RegistrationIs.ANSWER_MISSING, question=number), WORDING)
            self.fields[f"question_{number}"] = forms.ChoiceField(
                label=f"{number}. {text}", choices=ANSWERS, widget=widget, error_messages={"required": missing}
            )
            if number in QUESTIONS_WITH_TEXT:
                self.fields[f"detail_{number}"] = TidyField(label=DETAIL_LABELS[number], required=False, max_length=300)

    def problems(self, told: Mapping[str, str], today: date) -> Iterator[Problem]:
        yield from history_problems(history_of(told))

    def kept(self) -> Answers:
        """A detail belongs to a yes; one written before the answer was changed is dropped."""
        kept = super().kept()
        unasked = {n for n in QUESTIONS_WITH_TEXT if kept.get(f"question_{n}") != Answer.YES}
        return {**kept, **{f"detail_{number}": "" for number in unasked}}

    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        details = {number: self[f"detail_{number}"] for number in QUESTIONS_WITH_TEXT}
        return [(self[f"question_{number}"], details.get(number)) for number in QUESTION_TEXTS]


class ConsentForm(PageForm):
    agreed = forms.BooleanField(
        label=_("Tôi đã đọc và đồng ý"),
        error_messages={"required": _("Đọc ba đoạn trên và đánh dấu đồng ý để tiếp tục.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.text = ConsentText.objects.first()

    def problems(self, told: Mapping[str, str], today: date) -> Iterator[Problem]:
        if not told.get("agreed"):
            yield Problem(RegistrationIs.CONSENT_MISSING, "agreed")

    def kept(self) -> Answers:
        """The version that was on the page; a newer one must be ticked anew."""
        agreed = self.cleaned_data.get("agreed")
        return {"agreed": "on" if agreed else "", "consent": self.text.version if agreed and self.text else ""}

    @property
    def is_current(self) -> bool:
        return self.text is not None and self.answers.get("consent") == self.text.version

    @property
    def paragraphs(self) -> list[str]:
        return self.text.text.split("\n\n") if self.text else []
