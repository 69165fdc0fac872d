"""Load reference data and the made-up staff of a demonstration; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from offices.clock import now
from offices.demo import create_demo_staff


class Command(BaseCommand):
    """Make divisions, offices, staff with roles."""

    help = "Load divisions, offices and demo staff; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing."""
        create_demo_staff(now())
