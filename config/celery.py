"""The Celery application. The broker is only the bell: the truth lies in PostgreSQL."""

import os
from logging.config import dictConfig

from celery import Celery
from celery.signals import setup_logging, worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("qingxin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_django(**_kwargs: object) -> None:
    """Log as the web does, so that personal numbers are masked here too; Celery's own handlers would not."""
    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_ready.connect
def begin_rounds(**_kwargs: object) -> None:
    """Do the first rounds at once: after a stop there may be a night's worth of due rungs and notices."""
    for task in ("workflows.tasks.sweep", "notices.tasks.deliver"):
        app.send_task(task)
