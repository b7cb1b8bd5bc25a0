from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "vaxportal"
    label = "frame"

    def ready(self) -> None:
        """Tasks belong to our Celery from the start. Not in `__init__`: rules and the reader of files do without it."""
        from vaxportal import celery  # noqa: F401
