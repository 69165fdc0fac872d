"""Each kind of look that is written into the ledger has a title for the auditor, and each title a look."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from cases.services import REVEALABLE
from desk.presenters import LOOKED_AT

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]


def _written() -> Iterator[ast.expr]:
    """Yield what the calls of `record_access` say of what was looked at."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record_access"):
                    yield from (given.value for given in node.keywords if given.arg == "what")


def _kinds(what: ast.expr) -> set[str]:
    if isinstance(what, ast.Constant):
        return {what.value}
    if isinstance(what, ast.JoinedStr):  # "evidence:7": the kind, and the number of the piece
        first = what.values[0]
        assert isinstance(first, ast.Constant) and first.value.endswith(":"), ast.unparse(what)
        return {first.value.removesuffix(":")}
    assert ast.unparse(what) == "field", "only a field that may be revealed is written by its name"
    return set(REVEALABLE)


def test_every_kind_of_look_has_a_title_and_every_title_a_look():
    assert {kind for what in _written() for kind in _kinds(what)} == set(LOOKED_AT)
