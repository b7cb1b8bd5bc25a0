"""What was answered, page by page, as it is read back before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from registration.forms import pages
from registration.forms.health import HistoryForm
from registration.forms.told import Answers
from registration.forms.wizard import EarlierForm
from vaxportal.geography.models import Commune


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    change: str = ""


@dataclass(frozen=True)
class Section:
    title: object
    lines: list[Line]


def sections(answers: Answers) -> list[Section]:
    groups: dict[object, list[Line]] = {}
    for page in pages.applying(answers):
        title = pages.STEPS[page.step]
        change = reverse("registration:registration_page", args=[page.slug])
        form = page.form(answers, answers=answers, initial=answers)
        form.is_valid()
        groups.setdefault(title, []).extend(_lines(page, form, change))
    return [Section(title, lines) for title, lines in groups.items()]


def _lines(page: pages.Page, form: forms.Form, change: str) -> Iterator[Line]:
    if page.slug == "home":
        yield Line(_("Nơi ở"), _home(form), change)
    elif isinstance(form, EarlierForm):
        yield from _earlier(form, change)
    elif isinstance(form, HistoryForm):
        yield from _history(form, change)
    elif page.slug == "consent":
        yield Line(_("Phiếu đồng ý"), _("Đã đọc và đồng ý"), change)
    else:
        for bound in form:
            yield Line(str(bound.label), shown(bound), change)


def shown(bound: forms.BoundField) -> str:
    """The answer as it is read: the label of a choice, a day as dd/mm/yyyy."""
    value = bound.form.cleaned_data.get(bound.name)
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(bound.field.choices).get(value, value or ""))  # type: ignore[arg-type]
    return str(bound.field.prepare_value(value) or "")


def _home(form: forms.Form) -> str:
    commune = Commune.objects.filter(code=form.cleaned_data.get("commune")).select_related("district__province").first()
    parts = [form.cleaned_data.get("address", ""), commune.path if commune else ""]
    return ", ".join(part for part in parts if part)


def _earlier(form: EarlierForm, change: str) -> Iterator[Line]:
    for number, dose in enumerate(form.doses(), start=1):
        told = [text for bound in dose if (text := shown(bound) if form.cleaned_data.get(bound.name) else "")]
        if told:
            yield Line(_("Mũi đã tiêm thứ %(number)s") % {"number": number}, " · ".join(told), change)


def _history(form: HistoryForm, change: str) -> Iterator[Line]:
    for question, detail in form.questions():
        told = [shown(question), shown(detail) if detail else ""]
        yield Line(str(question.label), ": ".join(text for text in told if text), change)
