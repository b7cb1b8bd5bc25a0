from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "vaccination"  # `sessions` is the label of django.contrib.sessions
