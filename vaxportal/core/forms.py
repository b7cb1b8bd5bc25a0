"""Forms and fields in the portal's own manner: days are day first, a demand says what to do, services settle."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vaxportal.core import dates, text
from vaxportal.core.demands import speak
from vaxportal.core.errors import RuleBroken
from vaxportal.core.problems import Problem
from vaxportal.core.wording import say

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


class TidyField(forms.CharField):
    """Text as it is stored: NFC, single spaces, nothing invisible."""

    def to_python(self, value: object) -> str:
        return text.tidy(super().to_python(value) or "")


class Form(forms.Form):
    """The base of all forms. The browser's own bubbles stay silent: they speak another language than the page."""

    use_required_attribute = False
    needed: frozenset[str] = frozenset()  # asked of most people though the field may stay empty: not marked “if any”
    field_of: Mapping[str, str] = {}  # field of a problem: field of this form, where they differ
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

    def refuse(self, refusal: RuleBroken) -> None:
        for problem in refusal.problems:
            name = self.field_of.get(problem.field, problem.field)
            field = name if name in self.fields else None
            self.add_error(field, ValidationError(refusal.message(problem), code=str(problem.code)))


def with_blank(choices: Iterable[tuple[Any, Any]], blank: object = _("Chọn…")) -> list[tuple[Any, Any]]:
    """Choices of a select that nobody has answered yet."""
    return [("", blank), *choices]
