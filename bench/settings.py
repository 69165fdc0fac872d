"""Settings of the measurements: the test server's, a database of their own, and the flow they compare with."""

from config.settings.test import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]  # noqa: F405
DATABASES["default"]["TEST"] = {"NAME": "bench"}  # noqa: F405
