"""One machine, one terminal: servers from wheels, data under var/, secrets made on the first start."""

import os

from config.embedded import secrets
from config.settings.base import *  # noqa: F403
from config.settings.databases import database

_secrets = secrets.load(VAR_DIR)  # noqa: F405
SECRET_KEY = _secrets["SECRET_KEY"]
FIELD_KEYS = _secrets["FIELD_KEYS"]
BLIND_INDEX_KEY = _secrets["BLIND_INDEX_KEY"]
DEMO = True
TIME_MACHINE = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or secrets.database_url(VAR_DIR))}  # noqa: F405
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or secrets.broker_url(VAR_DIR)  # noqa: F405
