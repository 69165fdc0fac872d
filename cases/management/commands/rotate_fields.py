"""Encrypt everything with the newest key, so that an old one can be given up."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from cases.keys import rotate


class Command(BaseCommand):
    """Re-encrypt what older keys encrypted; exit 1 when a value opens with none of them."""

    help = "Encrypt every encrypted field with the first of QINGXIN_FIELD_KEYS; afterwards the others can go."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and say what was done."""
        changed, lost = rotate()
        self.stdout.write(f"{changed} values encrypted anew with the newest key.")
        if lost:
            self.stderr.write(f"{lost} values open with none of QINGXIN_FIELD_KEYS: put the missing key back.")
            sys.exit(1)
