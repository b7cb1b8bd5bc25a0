"""How allauth behaves here: staff accounts are made by invitation, its letters leave through our messages."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from vaxportal.accounts.language import keep_language
from vaxportal.core.http import client_address
from vaxportal.messaging import services as messaging
from vaxportal.messaging.models import Message

MISMATCH = _("Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra lại, chú ý chữ hoa và bộ gõ.")
WAIT = _("Đã thử quá nhiều lần. Chờ 5 phút rồi thử lại.")


class StaffAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Tài khoản này đang bị khóa. Hãy liên hệ người quản lý của bạn."),
        "email_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "enter_current_password": _("Mật khẩu đang dùng không đúng."),
        "incorrect_password": _("Mật khẩu không đúng."),
        "invalid_password_reset": _("Liên kết này đã dùng hoặc đã hết hạn. Yêu cầu liên kết mới."),
        "too_many_login_attempts": WAIT,
        "rate_limited": WAIT,
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """What the limits count by: behind our proxy not the proxy, or one guesser would lock everybody out."""
        return client_address(request)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One row in the outbox like every other message; the sweep sends it."""
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        user = context.get("user")
        messaging.queue(
            kind=template_prefix.rpartition("/")[2],
            channel=Message.Channel.EMAIL,
            to=email,
            subject=" ".join(subject.split()),
            body=render_to_string(f"{template_prefix}_message.txt", context).strip(),
            language=user.language if user else "vi",
            urgent=True,
        )

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:  # allauth's own signature
        response = super().post_login(request, user, **options)
        keep_language(request, response, user)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Mã không đúng. Nhập mã đang hiện trong ứng dụng xác thực."),
        "rate_limited": WAIT,
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def get_totp_issuer(self) -> str:
        return str(settings.PRODUCT_NAME)
