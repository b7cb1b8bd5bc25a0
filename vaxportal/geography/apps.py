from django.apps import AppConfig


class GeographyConfig(AppConfig):
    name = "vaxportal.geography"
    label = "geography"
