"""The Celery application. The broker is only the bell: the truth lies in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("qingxin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
