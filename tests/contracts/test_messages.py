"""The English catalogue is complete and current."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR) / "locale/en/LC_MESSAGES/django.po"


def _attributes(path: Path, *options: str) -> str:
    done = subprocess.run(["msgattrib", *options, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _ids(text: str) -> set[str]:
    return {line for line in text.splitlines() if line.startswith("msgid ")} - {'msgid ""'}


def _open(path: Path) -> set[str]:
    """Return the texts without a translation of their own: none at all, or one that was taken from a text like it."""
    return {
        one for kind in ("--untranslated", "--only-fuzzy") for one in _ids(_attributes(path, kind, "--no-obsolete"))
    }


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
    assert _open(fresh) == set()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('msgid "甲"\nmsgstr "one"\n', set()),
        ('msgid "甲"\nmsgstr ""\n', {'msgid "甲"'}),
        ('#, fuzzy\nmsgid "甲"\nmsgstr "another"\n', {'msgid "甲"'}),
        ('#, fuzzy, python-format\nmsgid "%(n)s甲"\nmsgstr "another %(n)s"\n', {'msgid "%(n)s甲"'}),
        ('#, fuzzy\n#~ msgid "甲"\n#~ msgstr "of yesterday"\n', set()),
    ],
    ids=["translated", "missing", "guessed", "guessed with a place", "no longer used"],
)
def test_what_is_missing_and_what_was_guessed_count_alike(tmp_path, entry, told):
    path = tmp_path / "django.po"
    path.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{entry}')
    assert _open(path) == told
