"""Every trace of the hand-worked claims, word for word: formula, inputs, article, rule version, notice, fingerprint.

data/wage_traces.json is read by people when it changes. After a deliberate change it is written anew with
`QINGXIN_WRITE_GOLDEN=1 pytest tests/law/test_wage_traces.py`, and the difference is reviewed like code.
"""

import json
import os
from pathlib import Path

import pytest

from law.wages import compute_claim, from_json

DATA = Path(__file__).parent / "data"
CASES = json.loads((DATA / "wage_claims.json").read_text(encoding="utf-8"))
GOLDEN = DATA / "wage_traces.json"


def traces() -> dict[str, object]:
    return {case["name"]: compute_claim(from_json(case["facts"])).as_dict() for case in CASES}


if os.environ.get("QINGXIN_WRITE_GOLDEN"):
    GOLDEN.write_text(json.dumps(traces(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

EXPECTED = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_trace_is_the_recorded_one(case):
    assert compute_claim(from_json(case["facts"])).as_dict() == EXPECTED[case["name"]]


def test_no_recorded_trace_is_left_over():
    assert set(EXPECTED) == {case["name"] for case in CASES}
