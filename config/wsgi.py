"""The WSGI application."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
django.setup(set_prefix=False)

from config import checks  # noqa: E402 (needs the applications, which the line above made ready)
from config.handler import Handler  # noqa: E402

application = Handler()

checks.refuse_to_start()
