"""The forms of the second factor: allauth's own, in the portal's words."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _


class OurWords(forms.BaseForm):
    use_required_attribute = False
    hint: Any = _("Trong ứng dụng xác thực trên điện thoại, hoặc một mã dự phòng.")  # a lazy text

    def __init__(self, *args: Any, **options: Any) -> None:  # the signatures of allauth's forms differ
        super().__init__(*args, **options)
        self.label_suffix = ""
        field = self.fields["code"]
        field.label, field.help_text = _("Mã 6 chữ số"), self.hint
        field.error_messages["required"] = _("Ghi mã trong ứng dụng xác thực.")
        field.widget.attrs = {"inputmode": "numeric", "autocomplete": "one-time-code", "data-width": "code"}


class AuthenticateForm(OurWords, base.AuthenticateForm):
    pass


class ConfirmForm(OurWords, base.ReauthenticateForm):
    pass


class ActivateForm(OurWords, totp.ActivateTOTPForm):
    hint = _("Mã mà ứng dụng hiện sau khi quét.")

    def spaced_secret(self) -> str:
        """In groups of four, as people copy it."""
        secret = str(self.secret)
        return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
