"""A drill: back up, go on, restore. What stands against a restore is said before anything is touched."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.conf import settings

from config import backup

pytestmark = pytest.mark.xdist_group("setup")

FILE = """
from tests.workflows.conftest import WORKER, complaint
from offices.clock import now
from documents.preparation import render_waiting
from workflows.services import file_complaint
print(file_complaint(filing=complaint(), by=WORKER, at=now()).case.number)
render_waiting(at=now(), limit=5)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """An installation with one case: a database of its own and a folder; run commands in it."""
    var = tmp_path_factory.mktemp("house")
    address = urlsplit(os.environ["DATABASE_URL"])
    name = f"backup_{os.getpid()}"
    url = urlunsplit(address._replace(path=f"/{name}"))
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "QINGXIN_VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }

    def manage(*arguments, text=None):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        manage.url, manage.var = url, var
        assert manage("migrate", "--verbosity", "0").returncode == 0
        assert manage("install", "--province", "62", "--admin", "冯管理").returncode == 0
        manage.first = manage("shell", "-c", FILE).stdout.split()[-1]
        yield manage
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def kept(house, tmp_path_factory):
    """A backup of it, and a second case that came after."""
    folder = tmp_path_factory.mktemp("kept") / "today"
    done = house("backup", str(folder))
    assert done.returncode == 0, done.stderr
    house.second = house("shell", "-c", FILE).stdout.split()[-1]
    return folder


def _numbers(house):
    with psycopg.connect(house.url) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM cases_case ORDER BY id").fetchall()]


@pytest.mark.django_db
def test_no_session_is_in_a_backup(house, kept, tmp_path):
    """Else whoever has a copy, even without the keys, would be whoever is logged in."""
    house("shell", "-c", "from config.sessions import SessionStore; SessionStore().create()")
    assert house("backup", str(tmp_path / "more")).returncode == 0
    with psycopg.connect(house.url) as connection:
        assert connection.execute("SELECT count(*) FROM django_session").fetchone() == (1,)
        connection.execute("DELETE FROM django_session")
    command = [backup.program("pg_restore"), "--data-only", "--file=-", str(tmp_path / "more" / "database.dump")]
    written = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "COPY public.cases_case " in written
    assert "django_session" not in written.replace("django_session_", "")


def _changed(kept: Path, tmp_path: Path, **changes: object) -> Path:
    other = tmp_path / "other"
    other.mkdir()
    for path in kept.iterdir():
        (other / path.name).symlink_to(path)
    manifest = {**json.loads((kept / "manifest.json").read_text()), **changes}
    (other / "manifest.json").unlink()
    (other / "manifest.json").write_text(json.dumps(manifest))
    return other


def test_a_backup_is_for_its_own_account_alone(kept):
    assert kept.stat().st_mode & 0o077 == 0
    assert {path.stat().st_mode & 0o077 for path in kept.iterdir() if path.name != "manifest.json"} == {0}


def test_a_backup_overwrites_nothing(house, kept):
    refused = house("backup", str(kept))
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"keys": Fernet(Fernet.generate_key()).encrypt(b"x").decode()}, "QINGXIN_FIELD_KEYS does not open"),
        ({"index_key": "0" * 64}, "QINGXIN_BLIND_INDEX_KEY is not that"),
        ({"migrations": [["cases", "9999_of_the_future"]]}, "newer release"),
        ({"sha256": {"database.dump": "0" * 64}}, "not the file that was backed up"),
    ],
)
def test_what_stands_against_a_restore_is_said_before_anything_is_touched(house, kept, tmp_path, changes, sentence):
    refused = house("restore", str(_changed(kept, tmp_path, **changes)), "--yes")
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert _numbers(house) == [house.first, house.second]


def test_a_folder_without_a_backup_is_none(house, tmp_path):
    assert "no backup" in house("restore", str(tmp_path)).stderr


def test_what_is_still_connected_forbids_a_restore(house, kept):
    with psycopg.connect(house.url), psycopg.connect(house.url):
        refused = house("restore", str(kept), "--yes")
    assert refused.returncode == 1
    assert "2 other sessions of the application" in refused.stderr
    assert _numbers(house) == [house.first, house.second]


def test_files_that_the_database_names_and_the_store_has_lost_are_named(house, kept, tmp_path):
    with psycopg.connect(house.url) as connection:
        [(number, sha256)] = connection.execute(
            "SELECT number, sha256 FROM documents_document WHERE sha256 <> '' ORDER BY id LIMIT 1"
        ).fetchall()
    file = house.var / "files" / sha256[:2] / sha256[2:4] / sha256
    file.rename(tmp_path / "lost")
    try:
        done = house("backup", str(tmp_path / "backup"))
    finally:
        (tmp_path / "lost").rename(file)
    assert done.returncode == 1
    assert f"the file of document {number} is missing ({sha256})" in done.stderr
    assert "without 1 files" in done.stderr
    assert {path.name for path in (tmp_path / "backup").iterdir()} == {path.name for path in kept.iterdir()}


def test_nothing_is_backed_up_while_the_store_is_away(house, kept, tmp_path):
    with psycopg.connect(house.url) as connection:
        connection.execute("INSERT INTO cases_storeidentity (id, mark) VALUES (1, 'of another store')")
    try:
        refused = house("backup", str(tmp_path / "backup"))
    finally:
        with psycopg.connect(house.url) as connection:
            connection.execute("DELETE FROM cases_storeidentity")
    assert refused.returncode == 1
    assert "not those of this database" in refused.stderr
    assert not (tmp_path / "backup").exists()


def test_the_way_back_skips_the_numbers_given_out_since(house, kept):
    asked = house("restore", str(kept))
    assert asked.returncode == 1
    assert "Given out since: case-wage_complaint 620102" in asked.stdout
    assert "--yes" in asked.stderr
    assert _numbers(house) == [house.first, house.second]
    files = sorted(path.name for path in (house.var / "files").rglob("*") if path.is_file())
    for path in (house.var / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    done = house("restore", str(kept), "--yes")
    assert done.returncode == 0, done.stderr
    assert "everything as it was written" in done.stdout
    verified = house("verify_events")
    assert (verified.returncode, verified.stderr) == (0, "")
    assert _numbers(house) == [house.first]
    back = sorted(path.name for path in (house.var / "files").rglob("*") if path.is_file())
    assert back and set(back) < set(files)
    third = house("shell", "-c", FILE).stdout.split()[-1]
    assert third not in {house.first, house.second}
    assert int(third.rpartition("-")[2]) == int(house.second.rpartition("-")[2]) + 1
