"""Forms of organizations: registering one, deciding about one, finding one, and one more manager."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registration.forms.places import PlaceFields
from registration.models import Organization
from registration.rules.organizations import OrganizationGiven, organization_problems
from registration.wording import WORDING
from vaxportal.core.forms import Form, TidyField, WholeNumberField, with_blank

Choices = Sequence[tuple[Any, Any]]


class OrganizationForm(PlaceFields):
    needed = frozenset({"tax_code"})  # of enterprises
    field_order = [
        *("name", "kind", "tax_code", "headcount", "board"),
        *("province", "district", "commune", "address", "contact_name", "contact_phone"),
    ]

    name = TidyField(label=_("Tên đơn vị"), help_text=_("Như trong quyết định thành lập hoặc giấy phép kinh doanh."))
    kind = forms.ChoiceField(label=_("Loại đơn vị"), choices=Organization.Kind, widget=forms.RadioSelect)
    tax_code = TidyField(
        label=_("Mã số thuế"),
        required=False,
        help_text=_("Doanh nghiệp phải ghi; 10 chữ số, chi nhánh thêm gạch nối và 3 chữ số."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "id"}),
    )
    headcount = WholeNumberField(label=_("Số lao động, học sinh hoặc nhân viên"), required=False)
    board = forms.ModelChoiceField(
        label=_("Thuộc Ban Quản lý khu kinh tế"),
        queryset=Organization.objects.none(),
        required=False,
        to_field_name="ref",
        empty_label=_("Không thuộc ban nào"),
        help_text=_("Ban Quản lý sẽ thấy số người đã đăng ký và đã tiêm, không thấy tên."),
    )
    address = TidyField(label=_("Số nhà, đường, ấp"), required=False)
    contact_name = TidyField(label=_("Người liên hệ"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact_phone = TidyField(
        label=_("Số di động của người liên hệ"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "data-width": "phone"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # Django's own form options
        super().__init__(*args, **options)
        boards = self.fields["board"]
        assert isinstance(boards, forms.ModelChoiceField)
        boards.queryset = Organization.objects.boards()

    def clean(self) -> dict[str, Any]:
        self.foresee(organization_problems(self._given()), WORDING)
        return self.cleaned_data

    def _given(self) -> OrganizationGiven:
        """As far as it can be read."""
        told = self.cleaned_data
        texts = ("name", "kind", "tax_code", "address", "contact_name", "contact_phone")
        return OrganizationGiven(
            **{name: told.get(name, "") for name in texts},
            headcount=told.get("headcount"),
            commune_code=told.get("commune", ""),
        )

    def arguments(self) -> dict[str, Any]:
        return {"given": self._given(), "board": self.cleaned_data["board"]}


class DecisionForm(Form):
    reason = TidyField(
        label=_("Lý do"),
        required=False,
        max_length=300,
        help_text=_("Chỉ cần khi từ chối. Đơn vị đọc được lý do này."),
    )
    decision = forms.ChoiceField(choices=[("approve", ""), ("refuse", "")], widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return {"approve": self.cleaned_data["decision"] == "approve", "reason": self.cleaned_data["reason"]}


class OrganizationFilter(Form):
    """`units`: the communes, or to a province the districts; `states`: of what a tab shows, if they differ."""

    q = TidyField(label=_("Tên đơn vị"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ChoiceField(label=_("Địa bàn"), required=False)
    kind = forms.ChoiceField(
        label=_("Loại đơn vị"), choices=with_blank(Organization.Kind.choices, _("Tất cả")), required=False
    )
    state = forms.ChoiceField(label=_("Trạng thái"), required=False)

    def __init__(self, *args: Any, units: Choices, states: Choices, **options: Any) -> None:  # Django's own options
        super().__init__(*args, **options)
        for name, choices in (("unit", units), ("state", states)):
            if choices:
                self.fields[name].choices = with_blank(choices, _("Tất cả"))  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def told(self, name: str) -> str:
        """A value that no longer exists filters nothing."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


class InvitationForm(Form):
    company_name = TidyField(label=_("Tên doanh nghiệp"), max_length=150)
    phone = TidyField(
        label=_("Số di động của doanh nghiệp"),
        required=False,
        help_text=_("Cổng nhắn đường dẫn đến số này. Để trống nếu tự gửi."),
        widget=forms.TextInput(attrs={"type": "tel", "data-width": "phone"}),
    )

    def arguments(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("company_name", "phone")}


class MemberForm(Form):
    phone = TidyField(
        label=_("Số di động của người quản lý mới"),
        help_text=_("Người đó đăng nhập bằng mã gửi đến số này."),
        widget=forms.TextInput(attrs={"type": "tel", "data-width": "phone"}),
    )

    def arguments(self) -> dict[str, Any]:
        return {"phone": self.cleaned_data["phone"]}
