"""The English catalogue is complete and current."""

import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR) / "locale/en/LC_MESSAGES/django.po"


def _attributes(path: Path, *options: str) -> str:
    done = subprocess.run(["msgattrib", *options, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _ids(text: str) -> set[str]:
    return {line for line in text.splitlines() if line.startswith("msgid ")} - {'msgid ""'}


def test_no_entry_is_missing_or_fuzzy():
    assert _attributes(CATALOGUE, "--untranslated") == ""
    assert _attributes(CATALOGUE, "--only-fuzzy") == ""


def test_every_text_of_the_source_is_in_the_catalogue(tmp_path):
    copy = tmp_path / "qingxin"
    ignore = shutil.ignore_patterns(".venv", "var", ".git", "node_modules", "*.pyc", "tests", "build", "mutants")
    shutil.copytree(settings.BASE_DIR, copy, ignore=ignore)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "en", "--no-location", "--no-wrap"]
    environment = {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "config.settings.check"}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    fresh = copy / "locale/en/LC_MESSAGES/django.po"
    assert _ids(_attributes(fresh, "--untranslated", "--no-obsolete")) == set()
