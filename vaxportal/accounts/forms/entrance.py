"""The forms of logging in: allauth's own, in the portal's words; and the citizen's phone and code."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vaxportal.core.forms import Form
from vaxportal.core.phones import Phone, read_phone
from vaxportal.core.wording import PHONE_WORDING, say

LABELS = {
    "login": _("Tên đăng nhập hoặc e-mail"),
    "password": _("Mật khẩu"),
    "oldpassword": _("Mật khẩu đang dùng"),
    "password1": _("Mật khẩu mới"),
    "password2": _("Nhập lại mật khẩu mới"),
    "email": _("E-mail"),
}
REQUIRED = {
    "login": _("Ghi tên đăng nhập hoặc e-mail."),
    "password": _("Ghi mật khẩu."),
    "oldpassword": _("Ghi mật khẩu đang dùng."),
    "password1": _("Ghi mật khẩu mới."),
    "password2": _("Nhập lại mật khẩu mới."),
    "email": _("Ghi e-mail."),
}
PASSWORD_HINT = _("Ít nhất 10 ký tự. Không dùng tên của bạn hay mật khẩu phổ biến.")


class OurWords(forms.BaseForm):
    """Labels and demands in the portal's words; no placeholders, they vanish when one types."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:  # the signatures of allauth's forms differ
        super().__init__(*args, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = PASSWORD_HINT if name == "password1" else ""
            field.error_messages["required"] = REQUIRED.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)


class LoginForm(OurWords, allauth_forms.LoginForm):
    pass


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    pass


class SamePasswordTwice(OurWords, forms.Form):
    def clean(self) -> Any:
        cleaned = super().clean()
        given = self.cleaned_data
        if given.get("password1") and given.get("password2") and given["password1"] != given["password2"]:
            self.errors["password2"] = self.error_class([str(_("Hai mật khẩu không giống nhau. Nhập lại."))])
        return cleaned


class SetPasswordForm(SamePasswordTwice, allauth_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(SamePasswordTwice, allauth_forms.ChangePasswordForm):
    pass


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):
    pass


class PhoneField(forms.CharField):
    """A Vietnamese mobile number as people write it; E.164 comes out."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:  # Django's own field options
        given: dict[str, Any] = {"label": _("Số điện thoại di động"), "help_text": _("Ví dụ 0912 345 678")}
        super().__init__(**given | {"max_length": 30} | options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"type": "tel", "inputmode": "tel", "autocomplete": "tel", "data-width": "phone"}

    def clean(self, value: Any) -> str:
        found = read_phone(super().clean(value))
        if not isinstance(found, Phone):
            raise ValidationError(say(found, PHONE_WORDING), code=str(found.code))
        return found.number


class CitizenPhoneForm(Form):
    phone = PhoneField()


class CitizenCodeForm(Form):
    code = forms.CharField(
        label=_("Mã xác nhận"),
        help_text=_("6 chữ số trong tin nhắn, dùng được trong 10 phút."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "data-width": "code", "autofocus": True}
        ),
    )
