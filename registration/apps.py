from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class RegistrationConfig(AppConfig):
    name = "registration"
    verbose_name = pgettext_lazy("list", "Đăng ký")
