"""Write the table of the environment's variables into a page between its two marks."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from config.settings.environment import written_into


class Command(BaseCommand):
    """Renew the table in place."""

    help = "Write the table of variables into a Markdown page."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the page."""
        parser.add_argument("page", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite the page."""
        page: Path = options["page"]
        page.write_text(written_into(page.read_text()))
