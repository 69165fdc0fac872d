"""docs/proofs.md tells of every long proof, of a commit that there is, and of none older than the newest release."""

import re
import subprocess

import pytest

from bench import proofs

PAGE = proofs.PAGE.read_text()


def _git(*arguments):
    return subprocess.run(["git", *arguments], cwd=proofs.ROOT, capture_output=True, text=True, check=False)


def _row(part):
    found = re.search(rf"^\| `make {part}` \| (.+) \|$", PAGE, re.MULTILINE)
    assert found, part
    return [cell.strip() for cell in found[1].split("|")]


@pytest.mark.parametrize("part", proofs.PARTS)
def test_each_part_names_a_commit_no_older_than_the_newest_release(part):
    _what, commit, date, took, result = _row(part)
    if commit == "not run":
        assert not _git("tag", "--points-at", "HEAD", "v*").stdout.strip(), "a release has every proof"
        return
    assert re.fullmatch(r"`[0-9a-f]{10}`", commit)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", date)
    assert re.fullmatch(r"\d+ min", took)
    assert re.search(r"\d", result)
    if not (proofs.ROOT / ".git").exists() or _git("rev-parse", "--is-shallow-repository").stdout.strip() == "true":
        pytest.skip("the history is not here")
    assert _git("merge-base", "--is-ancestor", commit.strip("`"), "HEAD").returncode == 0, "no commit of the history"
    release = _git("describe", "--tags", "--abbrev=0", "--match", "v*").stdout.strip()
    if release:
        assert _git("merge-base", "--is-ancestor", release, commit.strip("`")).returncode == 0, f"older than {release}"


def test_make_deep_runs_the_parts_of_the_page():
    makefile = (proofs.ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert set(proofs.PARTS) <= targets
    assert set(re.findall(r"^\| `make (\w+)`", PAGE, re.MULTILINE)) == set(proofs.PARTS)
    assert re.search(r"^deep:.*\n\t@\$\(BIN\)/python -m bench\.proofs$", makefile, re.MULTILINE)


def test_a_row_is_written_over_and_says_what_it_proves_as_before():
    page = proofs.written(PAGE, "fuzz", ["`0123456789`", "2026-01-01", "3 min", "1 | 2"])
    assert "| `0123456789` | 2026-01-01 | 3 min | 1 / 2 |" in page
    assert len(page.splitlines()) == len(PAGE.splitlines())
    assert _row("fuzz")[0] in page
    with pytest.raises(ValueError, match="0 rows"):
        proofs.written(PAGE, "sleep", [])
