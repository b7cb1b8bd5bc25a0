"""Forms and fields in the portal's own manner: days are day first, a demand says what to do, services settle."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vaxportal.core import dates, text
from vaxportal.core.demands import grouped, label_of, speak
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say

# One separator throughout and whole groups of three: 1.5 and 1.00 are no thousands, and no guess is made at them.
WHOLE = re.compile(
    r"(?P<minus>[-−]?)(?P<digits>[0-9]{1,18}|[1-9][0-9]{0,2}(?P<by>[., ])[0-9]{3}(?:(?P=by)[0-9]{3}){0,4})"
)
PLAIN = {"required", "invalid_choice", "max_length"}  # what Django finds by itself and rules know more of
LARGEST = 999_999_999  # a column of whole numbers holds a little more
HOUR = re.compile(r"([0-9]{1,2})\s*(?:[:hHgG.]\s*([0-9]{2})?|([0-9]{2}))?")


class DateField(forms.Field):
    """A day in one text box, day first: 1/2/1990, 01021990 and 1990-02-01 are understood."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:  # Django's own field options
        super().__init__(**{"help_text": _("Ngày/tháng/năm, ví dụ 28/02/1990"), **options})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "data-width": "day", "maxlength": "20"}

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        found = dates.parse_day(str(value))
        if isinstance(found, Problem):
            raise ValidationError(say(found, {}), code=str(found.code))
        return found

    def prepare_value(self, value: object) -> object:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def has_changed(self, initial: object, data: object) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class TimeField(forms.Field):
    """A time of day, 24 hours: 8:30, 8h30, 0830 and 8h are understood."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:  # Django's own field options
        super().__init__(**{"help_text": _("Giờ:phút, ví dụ 07:30"), **options})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "data-width": "short", "maxlength": "8"}

    def to_python(self, value: object) -> time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        match = HOUR.fullmatch(str(value).strip())
        try:
            return time(int(match[1]), int(match[2] or match[3] or 0)) if match else time.fromisoformat(str(value))
        except ValueError:
            raise ValidationError(_("Ghi giờ theo dạng giờ:phút, ví dụ 07:30."), code="time_unreadable") from None

    def prepare_value(self, value: object) -> object:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class WholeNumberField(forms.Field):
    """1000, 1.000, 1 000 and 1,000 are the same number; Django's own field would store the second as 1."""

    widget = forms.TextInput

    def __init__(
        self, *, min_value: int | None = None, max_value: int = LARGEST, example: int = 1000, **options: Any
    ) -> None:  # Django's own field options
        super().__init__(**options)
        self.min_value, self.max_value, self.example = min_value, max_value, example

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "data-width": "short", "maxlength": "20"}

    def to_python(self, value: object) -> int | None:
        if value in self.empty_values:
            return None
        match = WHOLE.fullmatch(" ".join(str(value).split()))  # a space that does not break is one too
        if not match:
            sentence = _("%(label)s: ghi số nguyên, ví dụ %(example)s.")
            raise ValidationError(sentence, code="invalid", params=self._told(example=self.example))
        number = int(re.sub("[., ]", "", match["digits"]))
        return -number if match["minus"] else number

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_value is not None and value < self.min_value:
            sentence = _("%(label)s: ghi số từ %(least)s trở lên.")
            raise ValidationError(sentence, code="min_value", params=self._told(least=self.min_value))
        if abs(value) > self.max_value:
            sentence = _("%(label)s: ghi số không quá %(most)s.")
            raise ValidationError(sentence, code="max_value", params=self._told(most=self.max_value))

    def _told(self, **number: int) -> dict[str, str]:
        return {"label": label_of(self)} | {name: grouped(value) for name, value in number.items()}


class TidyField(forms.CharField):
    """Text as it is stored: NFC, single spaces, nothing invisible."""

    def to_python(self, value: object) -> str:
        return text.tidy(super().to_python(value) or "")


class Form(forms.Form):
    """The base of all forms. The browser's own bubbles stay silent: they speak another language than the page."""

    use_required_attribute = False
    needed: frozenset[str] = frozenset()  # asked of most people though the field may stay empty: not marked “if any”
    field_of: Mapping[str, str] = {}  # field of a problem: field of this form, where they differ
    shown_at: Mapping[str, str] = {}  # code of an error of the whole form: id of what shows it on the page
    settled: Any = None  # what the service returned

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        self.label_suffix = ""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
                field.empty_label = str(_("Chọn…"))

    def full_clean(self) -> None:
        """The demands are worded last: a form may add fields and change labels while it is made."""
        for field in self.fields.values():
            speak(field)
        super().full_clean()

    def arguments(self) -> dict[str, Any]:
        """What the form gives to the service; a form with a value object overrides this."""
        return {}

    def settle(self, service: Callable[..., Any], **given: Any) -> bool:
        """Calls the service; what it refuses is told on the fields. The result is in `settled`."""
        try:
            self.settled = service(**{**self.arguments(), **given})
        except RuleBroken as refusal:
            self.refuse(refusal)
            return False
        return True

    def foresee(self, problems: Iterable[Problem], wording: Mapping[StrEnum, object]) -> None:
        """For `clean`: what the rules say beside what the fields have said, so that nobody mends a form twice.

        Where the rules know what a field has only found to be missing, too long or no choice, theirs is the word: the
        same code as at every other door.
        """
        named = [(self.field_of.get(problem.field, problem.field), problem) for problem in problems]
        for name in {name for name, _problem in named} & self.sent_wrong.keys():
            del self.errors[name]
        told = set(self.errors)
        self.refuse(RuleBroken([problem for name, problem in named if name not in told], wording))

    @property
    def sent_wrong(self) -> dict[str, str]:
        """As it was sent, what a field has found to be missing, too long or none of its choices."""
        return {
            name: str(self.data.get(self.add_prefix(name), "")).strip()
            for name, errors in self.errors.as_data().items()
            if name in self.fields and all(error.code in PLAIN for error in errors)
        }

    def refuse(self, refusal: RuleBroken) -> None:
        for problem in refusal.problems:
            name = self.field_of.get(problem.field, problem.field)
            field = name if name in self.fields else None
            self.add_error(field, ValidationError(refusal.message(problem), code=str(problem.code)))


def with_blank(choices: Iterable[tuple[Any, Any]], blank: object = _("Chọn…")) -> list[tuple[Any, Any]]:
    """Choices of a select that nobody has answered yet."""
    return [("", blank), *choices]
