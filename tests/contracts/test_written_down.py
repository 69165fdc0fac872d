"""What must be written down: why each dependency is there, and what each public name of the law does."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LAW = sorted(path for path in (ROOT / "law").rglob("*.py"))


def _direct(file):
    lines = (ROOT / file).read_text("utf-8").splitlines()
    return {re.split(r"[=<>~ ]", line)[0].lower() for line in lines if line and line[0] not in "#-"}


def test_each_dependency_has_its_reason():
    text = (ROOT / "docs/dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\w.\[\]-]+) \| (.+) \|$", text, re.MULTILINE)
    explained = {name.lower() for name, reason in rows if len(reason) > 3} - {"package"}
    assert explained == set().union(*(_direct(path.name) for path in ROOT.glob("requirements*.in")))


def test_each_proof_against_a_fault_exists():
    text = (ROOT / "docs/faults.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)`((?:,? `test_\w+`)+)", text)
    assert len(named) >= 40
    assert text.count("`test_") == sum(tests.count("`test_") for _path, tests in named), "a test without its file"
    gone = [
        (path, test)
        for path, tests in named
        for test in re.findall(r"`(test_\w+)`", tests)
        if f"def {test}(" not in (ROOT / path).read_text("utf-8")
    ]
    assert gone == []
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| what fails")]
    assert [row for row in rows if "`test_" not in row and "`make " not in row] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_link_of_a_page_leads_somewhere(path):
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)", path.read_text("utf-8"))
    for target, anchor in links:
        page = (path.parent / target).resolve() if target else path
        assert page.exists(), target
        if anchor:
            assert anchor in _anchors(page.read_text("utf-8")), anchor


def _anchors(text):
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", LAW, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_public_name_of_the_law_has_a_docstring(path):
    tree = ast.parse(path.read_text("utf-8"))
    kinds = ast.ClassDef | ast.FunctionDef
    named = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    classes = [node for node in named if isinstance(node, ast.ClassDef)]
    named += [inner for node in classes for inner in node.body if isinstance(inner, kinds)]
    missing = [node.name for node in named if not node.name.startswith("_") and not ast.get_docstring(node)]
    assert not missing
    assert ast.get_docstring(tree) or not tree.body
