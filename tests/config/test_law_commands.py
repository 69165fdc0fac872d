"""The commands that ask the law: text and JSON out, one line and the field's path on a fault."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_wages_writes_each_line_with_its_formula_and_the_total():
    text = run("wages", str(EXAMPLES / "wages-three-workers.json"))
    assert "3586.21  = 6500 / 21.75 x 12" in text
    assert "合计 56617.94 元" in text
    assert "注意 A：" in text


def test_wages_writes_json():
    answer = json.loads(run("wages", str(EXAMPLES / "wages-three-workers.json"), "--json"))
    assert answer["total"] == "56617.94"
    assert len(answer["digest"]) == 64


def test_liability_writes_payers_in_order():
    path = str(EXAMPLES / "liability-subcontractor.json")
    assert "上限 820000 元" in run("liability", path)
    assert json.loads(run("liability", path, "--json"))["payers"] == [
        "sub",
        "foreman",
        "general",
        "owner",
        "government",
    ]


def test_routes_writes_roads_and_advice():
    old = str(EXAMPLES / "routes-old-claim.json")
    assert "inspection_lookback 至 2021-11-01" in run("routes", old)
    answer = json.loads(run("routes", str(EXAMPLES / "routes-agreement-in-default.json"), "--json"))
    assert {road["code"] for road in answer["routes"] if road["open"]} >= {"court", "payment_order"}
    assert [item["code"] for item in answer["advice"]] == ["inspection_open", "arbitration_open"]


@pytest.mark.parametrize("command", ["wages", "liability", "routes"])
@pytest.mark.parametrize(
    ("document", "fault"), [("{", "json：不是有效的 JSON"), ('{"x": 1}', "x：没有这个字段"), ("[]", "json：应为对象")]
)
def test_a_fault_names_its_field(command, document, fault, tmp_path):
    path = tmp_path / "facts.json"
    path.write_text(document, encoding="utf-8")
    with pytest.raises(CommandError, match=fault):
        run(command, str(path))


def test_a_file_that_cannot_be_read_is_said_so(tmp_path):
    with pytest.raises(CommandError, match="读不了文件"):
        run("wages", str(tmp_path / "missing.json"))
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="读不了文件"):
        run("routes", str(binary))
