"""Load reference data and the made-up staff of a demonstration; safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from offices.clock import now
from offices.demo import create_demo_staff


class Command(BaseCommand):
    """Make divisions, offices, staff with roles."""

    help = "Load divisions, offices and demo staff; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing. Refused outside a demonstration: everybody knows these people's password."""
        if not settings.DEMO:
            raise CommandError("Demo data are for a demonstration; `qingxin install` fills a real system.")
        create_demo_staff(now())
