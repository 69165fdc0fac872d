"""Hand-worked claims, exact to the fen.

Each row of data/wage_claims.json shows its own working, which is evaluated here as well.
"""

import ast
import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

import pytest

from law.wages import compute_claim, from_json

CASES = json.loads((Path(__file__).parent / "data" / "wage_claims.json").read_text(encoding="utf-8"))
OPERATIONS = {
    ast.Add: Fraction.__add__,
    ast.Sub: Fraction.__sub__,
    ast.Mult: Fraction.__mul__,
    ast.Div: Fraction.__truediv__,
}


def worked(expression: str) -> Decimal:
    """Evaluate plain arithmetic in exact fractions and round half-up to the fen, without any code of the house."""
    exact = _evaluate(ast.parse(expression, mode="eval").body, expression)
    fen = floor(exact * 100 + Fraction(1, 2))
    return Decimal(fen).scaleb(-2)


def _evaluate(node: ast.AST, text: str) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(ast.get_source_segment(text, node))
    return OPERATIONS[type(node.op)](_evaluate(node.left, text), _evaluate(node.right, text))


def expected_lines(case: dict) -> Counter:
    return Counter(
        (row["worker"], row["kind"], row["from"], row["to"], Decimal(row["amount"])) for row in case["lines"]
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_claim_matches_the_hand_worked_lines(case):
    result = compute_claim(from_json(case["facts"]))

    found = Counter(
        (line.worker, line.kind.value, line.period_from.isoformat(), line.period_to.isoformat(), line.amount)
        for line in result.lines
    )
    assert found == expected_lines(case)
    assert result.total == Decimal(case["total"])
    assert {notice.code for notice in result.warnings} == set(case["notices"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_table_agrees_with_its_own_working(case):
    for row in case["lines"]:
        assert worked(row["working"]) == Decimal(row["amount"]), row["working"]
    assert sum((Decimal(row["amount"]) for row in case["lines"]), Decimal("0.00")) == Decimal(case["total"])


def test_the_table_is_large_enough_and_names_each_case_once():
    names = [case["name"] for case in CASES]
    assert len(names) >= 100
    assert len(set(names)) == len(names)


def test_the_groups_of_the_reference_examples_add_up():
    totals = {case["name"]: case["total"] for case in CASES}
    assert totals["OT-1 weekday, rest days and a statutory day"] == "2580.00"
    assert totals["OT-2 Spring Festival 2025"] == "5517.24"
    assert totals["W-1 two months and twelve days less an advance"] == "14586.21"
    assert totals["W-2 three day workers"] == "23120.00"
    assert totals["W-3 piece work and day labour"] == "15230.00"
    assert totals["Double wage: four months and eight working days"] == "24459.77"
