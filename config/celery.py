"""The Celery application. The broker is only the bell: the truth lies in PostgreSQL."""

import os
import threading
from logging.config import dictConfig
from typing import Any

from celery import Celery
from celery.signals import (
    beat_init,
    before_task_publish,
    setup_logging,
    task_failure,
    task_prerun,
    task_success,
    worker_init,
    worker_ready,
    worker_shutting_down,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

app = Celery("qingxin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_django(**_kwargs: object) -> None:
    """Log as the web does, so that personal numbers are masked here too; Celery's own handlers would not."""
    from django.conf import settings

    dictConfig(settings.LOGGING)


@worker_init.connect
@beat_init.connect
def check_first(**_kwargs: object) -> None:
    """Refuse to start on settings that are wrong, naming what is."""
    from config import checks

    checks.refuse_to_start()


@before_task_publish.connect
def pass_on_number(headers: dict[str, Any] | None = None, **_kwargs: object) -> None:
    """Let a job bear the number of the request that rang for it."""
    from config.requests import current_id

    if headers is not None and (number := current_id()):
        headers["request_id"] = number


@task_prerun.connect
def take_up_number(task: Any = None, **_kwargs: object) -> None:
    """Log under the number that came with the job, if one did."""
    from config.requests import take_up

    take_up(getattr(task.request, "request_id", None) or "")


_stopping = threading.Event()


@worker_init.connect
def live(sender: Any = None, **_kwargs: object) -> None:
    """Pulse and watch the rounds from the start: a worker that cannot reach the broker does them all the same."""
    from config import pulse

    pulse.live(app, sender.hostname, _stopping)


@worker_ready.connect
def begin_rounds(sender: Any = None, **_kwargs: object) -> None:
    """Do the first rounds at once: after a stop a night's worth may be due."""
    from clocks import heartbeats
    from config import pulse

    pulse.beat(heartbeats.WORKER, sender.hostname)
    for round_ in pulse.rounds():
        app.send_task(round_.task, expires=round_.late_after.total_seconds())


@worker_shutting_down.connect
def stop_pulse(**_kwargs: object) -> None:
    """Leave no pulse behind the last work."""
    _stopping.set()


@task_prerun.connect
def recheck_calendar(**_kwargs: object) -> None:
    """Let every job count with the calendar that is in force as it begins."""
    from clocks import calendars

    calendars.recheck()


@task_failure.connect
def keep_failure(sender: Any = None, exception: BaseException | None = None, **_kwargs: object) -> None:
    """Show a failed job on the incidents page."""
    from offices.clock import now
    from workflows import incidents

    incidents.job_failed(sender.name, type(exception).__name__, now())


@task_success.connect
def settle_failure(sender: Any = None, **_kwargs: object) -> None:
    """Take a job that went well off the incidents page."""
    from offices.clock import now
    from workflows import incidents

    incidents.job_went_well(sender.name, now())


@task_success.connect
def pulse_of_papers(sender: Any = None, **_kwargs: object) -> None:
    """Leave the pulse of papers, which know nothing of heartbeats: the two are neighbours of one floor."""
    from clocks import heartbeats
    from config import pulse
    from offices.clock import now

    if sender.name == pulse.PAPERS_TASK:
        heartbeats.beat(heartbeats.PAPERS, now())
