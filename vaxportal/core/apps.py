from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "vaxportal.core"
    label = "core"
