"""For the server of the Procfile only: tests and runserver make an application of their own, which freezes nothing."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vaxportal.settings")

application = get_wsgi_application()

# What is loaded stays: the collector need not walk it again and again between two doses.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
