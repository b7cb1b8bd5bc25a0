"""Celery: tasks are wake-ups, the rows in PostgreSQL are the work."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vaxportal.settings")

app = Celery("vaxportal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
