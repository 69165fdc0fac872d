"""Settings of the test suite. Without a DATABASE_URL it starts an embedded PostgreSQL for the run."""

import atexit
import os

from config.embedded.postgres import Postgres
from config.settings import environment
from config.settings.base import *  # noqa: F403
from config.settings.databases import database

if environment.read(environment.Environment).database_url is None:
    # Test processes started from here (xdist workers) inherit the address and start nothing.
    _server = Postgres(VAR_DIR / "test", durable=False)  # noqa: F405
    _server.start()
    os.environ["DATABASE_URL"] = _server.url
    atexit.register(_server.stop)

SECRET_KEY = "test-only"  # noqa: S105
FIELD_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
BLIND_INDEX_KEY = "test-only"
DATABASES = {"default": database(os.environ["DATABASE_URL"], keep_seconds=0)}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
CELERY_BROKER_URL = "memory://"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
# The development server of the tests serves static files itself.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
