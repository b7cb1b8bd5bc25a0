from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "vaccination"  # `sessions` is the label of django.contrib.sessions
    verbose_name = _("Tiêm chủng")
