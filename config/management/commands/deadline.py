"""Say when a limit ends: manage.py deadline inspection_accept --on 2026-09-29."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from law.errors import LawError
from law.render import deadline, deadline_lines


class Command(BaseCommand):
    """A thin command over `law.render.deadline`."""

    help = "计算法定期限的届满日并说明理由"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("rule", help="期限代码，见 manage.py limits")
        parser.add_argument("--on", required=True, help="起算事件日，如 2026-09-29")
        parser.add_argument("--extension", type=int, default=0, help="延长的数量，单位同该期限")
        parser.add_argument("--excluded", type=int, default=0, help="不计入的天数")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the deadline; a question the law cannot answer ends with the reason."""
        try:
            found = deadline(options["rule"], options["on"], options["extension"], options["excluded"])
        except LawError as error:
            raise CommandError(f"{error.field}：{error.message}") from error
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(deadline_lines(found)))
