"""The product's own settings in a database of its own, plus the one bare view that it is measured against."""

from vaxportal.settings import *  # noqa: F403  the same product

ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]  # noqa: F405
