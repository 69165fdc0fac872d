"""Judge a whole run: its branch coverage against the floor of each folder, and each refusal against having happened.

Only the process that collects the others' data judges, and only when every test was meant to run; a run of one file
says nothing about a folder. The floors stand in pyproject.toml.
"""

import json
import tomllib
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter

from tests.contracts.refusals import never_raised

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "var" / "coverage.json"
"""Where `--cov-report=json:var/coverage.json` puts the combined data."""

NARROWING = (
    *("keyword", "markexpr", "deselect", "ignore", "ignore_glob"),
    *("collectonly", "maxfail", "lf", "stepwise"),
)
"""Options that leave tests out."""

UNMEASURED = ("browser", "production", "races", "setup", "simulation", "upgrade")
"""Folders whose tests drive processes and browsers: what they prove is not told in branches, and tracing slows them."""

FAULTS = pytest.StashKey[list[str]]()
TABLE = pytest.StashKey[list[str]]()

Report = Mapping[str, Any]
"""What the coverage library writes as JSON."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The branches of one folder, migrations aside, and the floor: the least share of them, in percent, to be taken."""

    name: str
    branches: int
    covered: int
    floor: int

    @property
    def percent(self) -> float:
        """Return the covered branches of all; a folder without a branch is covered."""
        return 100 * self.covered / self.branches if self.branches else 100.0

    @property
    def is_short(self) -> bool:
        """Say whether the folder misses its floor."""
        return self.percent < self.floor


def floors() -> dict[str, int]:
    """Return the floor of each folder in percent, as pyproject.toml declares it."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return dict(declared["tool"]["qingxin"]["coverage"])


def measure(report: Report, wanted: Mapping[str, int]) -> list[Folder]:
    """Return the branches of each folder of `wanted` (name to floor) in the coverage report."""
    counted = {name: [0, 0] for name in wanted}
    for path, file in report["files"].items():
        sums = counted[Path(path).parts[0]]
        sums[0] += file["summary"]["num_branches"]
        sums[1] += file["summary"]["covered_branches"]
    return [Folder(name, *counted[name], wanted[name]) for name in wanted]


def table(folders: list[Folder]) -> list[str]:
    """Return one line a folder, for the terminal."""
    lines = [f"{'folder':<12}{'branches':>10}{'covered':>10}{'%':>8}{'floor':>8}"]
    for folder in folders:
        row = f"{folder.name:<12}{folder.branches:>10}{folder.covered:>10}{folder.percent:>8.1f}{folder.floor:>8}"
        lines.append(row + ("  short" if folder.is_short else ""))
    return lines


def faults(report: Report, folders: list[Folder]) -> list[str]:
    """Return what a whole run must not leave behind: folders below their floor, refusals that never happened."""
    short = [f"{one.name}: {one.percent:.1f} % of branches, floor {one.floor} %" for one in folders if one.is_short]
    return short + [f"{place}: never raised" for place in never_raised(report)]


def is_whole(option: Namespace, source: pytest.Config.ArgsSource) -> bool:
    """Say whether the run was asked for every test, and measured."""
    said = vars(option)  # a plugin that is switched off brings no option
    is_measured = bool(said.get("cov_source")) and not said.get("no_cov")
    is_narrowed = any(said.get(name) for name in NARROWING)
    return source is pytest.Config.ArgsSource.TESTPATHS and is_measured and not is_narrowed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure the tests that run within their own process."""
    for item in items:
        if item.path.relative_to(ROOT / "tests").parts[0] in UNMEASURED:
            item.add_marker("no_cover")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Judge, and fail the run when something is left."""
    config = session.config
    ran = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if hasattr(config, "workerinput") or not ran or not is_whole(config.option, config.args_source):
        return
    report = json.loads(REPORT.read_text("utf-8"))
    folders = measure(report, floors())
    config.stash[TABLE] = table(folders)
    config.stash[FAULTS] = faults(report, folders)
    if config.stash[FAULTS]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Print the table and what is left, before pytest's own last line."""
    if TABLE not in config.stash:
        return
    terminalreporter.section("branches taken, a folder")
    for line in config.stash[TABLE]:
        terminalreporter.write_line(line)
    for line in config.stash[FAULTS]:
        terminalreporter.write_line(line, red=True)
