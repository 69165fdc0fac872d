"""Sweep workers that are killed at random and started again, until everything that was due has fired."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connection

from cases import events
from cases.models import Case
from clocks.models import Rung


def worker(at: datetime, limit: int) -> subprocess.Popen[bytes]:
    """Start a sweep in a process of its own, over the database that is connected here."""
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{connection.settings_dict['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "manage.py", "sweep", "--at", at.isoformat(), "--limit", str(limit)]
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def due(at: datetime) -> int:
    """Count the rungs that wait."""
    return Rung.objects.filter(fired_at__isnull=True, fire_at__lte=at).count()


def rage(
    at: datetime, *, workers: int, limit: int, goes_on: Callable[[], bool], pause: tuple[float, float], seed: int
) -> int:
    """Keep `workers` sweeps running, kill one at random after each random pause while `goes_on`; return the kills."""
    dice = random.Random(seed)
    running = [worker(at, limit) for _number in range(workers)]
    kills = 0
    while goes_on() and due(at):
        time.sleep(dice.uniform(*pause))
        victim = dice.randrange(workers)
        if running[victim].poll() is None:
            running[victim].send_signal(signal.SIGKILL)
            kills += 1
        running[victim].wait()
        running = [worker(at, limit) if process.poll() is not None else process for process in running]
    for process in running:
        process.wait()
    while due(at):
        assert worker(at, limit).wait() == 0
    return kills


def losses_and_doubles(at: datetime, rungs: int) -> list[str]:
    """Return what is wrong after a storm: by the rungs, the events that each must have left, and the notices."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clocks_rung WHERE fired_at = %s AND fire_at <= %s", [at, at])
        if (fired := cursor.fetchone()[0]) != rungs:
            found.append(f"{rungs} rungs were due, {fired} fired")
        cursor.execute(_SPOKEN, [at])
        found += [f"case {case}: {fired} rungs fired, {told} events tell of them" for case, fired, told in cursor]
        cursor.execute(_NOTICES)
        found += [f"notice {key} stands {count} times" for key, count in cursor]
    return found + list(events.verify_all(Case.objects.all()))


# A rung leaves one event: its own, or that of the breach.
_SPOKEN = """
SELECT r.case_id, r.fired, coalesce(e.told, 0) FROM
    (SELECT case_id, count(*) AS fired FROM clocks_rung WHERE fired_at = %s GROUP BY case_id) r
    LEFT JOIN (SELECT case_id, count(*) AS told FROM cases_event
               WHERE name IN ('rung_fired', 'clock_breached', 'debt_overdue') GROUP BY case_id) e USING (case_id)
WHERE r.fired <> coalesce(e.told, 0)
"""
_NOTICES = """
SELECT min(template || case_id || coalesce(to_staff_id, 0) || substring(key from '[^:]*:[^:]*$')), count(*)
FROM notices_notice WHERE template LIKE 'clock%%'
GROUP BY template, case_id, to_staff_id, to_party_id, substring(key from '[^:]*:[^:]*$') HAVING count(*) > 1
"""
