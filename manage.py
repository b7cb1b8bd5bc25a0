#!/usr/bin/env python
"""Django's command line for vaxportal."""

import os
import sys

NOT_RUNNING = 'The embedded servers are not running: make run, or for one command: make shell DO="manage.py {} …"'


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vaxportal.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection

    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        if connection.connection is not None or not settings.EMBEDDED:
            raise
        sys.exit(NOT_RUNNING.format(sys.argv[1]))


if __name__ == "__main__":
    main()
