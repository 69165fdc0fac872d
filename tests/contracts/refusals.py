"""Every place where the product refuses, read from its source, and which of them a measured run never reached.

A refusal is a `raise` of a class below `Refusal` or `LawError`, or of Django's `Http404` or `PermissionDenied`: it
tells a person that something is not done. What a form says about one of its fields is none.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.contracts.unread import ROOT, trees

OF_DJANGO = frozenset({"Http404", "PermissionDenied"})


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One `raise`: the file under the root, its line, and the name of what is raised."""

    path: str
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.name}"


def _last_name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@cache
def kinds() -> frozenset[str]:
    """Return the names of all classes of refusals."""
    bases: defaultdict[str, set[str]] = defaultdict(set)
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] |= {_last_name(base) for base in node.bases}
    found = {"Refusal", "LawError", *OF_DJANGO}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return frozenset(found)


def _places() -> Iterator[Place]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and (name := _last_name(node.exc)) in kinds():
                yield Place(path.relative_to(ROOT).as_posix(), node.lineno, name)


@cache
def places() -> tuple[Place, ...]:
    """Return every refusal of the product, by file and line."""
    return tuple(sorted(_places()))


def never_raised(report: Mapping[str, Any]) -> list[Place]:
    """Return the refusals whose line the report (the coverage library's JSON) holds as never run."""
    missing = {path: frozenset(file["missing_lines"]) for path, file in report["files"].items()}
    return [place for place in places() if place.line in missing.get(place.path, frozenset((place.line,)))]
