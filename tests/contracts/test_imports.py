"""How our modules import one another: no circles, no import hidden in a function, every form in its table."""

import ast
import tomllib
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from documents.forms import FORMS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]


@cache
def _modules() -> dict[str, ast.Module]:
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text())
    return found


def _imported(node: ast.AST) -> set[str]:
    """Return the modules of ours that one import statement names."""
    if isinstance(node, ast.Import):
        names = {alias.name for alias in node.names}
    elif isinstance(node, ast.ImportFrom):
        names = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    else:
        return set()
    ours = names & _modules().keys()
    # `from package import module` needs the module, not what the package itself defines.
    if isinstance(node, ast.ImportFrom) and len(ours) > 1:
        ours.discard(node.module or "")
    return ours


def test_no_circle_of_modules():
    graph = {
        name: {other for node in ast.walk(tree) for other in _imported(node)} - {name}
        for name, tree in _modules().items()
    }
    assert graph["workflows.queue"] >= {"clocks.due", "workflows.models"}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


def test_no_import_of_ours_is_hidden_in_a_function():
    # Before Django is set up nothing that needs models can be imported: `ready` and the Celery app come later. The
    # trial's servers are not there in production, whose refusal `demo` has to say first.
    hidden = [
        f"{name}:{node.lineno}"
        for name, tree in _modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and function.name != "ready"
        and name not in {"config.celery", "config.management.commands.demo"}
        for node in ast.walk(function)
        if _imported(node)
    ]
    assert hidden == []


def test_every_module_of_forms_is_in_the_table():
    folder = ROOT / "documents" / "forms"
    assert len(FORMS) == len([path for path in folder.glob("*.py") if path.stem != "__init__"])
    assert len({form.mark for form in FORMS.values()}) == len(FORMS)
