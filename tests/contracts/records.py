"""What is written about a case, in words: each row that belongs to it as one line, without what is random."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import ForeignKey, Model

from cases.models import Access, Case, Party

RANDOM = re.compile(
    r"(hash|sha256|salt|token|key|index|verification_code|tail|head|seal)(_|$)|_id$|^(id|seq|task|bytes|size)$"
)
"""Columns that differ with each run, or are told by the rows that they point at."""

POINTERS = {"payment", "session", "order", "office"}
"""Names under which the number of another row is kept in JSON."""

_NUMBERS = re.compile(r"\b[0-9a-f]{16,}\b|/(?:answer|verify)/[\w-]+|(?<=#)\d+")


def record(case: Case) -> list[str]:
    """Return a line for the case, and for each row that points at it or at one of those."""
    lines = [_line(Case.objects.get(pk=case.pk))]
    for near in Case._meta.related_objects:
        if near.related_model is Access:
            continue
        lines += _lines(near, near.field.name, case)
        for far in near.related_model._meta.related_objects:
            if not any(field.related_model is Case for field in far.related_model._meta.concrete_fields):
                lines += _lines(far, f"{far.field.name}__{near.field.name}", case)
    return lines


def difference(before: list[str], after: list[str]) -> str:
    """Return what went and what came, a line each, in the order of the record."""
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    lines = [f"- {line}" for line in _each(before, gone)] + [f"+ {line}" for line in _each(after, come)]
    return "\n".join(lines) + "\n"


def _each(lines: list[str], counted: Counter[str]) -> Iterator[str]:
    left = Counter(counted)
    for line in lines:
        if left[line]:
            left[line] -= 1
            yield line


def _lines(relation: Any, path: str, case: Case) -> list[str]:
    found = relation.related_model._base_manager.filter(**{path: case}).order_by("pk").distinct()
    return [_line(row) for row in found]


def _line(row: Model) -> str:
    told = {field.name: _value(row, field) for field in row._meta.concrete_fields if not RANDOM.search(field.name)}
    words = "; ".join(f"{name}={value}" for name, value in told.items() if value not in ("", "None", "[]", "{}"))
    return f"{type(row).__name__}: {words}"


def _named(value: Any) -> Any:
    """Return what was kept as JSON with people by name, and without the numbers of other rows."""
    if isinstance(value, list):
        return [_named(part) for part in value]
    if not isinstance(value, dict):
        return value
    told = {name: _named(part) for name, part in value.items()}
    for name in {"worker", "party"} & set(told):
        if isinstance(told[name], int):
            told[name] = Party.objects.get(pk=told[name]).name
    return told | {name: "…" for name in POINTERS & set(told) if isinstance(told[name], int)}


def _value(row: Model, field: Any) -> str:
    if isinstance(field, ForeignKey):
        other = getattr(row, field.name)
        named = other is not None and type(other).__str__ is not Model.__str__
        return str(other) if named else "" if other is None else type(other).__name__
    value = getattr(row, field.name)
    if isinstance(value, dict | list):
        value = json.dumps(_named(value), ensure_ascii=False, sort_keys=True, default=str)
    return _NUMBERS.sub("…", str(value)).replace("\n", " / ")
