"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

application = get_wsgi_application()

from config import checks  # noqa: E402 (needs the applications, which the line above made ready)

checks.refuse_to_start()
