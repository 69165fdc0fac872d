"""`manage.py sms_templates`: the templates to order from a carrier, as a Markdown page."""

from typing import Any

from django.core.management.base import BaseCommand

from notices.carrier_templates import markdown


class Command(BaseCommand):
    """Print the page."""

    help = "Print docs/sms-templates.md."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(markdown(), ending="")
