"""Fill an empty installation: a province, its offices, and the first administrator."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from offices import provinces
from offices.clock import now
from offices.errors import Refusal
from offices.models import Staff


class Command(BaseCommand):
    """`manage.py install --province 62 --admin NAME`, after `migrate`. Says what it did; safe to repeat."""

    help = "Load a province, make its offices and its first administrator; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the province and the name of the administrator."""
        parser.add_argument("--province", required=True, help="statistical code of two digits, such as 62")
        parser.add_argument(
            "--admin", required=True, metavar="NAME", help="the administrator, who logs in by this name"
        )
        parser.add_argument("--divisions", type=Path, metavar="FILE", help="divisions as CSV, for another province")

    def handle(self, *args: Any, **options: Any) -> None:
        """Install."""
        province, name = options["province"], options["admin"]
        try:
            Staff.username_validator(name)
            divisions, made = provinces.install(province=province, path=options["divisions"])
            password = provinces.first_administrator(name=name, province=province, at=now())
        except (Refusal, ValidationError, OSError, KeyError) as error:
            raise CommandError(self._reason(error)) from None
        except ProgrammingError as error:
            raise CommandError(self._unready(error)) from None
        self.stdout.write(f"Province {province}: {divisions} divisions, {made} new offices.")
        if password is None:
            self.stdout.write(f"The account {name} is there already and was left alone.")
            return
        self.stdout.write(f"Administrator {name}: one-time password {password}")
        self.stdout.write("It is shown this once, and has to be changed at the first log-in.")

    @staticmethod
    def _unready(error: ProgrammingError) -> str:
        if "permission denied" in str(error):
            return "The role of DATABASE_URL has no rights to the tables: run `qingxin migrate`, which grants them."
        return "The database has no tables yet: run `qingxin migrate` first."

    @staticmethod
    def _reason(error: Exception) -> str:
        if isinstance(error, KeyError):
            return f"The file of divisions has no column {error}."
        return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
