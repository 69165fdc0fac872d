"""The account that runs the embedded PostgreSQL, which refuses root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded.processes import ServerError, private_folder

NAME = "qingxin"


@dataclass(frozen=True)
class Account:
    """Whose processes the embedded servers are. `uid` None: whoever runs this."""

    uid: int | None
    gid: int | None

    @property
    def popen_options(self) -> dict[str, Any]:
        """What `subprocess.Popen` needs to become that account."""
        return {} if self.uid is None else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Make a folder (0700) that belongs to the account; folders above are never touched."""
        private_folder(folder, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Tell whether the account may enter a folder or run a program."""
        if self.uid is None:
            return True
        probe = subprocess.run(["/usr/bin/test", "-x", str(path)], check=False, **self.popen_options)
        return probe.returncode == 0


def account(folder: Path) -> Account:
    """Return the account over a data folder: oneself; as root whoever it belongs to, or a system account of our own.

    Raises ServerError when it belongs to somebody else.
    """
    holder = folder.stat().st_uid if folder.exists() else None
    if os.geteuid() != 0:
        if holder not in (None, os.geteuid()):
            raise ServerError(f"{folder} belongs to another account: run as that one, or choose a QINGXIN_VAR.")
        return Account(None, None)
    entry = pwd.getpwuid(holder) if holder else _system_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _system_account() -> pwd.struct_passwd:
    """Return the account `qingxin`, made when it is missing, or `nobody` where none can be made."""
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    if useradd := shutil.which("useradd"):
        shell = shutil.which("nologin") or "/bin/false"
        options = ["--system", "--no-create-home", "--user-group", "--shell", shell, NAME]
        subprocess.run([useradd, *options], check=False, capture_output=True)
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return pwd.getpwnam("nobody")
