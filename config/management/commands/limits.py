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

    help = "列出全部法定期限，或者某日施行的期限"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--on", help="只列这一天施行的期限")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="以 JSON 输出")
        form.add_argument("--markdown", action="store_true", help="输出 docs/law.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the limits."""
        try:
            on = read_date(options["on"], "on") if options["on"] is not None else None
        except LawError as error:
            raise CommandError(f"{error.field}：{error.message}") from error
        if options["json"]:
            self.stdout.write(json.dumps(limits_json(on), ensure_ascii=False, indent=2))
        elif options["markdown"]:
            self.stdout.write(markdown(on), ending="")
        else:
            self.stdout.write("\n".join(limit_line(limit) for limit in list_limits(on)))
