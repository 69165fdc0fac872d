"""Visitors who have proven a case by the code sent to their phone, and matters that stand where they stand today."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from notices.models import Notice
from offices.clock import now
from offices.models import Staff
from tests.factories import Matters


def last_code() -> str:
    """Return the code of the newest message."""
    body = Notice.objects.filter(template="verification_code").order_by("-pk")[0].body
    return next(part for part in body.replace("，", " ").replace("码", " ").split() if part.isdigit())


@pytest.fixture
def recent(staff: dict[str, Staff]) -> Matters:
    """Makes matters an hour ago by the clock that the pages read."""
    return Matters(staff, now() - timedelta(hours=1))


@pytest.fixture
def by_phone(db: None) -> Callable[..., Client]:
    """Let somebody in by the code sent to their phone: `by_phone("13900000000")`, in English if asked."""

    def enter(phone: str, language: str = "") -> Client:
        client, page = Client(), reverse("portal:track_by_phone")
        client.post(page, {"phone": phone})
        assert client.post(page, {"phone": phone, "code": last_code()}).status_code in {200, 302}
        if language:
            client.cookies["django_language"] = language
        return client

    return enter
