"""What the commands of the law have in common: a file in, an answer out, a fault named in one line."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError

from law.errors import LawError


class Answer(Protocol):
    """Anything that can be written as JSON values."""

    def as_dict(self) -> dict[str, object]:
        """Return plain JSON values."""
        ...


class LawCommand(BaseCommand):
    """Read a JSON file of facts, ask the law, print the answer as text or as JSON. No database is touched."""

    requires_system_checks: list[str] = []  # noqa: RUF012
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the form of the answer."""
        parser.add_argument("file", help="事实文件（JSON，UTF-8）")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer, or name the field at fault and leave with an error."""
        try:
            document = Path(options["file"]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不了文件：{options['file']}") from error
        try:
            result = self.answer(document)
        except LawError as error:
            raise CommandError(f"{error.field}：{error.message}") from error
        if options["json"]:
            self.stdout.write(json.dumps(result.as_dict(), ensure_ascii=False, indent=2, sort_keys=True))
        else:
            self.stdout.write("\n".join(self.text(result)))

    def answer(self, document: str) -> Answer:
        """Return the answer to a JSON document; raise `LawError` for a fault in it."""
        raise NotImplementedError

    def text(self, result: Any) -> list[str]:
        """Return the answer as lines of text."""
        raise NotImplementedError
