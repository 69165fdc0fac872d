"""Fixtures that every test may use."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from clocks import calendars
from documents import render
from offices.demo import create_demo_staff
from offices.models import Staff
from tests import reference
from tests.chromium import browser
from tests.factories import Matters
from tests.small_office import case, house, monday

__all__ = ["browser", "case", "house", "monday"]

pytest_plugins = ["tests.coverage_floors"]

REAL_PAPERS = ("documents", "browser", "production")
"""Folders whose tests render forms for real; elsewhere the HTML is rendered and the PDF is a stub of it."""


@pytest.fixture(autouse=True)
def _files_in_tmp(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _papers_stubbed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a test the half second of a real PDF unless it is about papers (or marked `real_papers`)."""
    folder = request.path.relative_to(Path(__file__).parent).parts[0]
    if folder not in REAL_PAPERS and request.node.get_closest_marker("real_papers") is None:
        monkeypatch.setattr(
            render, "html_to_pdf", lambda html: b"%PDF-1.7 stub " + sha256(html.encode()).hexdigest().encode()
        )


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Begin each test in the source's language: a page that was asked for in English leaves its own behind."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _calendar_of_the_law(request: pytest.FixtureRequest) -> None:
    """Begin each test with the law's own calendar; a test without a database never asks for notices."""
    calendars.forget(is_checked=not {"db", "transactional_db"} & set(request.fixturenames))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Drop the guards against TRUNCATE: tests with real transactions are cleaned up by truncation."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgtype & 32 = 32")
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name} ON {table}")
    yield


@pytest.fixture
def instant() -> datetime:
    """A working Monday morning in Lanzhou: 2026-11-23 10:00."""
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def demo_offices(db: None, instant: datetime) -> None:
    """The division tree, its offices and the made-up staff."""
    reference.once(instant, lambda: create_demo_staff(instant))


@pytest.fixture
def staff(demo_offices: None) -> dict[str, Staff]:
    """The made-up staff by user name."""
    return {person.username: person for person in Staff.objects.select_related("office")}


@pytest.fixture
def matters(staff: dict[str, Staff], instant: datetime) -> Matters:
    """Makes matters at the instant of the test."""
    return Matters(staff, instant)
