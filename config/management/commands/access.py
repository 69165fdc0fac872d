"""`manage.py access`: who may open which address and do which act, as a Markdown page."""

from typing import Any

from django.core.management.base import BaseCommand

from config.access_table import markdown


class Command(BaseCommand):
    """Print the page."""

    help = "Print docs/access.md."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(markdown(), ending="")
