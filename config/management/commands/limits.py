"""List the statutory limits: manage.py limits --on 2026-09-29."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from law.errors import LawError
from law.limits import list_limits
from law.render import limit_line, limits_json, markdown, read_date


class Command(BaseCommand):
    """A thin command over `law.render`."""

    help = "List every statutory limit, or those in force on a day."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--on", help="only the limits in force on this day")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="print JSON")
        form.add_argument("--markdown", action="store_true", help="print docs/law.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the limits."""
        try:
            on = read_date(options["on"], "on") if options["on"] is not None else None
        except LawError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(limits_json(on), ensure_ascii=False, indent=2))
        elif options["markdown"]:
            self.stdout.write(markdown(on), ending="")
        else:
            self.stdout.write("\n".join(limit_line(limit) for limit in list_limits(on)))
