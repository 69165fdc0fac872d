"""Settings for checks that read the models and touch no database: types, migrations, messages."""

from config.settings.base import *  # noqa: F403

SECRET_KEY = "check-only"  # noqa: S105
FIELD_KEYS: list[str] = []
BLIND_INDEX_KEY = "check-only"
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "qingxin"}}
CELERY_BROKER_URL = "memory://"
