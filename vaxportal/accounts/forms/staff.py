"""Forms of the staff screens: filters, an invitation, a role at a unit."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vaxportal.accounts.grants import gives, looks_after
from vaxportal.accounts.models import User
from vaxportal.accounts.roles import LEVEL, Level, Role
from vaxportal.accounts.services.invitations import Place
from vaxportal.core.forms import Form, TidyField, with_blank
from vaxportal.geography.models import District, Facility, Province


class StaffSearch(Form):
    """Sent by POST: a name never stands in an address."""

    q = TidyField(label=_("Tên, tên đăng nhập hoặc e-mail"), required=False, max_length=100)


class StaffFilter(Form):
    role = forms.ChoiceField(label=_("Vai trò"), required=False)
    state = forms.ChoiceField(label=_("Trạng thái"), required=False)

    def __init__(self, *args: Any, by: User, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        _offer(self.fields["role"], with_blank(_roles(looks_after(by.acting)), _("Tất cả vai trò")))
        states = [("active", _("Đang hoạt động")), ("disabled", _("Đã khóa")), ("new", _("Chưa đặt mật khẩu"))]
        _offer(self.fields["state"], with_blank(states, _("Tất cả")))


class RoleForm(Form):
    """A role, and the unit where it is held; national roles need no unit."""

    role = forms.ChoiceField(label=_("Vai trò"))
    unit = forms.ChoiceField(
        label=pgettext_lazy("workplace", "Đơn vị"),
        required=False,
        help_text=_("Vai trò toàn quốc không cần chọn đơn vị."),
    )

    def __init__(self, *args: Any, by: User, province: Province | None, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = gives(by.acting)
        _offer(self.fields["role"], with_blank(_roles(roles)))
        self.units = dict(_units(by, province))
        _offer(self.fields["unit"], with_blank(list(_grouped(self.units))))
        if not any(LEVEL[role] is Level.NATION for role in roles):
            self.fields["unit"].required, self.fields["unit"].help_text = True, ""

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"role": Role(given["role"]), "unit": self.units.get(given["unit"])}


class InviteForm(RoleForm):
    full_name = TidyField(label=_("Họ và tên"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Thư mời với liên kết đặt mật khẩu được gửi đến đây."))
    username = forms.RegexField(
        r"^[\w.-]+$",
        label=_("Tên đăng nhập"),
        required=False,
        max_length=60,
        help_text=_("Để trống: lấy phần trước @ của e-mail."),
        error_messages={"invalid": _("Tên đăng nhập chỉ gồm chữ không dấu, chữ số, dấu chấm và gạch nối.")},
    )
    field_order = ["full_name", "email", "username", "role", "unit"]

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        own = {"full_name": given["full_name"], "email": given["email"].lower(), "username": given["username"].lower()}
        return super().arguments() | own


class ProvinceForm(Form):
    """The nation's administrators first say in which province."""

    province = forms.ModelChoiceField(
        Province.objects.order_by("name"), label=_("Tỉnh, thành phố"), to_field_name="code", required=False
    )


def _offer(field: Any, choices: list[tuple[Any, Any]]) -> None:  # a ChoiceField, which Form.fields does not say
    field.choices = choices


def _roles(roles: frozenset[Role]) -> list[tuple[str, object]]:
    return [(role.value, role.label) for role in Role if role in roles]


def _units(by: User, province: Province | None) -> Iterator[tuple[str, Place]]:
    """The units of the actor, keyed by level and code; a district sees itself and its facilities."""
    acting = by.acting
    own = province.pk if province else acting.province_id
    if own is None:
        return
    districts = District.objects.filter(province=own).select_related("province").order_by("name")
    facilities = Facility.objects.filter(province=own).active().select_related("district").order_by("name")
    if acting.level is Level.DISTRICT:
        districts, facilities = districts.filter(pk=acting.district_id), facilities.filter(district=acting.district_id)
    else:
        for unit in Province.objects.filter(pk=own):
            yield f"province:{unit.code}", unit
    yield from ((f"district:{district.code}", district) for district in districts)
    yield from ((f"facility:{facility.code}", facility) for facility in facilities)


def _grouped(units: dict[str, Place]) -> Iterator[tuple[object, list[tuple[str, str]]]]:
    groups: dict[object, list[tuple[str, str]]] = defaultdict(list)
    for key, unit in units.items():
        if isinstance(unit, Facility):
            groups[unit.district.name].append((key, unit.name))
        else:
            groups[_("Tỉnh") if isinstance(unit, Province) else _("Huyện")].append((key, unit.name))
    yield from groups.items()
