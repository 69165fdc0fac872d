"""One machine, one terminal: servers from wheels, data under var/, secrets made on the first start."""

from config.embedded import secrets
from config.settings import environment
from config.settings.base import *  # noqa: F403
from config.settings.databases import database

_found = environment.read(environment.Environment)
if why_not := environment.no_trial_here():
    environment.refuse([why_not])
try:
    _secrets = secrets.load(VAR_DIR)  # noqa: F405
except OSError as error:
    environment.refuse([f"QINGXIN_VAR cannot be used: {error.filename}: {error.strerror}."])
SECRET_KEY = _secrets["SECRET_KEY"]
FIELD_KEYS = _secrets["FIELD_KEYS"]
BLIND_INDEX_KEY = _secrets["BLIND_INDEX_KEY"]
DEMO = True
TIME_MACHINE = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

_database = _found.database_url.get_secret_value() if _found.database_url else secrets.database_url(VAR_DIR)  # noqa: F405
DATABASES = {"default": database(_database)}
CELERY_BROKER_URL = _found.broker_url.get_secret_value() if _found.broker_url else secrets.broker_url(VAR_DIR)  # noqa: F405
