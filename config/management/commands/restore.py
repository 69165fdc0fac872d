"""Restore a backup; says before it touches anything what stands against it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backup


class Command(BaseCommand):
    """`manage.py restore FOLDER [--yes]`."""

    help = "Put a backup in place of what is there."
    requires_system_checks: list[str] = []  # noqa: RUF012 (what is there may be broken: that is why one restores)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and the word that numbers given out since may be skipped."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--yes", action="store_true", help="go on although numbers were given out since")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, say, restore, verify."""
        folder: Path = options["folder"]
        try:
            manifest = backup.read(folder)
            if objections := backup.objections(manifest):
                raise CommandError("\n".join(objections))
            since = backup.issued_since(manifest)
            for series, kept in since:
                self.stdout.write(
                    f"Given out since: {series.series} {series.division} {series.year}: {kept + 1}-{series.last}"
                )
            if since and not options["yes"]:
                raise CommandError("Those matters are not in the backup and would be gone. Say --yes to go on.")
            findings = backup.restore(folder, manifest, since=since)
        except backup.BackupError as error:
            raise CommandError(str(error)) from None
        for finding in findings:
            self.stdout.write(finding)
        if findings:
            raise CommandError("Restored, but not everything is as it was written.")
        self.stdout.write(
            f"Restored the state of {manifest['made_at']}: {manifest['cases']} cases, everything as it was written."
        )
