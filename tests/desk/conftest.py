"""Logging in at the desk, and matters that stand where they stand today."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from offices.clock import now
from offices.models import Staff
from tests.factories import Matters


@pytest.fixture
def at_desk(staff: dict[str, Staff]) -> Callable[..., Client]:
    """Log somebody in: `at_desk("intake")`, in English if asked."""

    def log_in(username: str, language: str = "") -> Client:
        client = Client()
        client.force_login(staff[username])
        if language:
            client.cookies["django_language"] = language
        return client

    return log_in


@pytest.fixture
def recent(staff: dict[str, Staff]) -> Matters:
    """Makes matters an hour ago by the clock that the pages read."""
    return Matters(staff, now() - timedelta(hours=1))
