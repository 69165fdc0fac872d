"""What a whole run is judged by: floors a folder, and every refusal reached."""

from typing import Any

import pytest

from tests import coverage_floors
from tests.contracts import refusals
from tests.contracts.unread import FOLDERS, ROOT


def _file(branches: int = 0, covered: int = 0, missing: tuple[int, ...] = ()) -> dict[str, Any]:
    summary = {"num_branches": branches, "covered_branches": covered}
    return {"summary": summary, "missing_lines": list(missing)}


def _report(**files: dict[str, Any]) -> dict[str, Any]:
    """A report in which every line ran, but for what `files` (folder to file) says."""
    whole = {place.path: _file() for place in refusals.places()}
    return {"files": whole | {f"{folder}/made_up.py": file for folder, file in files.items()}}


def test_each_folder_of_the_product_has_its_floor() -> None:
    assert sorted(coverage_floors.floors()) == sorted(FOLDERS)


def test_the_floors_are_not_lowered() -> None:
    floors = coverage_floors.floors()
    strict = ("arrears", "mediation", "petitions", "workflows", "cases")
    assert min(floors[name] for name in strict) >= 90
    assert min(floors["desk"], floors["portal"]) >= 80


def test_branches_are_summed_over_the_files_of_a_folder() -> None:
    report = {"files": {"cases/a.py": _file(10, 9), "cases/deep/b.py": _file(30, 27), "law/c.py": _file(8, 0)}}
    measured = coverage_floors.measure(report, {"cases": 90, "law": 1, "desk": 80})
    assert [(one.name, one.branches, one.covered) for one in measured] == [
        ("cases", 40, 36),
        ("law", 8, 0),
        ("desk", 0, 0),
    ]
    assert [one.is_short for one in measured] == [False, True, False]


def test_a_folder_below_its_floor_fails_the_run_by_name() -> None:
    report = _report(cases=_file(1000, 899), law=_file(1000, 900))
    folders = coverage_floors.measure(report, dict.fromkeys(FOLDERS, 90))
    assert coverage_floors.faults(report, folders) == ["cases: 89.9 % of branches, floor 90 %"]
    short = [line for line in coverage_floors.table(folders) if line.endswith("short")]
    assert [line.split()[:3] for line in short] == [["cases", "1000", "899"]]


def test_a_refusal_whose_line_never_ran_fails_the_run_by_its_place() -> None:
    place = next(place for place in refusals.places() if place.path == "arrears/amounts.py")
    report = _report()
    report["files"][place.path] = _file(missing=(place.line, 1))
    assert coverage_floors.faults(report, []) == [f"arrears/amounts.py:{place.line} InvalidAmount: never raised"]


def test_a_refusal_in_a_file_that_was_never_loaded_counts_as_never_raised() -> None:
    report = _report()
    del report["files"]["arrears/amounts.py"]
    assert {place.path for place in refusals.never_raised(report)} == {"arrears/amounts.py"}


def test_refusals_are_found_by_what_they_inherit_from() -> None:
    found = {(place.path, place.name) for place in refusals.places()}
    assert {
        ("offices/access.py", "NotPermitted"),
        ("law/limits.py", "UnknownRule"),
        ("desk/access.py", "PermissionDenied"),
    } <= found
    lines = (ROOT / "arrears/amounts.py").read_text("utf-8").splitlines()
    said = [number for number, line in enumerate(lines, 1) if "raise " in line]
    assert [place.line for place in refusals.places() if place.path == "arrears/amounts.py"] == said


@pytest.mark.parametrize(
    ("arguments", "whole"),
    [
        ("--cov", True),
        ("--cov -n 2 --dist loadgroup", True),
        ("", False),
        ("--cov --no-cov", False),
        ("tests/law --cov", False),
        ("--cov -k money", False),
        ("--cov -m browser", False),
        ("--cov -x", False),
        ("--cov --ignore tests/browser", False),
        ("--cov --deselect tests/law/test_render.py", False),
        ("--cov --collect-only", False),
    ],
)
def test_only_a_whole_measured_run_is_judged(arguments: str, whole: bool, pytestconfig: pytest.Config) -> None:
    option = pytestconfig._parser.parse_known_args(arguments.split())
    source = pytest.Config.ArgsSource.ARGS if option.file_or_dir else pytest.Config.ArgsSource.TESTPATHS
    assert coverage_floors.is_whole(option, source) is whole
