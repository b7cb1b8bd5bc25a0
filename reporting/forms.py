"""Filters of the reports. They hold days, rounds and vaccines, never a person; so they may stand in an address."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registration.models import Vaccine
from reporting.services.daily import Asked
from reporting.services.units import LEVEL_NAMES, Unit, UnitLevel
from sessions.models import Round
from vaxportal.core.clock import today
from vaxportal.core.forms import DateField, Form

LONGEST = timedelta(days=366)


def rounds_of(unit: Unit) -> QuerySet[Round]:
    """Rounds are a province's; the nation's report is not cut by them."""
    provinces = [one.pk for one in (*unit.above, unit) if one.level is UnitLevel.PROVINCE]
    return Round.objects.filter(province__in=provinces)


class FiguresFilter(Form):
    """What both reports ask: which rows, which round, which vaccine."""

    by = forms.ChoiceField(label=_("Xếp theo"), required=False)
    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Đợt tiêm"), required=False, to_field_name="ref", empty_label=_("Tất cả")
    )
    vaccine = forms.ModelChoiceField(
        Vaccine.objects.all(), label=_("Vắc xin"), required=False, to_field_name="code", empty_label=_("Tất cả")
    )

    def __init__(self, *args: Any, unit: Unit, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields  # each knows its choices by a name of its own
        fields["by"].choices = [(str(level), LEVEL_NAMES[level]) for level in unit.parts]
        fields["round"].queryset = rounds_of(unit)
        if len(unit.parts) == 1:
            del fields["by"]
        if unit.level is UnitLevel.NATION:
            del fields["round"]

    def asked(self) -> Asked:
        """What is wanted; an unanswered field asks for nothing special."""
        given = self.cleaned_data
        first, last = self.days(given)
        by = given.get("by")
        return Asked(first, last, UnitLevel(by) if by else None, given.get("round"), given.get("vaccine"))

    def days(self, given: dict[str, Any]) -> tuple[date, date]:
        """The day written; else today."""
        day = given.get("day") or today()
        return day, day


class DayFilter(FiguresFilter):
    day = DateField(label=_("Ngày"), required=False, help_text="")
    field_order = ["day", "by", "round", "vaccine"]


class Days(Form):
    """Two days in order, at most a year apart."""

    first = DateField(label=_("Từ ngày"), required=False, help_text="")
    last = DateField(label=_("Đến ngày"), required=False, help_text="")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and first > last:
            self.add_error("last", _("Chọn ngày kết thúc không trước ngày bắt đầu."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Chọn khoảng thời gian không quá một năm."))
        return given


class DaysFilter(Days):
    def days(self) -> tuple[date, date]:
        last = self.cleaned_data["last"] or today()
        return self.cleaned_data["first"] or min(last, today()), last


class PeriodFilter(FiguresFilter, Days):
    field_order = ["round", "first", "last", "by", "vaccine"]

    def days(self, given: dict[str, Any]) -> tuple[date, date]:
        """The days written; else those of the round; else the last thirty days."""
        chosen = given.get("round")
        last = given.get("last") or (chosen and chosen.ends_on) or today()
        first = given.get("first") or (chosen and chosen.starts_on) or min(last, today()) - timedelta(days=29)
        return max(first, last - LONGEST), last
