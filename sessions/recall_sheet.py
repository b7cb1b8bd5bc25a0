"""Who was injected with a lot, as a workbook to call from: a door, so that no service knows the library."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import Resource

from sessions.models import Dose
from vaxportal.core.sheets import inert


class CallingResource(Resource):
    """One line per dose; every text inert, whatever sign it begins with."""

    name = Field(column_name="name")
    born_on = Field(column_name="born_on")
    phone = Field(column_name="phone")
    other_phone = Field(column_name="other_phone")
    home = Field(column_name="home")
    dose = Field(column_name="dose")
    given_at = Field(column_name="given_at")
    place = Field(column_name="place")
    told = Field(column_name="told")

    def __init__(self, told: Collection[UUID]) -> None:
        super().__init__()
        self.told_refs = told

    def get_export_headers(self, *_args: Any, **_options: Any) -> list[str]:  # Any: the library's own signature
        return [
            _("Họ và tên"),
            _("Ngày sinh"),
            _("Điện thoại"),
            _("Điện thoại người đăng ký"),
            _("Nơi ở"),
            _("Mũi tiêm"),
            _("Giờ tiêm"),
            _("Điểm tiêm"),
            _("Đã nhắn tin"),
        ]

    def export_resource(self, instance: Any, *_args: Any, **_options: Any) -> list[object]:  # Any: the same
        person, registration = instance.person, instance.appointment.registration
        cells = (
            person.full_name,
            f"{person.born_on:%d/%m/%Y}",
            person.phone or "",
            (registration.registrant_phone if registration else "") or "",
            person.commune.path if person.commune else "",
            instance.word,
            f"{timezone.localtime(instance.given_at):%H:%M %d/%m/%Y}",
            instance.session.facility.name,
            _("Có") if instance.ref in self.told_refs else _("Chưa"),
        )
        return [inert(cell) for cell in cells]


def calling_sheet(doses: Iterable[Dose], told: Collection[UUID]) -> bytes:
    content: bytes = CallingResource(told).export(queryset=list(doses)).export("xlsx")
    return content
