"""What an organization may take home about its people: counts, and by name those who have agreed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource
from tablib import Dataset

from registration.services.counts import Counts
from registration.services.sharing import Shared
from registration.wording import COUNT_NAMES
from vaxportal.core.sheets import inert


class CountsResource(Resource):
    """One line per count, as it may be shown."""

    what = Field(column_name="what")
    people = Field(column_name="people")

    def get_export_headers(self, *_args: Any, **_options: Any) -> list[str]:  # Any: the library's own signature
        return [_("Nội dung"), _("Số người")]

    def export_resource(self, instance: Any, *_args: Any, **_options: Any) -> list[object]:  # Any: the same
        name, count = instance
        return [str(COUNT_NAMES[name]), count if isinstance(count, int) else str(count)]


class SharedResource(Resource):
    """One line per person who has agreed; nothing clinical."""

    name = Field(column_name="name")
    state = Field(column_name="state")
    injected_on = Field(column_name="injected_on")
    invited_for = Field(column_name="invited_for")

    def get_export_headers(self, *_args: Any, **_options: Any) -> list[str]:  # Any: the library's own signature
        return [_("Họ và tên"), _("Tình trạng"), _("Ngày tiêm"), _("Ngày hẹn")]

    def export_resource(self, instance: Any, *_args: Any, **_options: Any) -> list[object]:  # Any: the same
        days = (instance.injected_on, instance.invited_for)
        return [inert(instance.name), state_of(instance), *(f"{day:%d/%m/%Y}" if day else "" for day in days)]


def state_of(shared: Shared) -> str:
    """How far somebody has got, in words."""
    if shared.number:
        return _("Đã tiêm mũi %(number)s") % {"number": shared.number}
    return _("Đã hẹn lịch tiêm") if shared.invited_for else _("Đã đăng ký")


def counted(counts: Counts) -> Dataset:
    return CountsResource().export(queryset=counts.shown().items())


def shared(people: Iterable[Shared]) -> Dataset:
    return SharedResource().export(queryset=people)
