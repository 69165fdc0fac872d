"""The ASGI application, for servers that want one."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

application = get_asgi_application()

from config import checks  # noqa: E402 (needs the applications, which the line above made ready)

checks.refuse_to_start()
