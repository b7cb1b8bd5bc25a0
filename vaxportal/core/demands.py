"""What a form says of a missing or wrong answer: which field, and what to do. Never a sentence of the library."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _

CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


def speak(field: forms.Field) -> None:
    """Words every demand of the field that its author has not worded; “this field is required” names no field."""
    theirs = _of_library(field)
    for code, sentence in _demands(field):
        if field.error_messages.get(code) is theirs.get(code):
            field.error_messages[code] = sentence


def label_of(field: forms.Field) -> str:
    """As it begins a sentence; a colon follows it, so a question loses its mark."""
    return str(field.label).rstrip("?: ")


def grouped(number: int) -> str:
    """1.000 in Vietnamese, 1,000 in English."""
    return number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True)


def _of_library(field: forms.Field) -> dict[str, Any]:  # sentences, mostly lazy ones
    found: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            found |= vars(kind).get("default_error_messages", {})
    return found


def _demands(field: forms.Field) -> Iterator[tuple[str, str]]:
    if not field.label or field.widget.is_hidden:  # the page fills it in, so the page is stale or was altered
        for code in ("required", "invalid", "invalid_choice", "invalid_list", "max_length"):
            yield code, _("Tải lại trang rồi làm lại.")
        return
    named = {"label": label_of(field).replace("%", "%%")}  # the library still fills in numbers
    yield "required", _required(field)
    yield "invalid", _invalid(field) % named
    for code in ("invalid_choice", "invalid_list", "invalid_pk_value"):
        yield code, _("%(label)s: chọn một mục trong danh sách.") % named
    yield from _of_file(field, named)
    if not isinstance(field, forms.FileField):
        counts = {"most": "%(limit_value)s", "now": "%(show_value)s"}
        yield "max_length", _("%(label)s: ghi nhiều nhất %(most)s ký tự, đang có %(now)s.") % (named | counts)


def _of_file(field: forms.Field, named: dict[str, str]) -> Iterator[tuple[str, str]]:
    if isinstance(field, forms.FileField):
        yield "missing", _("%(label)s: chọn lại tệp.") % named
        yield "empty", _("%(label)s: tệp được chọn không có gì bên trong, chọn tệp khác.") % named
        yield "max_length", _("%(label)s: đặt tên tệp ngắn hơn rồi chọn lại.") % named


def _required(field: forms.Field) -> str:
    label = str(field.label)
    chosen = isinstance(field, CHOSEN)
    if isinstance(field, forms.BooleanField):
        return _("Đánh dấu ô “%(label)s” để tiếp tục.") % {"label": label}
    if label.endswith("?"):
        return (_("Chọn câu trả lời: %(label)s") if chosen else _("Ghi câu trả lời: %(label)s")) % {"label": label}
    return (_("Chọn %(label)s.") if chosen else _("Ghi %(label)s.")) % {"label": _lower_first(label)}


def _invalid(field: forms.Field) -> str:
    if isinstance(field, forms.EmailField):
        return _("%(label)s: ghi địa chỉ đúng, ví dụ lan.nguyen@donvi.vn.")
    if isinstance(field, forms.FileField):
        return _("%(label)s: chọn lại tệp.")
    return _("%(label)s: ghi lại cho đúng.")


def _lower_first(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
