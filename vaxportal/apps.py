from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "vaxportal"
    label = "frame"
