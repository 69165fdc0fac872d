"""Each release can be upgraded to this one: its dump migrates forward, and everything is as it was."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings

from config.embedded.account import account
from config.embedded.binaries import programs

HERE = Path(__file__).parent

pytestmark = pytest.mark.xdist_group("setup")


@pytest.fixture
def database(request):
    """The address of a new, empty database on the server of the tests."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"upgrade_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield urlunsplit(address._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _program(name: str) -> str:
    return str(programs(account(settings.VAR_DIR), settings.VAR_DIR) / name)


def _run(command: list[str], url: str, given: str = "") -> str:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("release", ["v0.1.0"])
def test_a_release_is_upgraded_to_this_one(database, release):
    _run([_program("pg_restore"), "--no-owner", "--dbname", database, str(HERE / f"{release}.dump")], database)
    _run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], database)

    before = json.loads((HERE / f"{release}.json").read_text("utf-8"))
    codes = {number: facts.pop("code") for number, facts in before.items()}
    asked = json.loads(_run([sys.executable, "-m", "tests.upgrade.asked"], database, json.dumps(codes)))

    assert len(before) > 20
    for number, facts in before.items():
        assert asked["cases"][number] == facts, number
    assert asked["cases"].keys() == before.keys()
    assert asked["opened"] == asked["reopened"] == list(codes), "each code opens its case, also once it is kept anew"
    assert (asked["findings"], asked["disagreements"], asked["pages"]) == ([], [], {})
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT series, division_id, year, last FROM cases_numberseries").fetchall()
    last = {(series, division): number for series, division, _year, number in rows}
    for kind, prefix in (("wage_complaint", "W"), ("petition", "P")):
        given = max(int(number.rpartition("-")[2]) for number in before if number.startswith(prefix))
        assert last[f"case-{kind}", "620102"] == given, "numbers go on where they were"
