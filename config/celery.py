"""The Celery application. The broker is only the bell: the truth lies in PostgreSQL."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("qingxin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def begin_rounds(**_kwargs: object) -> None:
    """Do the first rounds at once: after a stop there may be a night's worth of due rungs and notices."""
    for task in ("workflows.tasks.sweep", "notices.tasks.deliver"):
        app.send_task(task)
