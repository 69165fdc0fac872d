"""Which queue a job waits in: sending and slow work hold up no deadline, and no job outlives its place in the queue."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from kombu import Connection
from kombu.transport.virtual import Channel

from config.celery import app
from config.settings.environment import BASE_DIR

WAITS_IN = {
    "documents.tasks.render": "slow",
    "notices.tasks.deliver": "sending",
    "portal.tasks.housekeeping": "slow",
    "workflows.tasks.recalendar": "rounds",
    "workflows.tasks.reconcile": "slow",
    "workflows.tasks.sweep": "rounds",
}


@pytest.fixture
def bell() -> Iterator[Channel]:
    """The broker, with nothing in it."""
    with Connection(settings.CELERY_BROKER_URL) as connection:
        for queue in settings.CELERY_TASK_QUEUES:
            connection.default_channel.queue_purge(queue)
        yield connection.default_channel


def test_each_job_has_its_queue() -> None:
    app.loader.import_default_modules()
    assert {name for name in app.tasks if not name.startswith("celery.")} == set(WAITS_IN)
    assert set(WAITS_IN.values()) == set(settings.CELERY_TASK_QUEUES)
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == set(WAITS_IN)


@pytest.mark.parametrize("job", WAITS_IN)
def test_a_job_waits_in_its_queue_and_in_no_other(bell: Channel, job: str) -> None:
    app.send_task(job)
    waiting = {queue: bell.queue_purge(queue) for queue in settings.CELERY_TASK_QUEUES}
    assert waiting == {queue: int(queue == WAITS_IN[job]) for queue in settings.CELERY_TASK_QUEUES}


def test_a_queue_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        app.amqp.queues["celery"]


def test_a_worker_that_is_told_no_queue_serves_all() -> None:
    assert set(app.amqp.queues.consume_from) == set(settings.CELERY_TASK_QUEUES)


def test_no_job_lasts_until_the_broker_gives_it_to_somebody_else() -> None:
    soft, hard = settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT
    assert 0 < soft < hard < settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert (app.conf.task_soft_time_limit, app.conf.task_time_limit) == (soft, hard)


def test_the_unit_and_the_guide_give_each_queue_a_worker() -> None:
    unit = (BASE_DIR / "deploy/systemd/qingxin-worker@.service").read_text()
    assert re.search(r"^ExecStart=.* worker --queues %i --hostname %i@%%h ", unit, re.MULTILINE)
    guide = (BASE_DIR / "docs/operations.md").read_text()
    started = re.findall(r"qingxin-worker@\{([\w,]+)\}", guide)
    assert started
    assert all(queues.split(",") == list(settings.CELERY_TASK_QUEUES) for queues in started)
