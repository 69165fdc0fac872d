"""The account that runs the embedded servers: PostgreSQL refuses root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def can_reach(self, path: Path) -> bool:
        """Tell whether the account may read a path."""
        if self.uid is None:
            return True
        probe = subprocess.run(["/usr/bin/test", "-r", str(path)], check=False, **self.popen_options)
        return probe.returncode == 0


def account() -> Account:
    """Return the account: oneself, or as root a system account of its own (`nobody` where none can be made)."""
    if os.geteuid() != 0:
        return Account(None, None)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        if useradd := shutil.which("useradd"):
            shell = shutil.which("nologin") or "/bin/false"
            options = ["--system", "--no-create-home", "--user-group", "--shell", shell, NAME]
            subprocess.run([useradd, *options], check=False, capture_output=True)
        try:
            entry = pwd.getpwnam(NAME)
        except KeyError:
            entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)
