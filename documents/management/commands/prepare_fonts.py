"""Convert the legal fonts to TrueType, once."""

from typing import Any

from django.core.management.base import BaseCommand

from documents import fonts


class Command(BaseCommand):
    """`manage.py prepare_fonts`: smaller and faster forms from then on. Safe to repeat, and beside a server."""

    help = "Convert the legal fonts to TrueType (about a minute, once)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Convert what was not converted yet."""
        for name in fonts.FAMILIES.values():
            self.stdout.write(str(fonts.prepare(name)))
