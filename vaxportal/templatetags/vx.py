"""Tags and filters that components need: numbers as they are read, links to errors, shapes of charts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.utils.formats import number_format

from vaxportal import audited, charts
from vaxportal.statuses import ICONS, Status, Tone, status_of

register = template.Library()
NOTICE_ICONS = {"blue": "info", "green": "check", "amber": "warning", "red": "stop"}
TONES = {"info": "blue", "debug": "blue", "success": "green", "done": "green", "warning": "amber", "error": "red"}


@register.filter
def shown(value: object) -> object:
    """1234567 → 1.234.567; what is no number stays as it is."""
    if isinstance(value, bool) or value is None:
        return "–" if value is None else value
    if isinstance(value, str):
        value = int(value) if value.isdecimal() else value
    if isinstance(value, int | float):
        return number_format(value, decimal_pos=None if isinstance(value, int) else 1, force_grouping=True)
    return value


@register.filter
def plain(value: object) -> str:
    """A number for an attribute: no separators, whatever the language."""
    return str(value if value is not None else 0)


@register.filter
def subject_words(subject_type: str) -> str:
    """What kind of record an entry of the audit trail is about."""
    return audited.subject_words(subject_type)


@register.filter
def facts_in_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """The details of an entry of the audit trail."""
    return audited.facts_in_words(facts)


@register.filter
def tone(name: str) -> str:
    """Levels of messages are tones too."""
    return TONES.get(name, name or "blue")


@register.filter
def tone_icon(name: str) -> str:
    return NOTICE_ICONS.get(name, "info")


@dataclass(frozen=True)
class Shown:
    word: object
    tone: str
    icon: str


@register.simple_tag
def status(of: str, value: object, tone: str = "", word: object = "", icon: str = "") -> Shown | None:
    """The word and colour of a state; without an entry in the table, the given word or the value's own label."""
    found = status_of(of, value) or Status(word or getattr(value, "label", value), Tone(tone or Tone.GREY))
    text = word or found.word
    if not text:
        return None
    colour = Tone(tone) if tone else found.tone
    return Shown(text, colour, icon or (ICONS[colour] if tone else found.sign))


@dataclass(frozen=True)
class ErrorLink:
    text: str
    href: str = ""


@register.simple_tag
def error_links(form: forms.BaseForm | None, more: Iterable[forms.BaseForm] | None = None) -> list[ErrorLink]:
    """Every error of the forms, in the order of the fields, each with the address of its field."""
    found: list[ErrorLink] = []
    for one in [*([form] if form else []), *(more or [])]:
        if not one.is_bound:
            continue
        shown_at = getattr(one, "shown_at", {})  # allauth's forms have none
        for error in one.non_field_errors().get_json_data():
            place = shown_at.get(error["code"])
            found.append(ErrorLink(error["message"], f"#{place}" if place else ""))
        for bound in one:
            found += [ErrorLink(str(error), f"#{target_of(bound)}") for error in bound.errors]
    return found


def target_of(bound: forms.BoundField) -> str:
    """The element to which an error leads: the first choice of a group can take the focus, the group cannot."""
    return f"{bound.auto_id}_0" if bound.use_fieldset else str(bound.id_for_label or bound.auto_id)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The query of this page with some parts changed; None takes a part out. Keeps the filter in the address."""
    parts = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parts.pop(name, None)
        else:
            parts[name] = str(value)
    return f"?{parts.urlencode()}"


@dataclass(frozen=True)
class Sorting:
    next: str
    aria: str
    icon: str


@register.simple_tag
def sort_state(key: str, order: str) -> Sorting:
    """A heading sorts upwards at first, then turns."""
    if order == key:
        return Sorting(f"-{key}", "ascending", "up")
    return Sorting(key, "descending" if order == f"-{key}" else "", "down" if order == f"-{key}" else "sort")


@register.simple_tag
def page_window(page: Page[Any]) -> list[int]:
    """Numbers of pages around the present one; 0 stands for a gap."""
    last = page.paginator.num_pages
    near = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    shown_pages: list[int] = []
    for number in near:
        if shown_pages and number - shown_pages[-1] > 1:
            shown_pages.append(0)
        shown_pages.append(number)
    return shown_pages


@register.simple_tag
def step_states(step: object, of: object) -> list[str]:
    now = int(str(step))
    return ["done" if number < now else "now" if number == now else "todo" for number in range(1, int(str(of)) + 1)]


@register.simple_tag
def bars(rows: Iterable[tuple[object, float]]) -> list[charts.Bar]:
    return charts.bars(rows)


@register.simple_tag
def stacks(rows: Iterable[tuple[object, Iterable[float]]]) -> list[charts.Stack]:
    return charts.stacks(rows)


@register.simple_tag
def lines_of(days: Iterable[object], lines: Iterable[tuple[object, Iterable[float]]]) -> Mapping[str, object]:
    return charts.lines(list(days), [(label, list(values)) for label, values in lines])
