from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "vaxportal.audit"
    label = "audit"
