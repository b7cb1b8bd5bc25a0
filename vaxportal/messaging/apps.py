from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "vaxportal.messaging"
    label = "messaging"
