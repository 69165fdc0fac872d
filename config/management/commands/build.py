"""Make what is made once a release: compiled translations, collected static files, converted fonts."""

from contextlib import chdir
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.settings.environment import BASE_DIR


class Command(BaseCommand):
    """`manage.py build`: before the first start and after each upgrade. Safe to repeat, quick when all is there."""

    help = "Compile translations, collect static files, convert fonts; safe to repeat."
    requires_system_checks: list[str] = []  # noqa: RUF012 (what is checked is made here)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make all three."""
        ignored = [".venv", settings.VAR_DIR.name]
        with chdir(BASE_DIR):  # what it compiles, it looks for below the folder one stands in
            call_command("compilemessages", locale=["en"], ignore_patterns=ignored, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("prepare_fonts", stdout=self.stdout)
        self.stdout.write(f"Built: {BASE_DIR / 'locale'}, {settings.STATIC_ROOT}, {settings.QINGXIN_FONTS}.")
