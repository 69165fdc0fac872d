"""Put each small wrong edit into a copy and see that the tests nearest to it fail: `python -m tests.mutants [WORD]`.

The tests must first pass without any. What they do not notice is given to the whole folder of theirs, and is a
survivor when that passes too. Two copies work side by side, each with a database of its own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.edits import Edit, edits

ROOT = Path(__file__).resolve().parent.parent.parent
COPIES = 2
PASSED, FAILED = 0, 1
"""What pytest answers; anything else, or an error outside of a test, is no verdict."""


def copy_into(folder: Path) -> Path:
    """Copy what is under version control, and all that is not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    for path in (ROOT / "locale").rglob("*.mo"):
        shutil.copyfile(path, folder / path.relative_to(ROOT))
    return folder


def verdict(folder: Path, tests: list[str]) -> tuple[int, str]:
    """Run tests in a copy until the first failure; return pytest's answer and its last lines."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    done = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--reuse-db", "-p", "no:cacheprovider", *tests],
        cwd=folder,
        env={**kept, "QINGXIN_VAR": str(folder / "var")},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return done.returncode, (lines or done.stdout.splitlines()[-1:] or [done.stderr[-200:]])[0]


def judge(edit: Edit, folder: Path) -> tuple[bool, str]:
    """Return whether the tests notice an edit, and which one did."""
    before = edit.put_in(folder)
    try:
        for tests in (edit.tests, str(Path(edit.tests).parent)):
            answer, said = verdict(folder, [tests])
            if answer != PASSED:
                break
    finally:
        (folder / edit.file).write_text(before)
    return answer == FAILED and said.startswith("FAILED"), said


def main() -> None:
    """Judge all, print a line for each, and fail when one survives."""
    wanted = [edit for edit in edits() if all(word in edit.name for word in sys.argv[1:])]
    survivors, began = [], time.monotonic()
    with tempfile.TemporaryDirectory(prefix="qingxin-mutants-") as made, ThreadPoolExecutor(COPIES) as pool:
        Path(made).chmod(0o755)
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(COPIES):
            copies.put(copy_into(Path(made) / str(number)))

        def in_a_copy(edit: Edit) -> tuple[Edit, bool, str]:
            folder = copies.get()
            try:
                return edit, *judge(edit, folder)
            finally:
                copies.put(folder)

        answer, said = verdict(Path(made) / "0", sorted({edit.tests for edit in wanted}))
        if answer != PASSED:
            sys.exit(f"the tests fail without an edit: {said}")
        for edit, noticed, said in pool.map(in_a_copy, wanted):
            print(f"{'noticed' if noticed else 'SURVIVED'}: {edit.name} ({said})", flush=True)
            if not noticed:
                survivors.append(edit.name)
    seconds = time.monotonic() - began
    print(f"{len(wanted) - len(survivors)} of {len(wanted)} wrong edits noticed, {seconds:.0f} s")
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
