"""Real transactions on real connections: threads, a barrier, and a bound so that a deadlock fails, never hangs."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from offices.demo import create_demo_staff
from offices.models import Staff

BOUND_SECONDS = 60


@pytest.fixture
def people(transactional_db: None) -> dict[str, Staff]:
    """The made-up staff, committed."""
    create_demo_staff(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    return {person.username: person for person in Staff.objects.select_related("office")}


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run calls at the same moment, each on its own connection; return each result or exception."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index: int) -> None:
        try:
            barrier.wait(BOUND_SECONDS)
            results[index] = calls[index]()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(BOUND_SECONDS)
        assert not thread.is_alive(), "a race hangs: deadlock"
    return results
