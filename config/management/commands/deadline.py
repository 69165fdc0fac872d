"""Say when a limit ends: manage.py deadline inspection_accept --on 2026-09-29."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from law.errors import LawError
from law.render import deadline, deadline_lines


class Command(BaseCommand):
    """A thin command over `law.render.deadline`."""

    help = "Say when a statutory limit ends, and why."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("rule", help="code of the limit, see manage.py limits")
        parser.add_argument("--on", required=True, help="day of the event, such as 2026-09-29")
        parser.add_argument("--extension", type=int, default=0, help="units added by an extension")
        parser.add_argument("--excluded", type=int, default=0, help="days that are not counted")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the deadline; a question the law cannot answer ends with the reason."""
        try:
            found = deadline(options["rule"], options["on"], options["extension"], options["excluded"])
        except LawError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(deadline_lines(found)))
