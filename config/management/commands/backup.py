"""Back up database and files into one folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import backup
from offices.clock import now

TOLD = 20
"""How many missing files are named."""


class Command(BaseCommand):
    """`manage.py backup FOLDER`: may run while everything runs."""

    help = "Back up the database, the files and what a restore has to know into a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up."""
        try:
            missing = backup.make(options["folder"], at=now())
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Backed up into {options['folder']}. The keys are not in it: keep their copy elsewhere.")
        if missing:
            told = "\n".join(missing[:TOLD])
            raise CommandError(f"{told}\nBacked up without {len(missing)} files that the database names: find them.")
