"""Run what is too long for `make test` and write what came out into docs/proofs.md: `python -m bench.proofs [PART]...`.

Each part writes its own row when it has ended well: a row tells of a commit, and of one without changes beside it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "proofs.md"
PARTS = ("chaos", "year", "mutants", "kills", "fuzz")
"""Targets of the Makefile; the last line of each tells its figures and seed."""


def git(*arguments: str) -> str:
    """Return what git says."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def written(page: str, part: str, cells: list[str]) -> str:
    """Return the page with new cells in the row of a part, after the name and what it proves."""
    row = re.compile(rf"^(\| `make {part}` \| [^|]*) \|.*$", re.MULTILINE)
    texts = " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells)
    changed, found = row.subn(lambda match: f"{match[1]} | {texts} |", page)
    if found != 1:
        raise ValueError(f"{PAGE.name} has {found} rows for {part}")
    return changed


def run(part: str) -> bool:
    """Run one part, say its lines as they come, and write its row; return whether it ended well."""
    commit, began = git("rev-parse", "--short=10", "HEAD"), time.monotonic()
    if git("status", "--porcelain", "--untracked-files=no", "--", ".", f":!{PAGE.relative_to(ROOT)}"):
        sys.exit("there are changes that no commit has: a row would tell of something else")
    lines = []
    with subprocess.Popen(
        ["make", "--no-print-directory", "-o", ".venv/.test", part], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as made:
        for line in made.stdout or ():
            sys.stdout.write(line)
            lines.append(line.strip(" =\n"))
    if made.returncode == 0:
        spent = f"{(time.monotonic() - began) / 60:.0f} min"
        cells = [f"`{commit}`", f"{datetime.now(UTC):%Y-%m-%d}", spent, [line for line in lines if line][-1]]
        PAGE.write_text(written(PAGE.read_text(), part, cells))
    return made.returncode == 0


def main() -> None:
    """Run the parts that are named, or all, each whatever became of the one before."""
    results = {part: run(part) for part in sys.argv[1:] or PARTS}
    failed = [part for part, is_well in results.items() if not is_well]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
