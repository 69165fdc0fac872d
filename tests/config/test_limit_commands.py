"""The commands that print limits, deadlines and what a holiday notice changes."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from law.limits import codes
from law.render import markdown

NOTICE = Path(__file__).parents[1] / "law" / "data" / "notice_2027.json"


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def test_deadline_as_json():
    answer = json.loads(run("deadline", "inspection_accept", "--on", "2026-09-29", "--json"))
    assert (answer["rule"], answer["on"]) == ("inspection_accept", "2026-09-29")
    assert (answer["unrolled"], answer["due"], answer["provisional"]) == ("2026-10-12", "2026-10-12", False)
    assert answer["article"].endswith("第十八条")


def test_deadline_in_words_with_extension_and_days_not_counted():
    text = run("deadline", "petition_handle", "--on", "2025-12-03", "--extension", "30", "--excluded", "1")
    assert "2026年3月4日（星期三）到期" in text
    assert "due 4 March 2026" in text


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["no_such_rule", "--on", "2026-01-05"], "rule：没有名为 no_such_rule 的期限"),
        (["petition_handle", "--on", "2026-02-30"], "on：“2026-02-30”不是有效日期"),
        (["petition_handle", "--on", "2021-01-01"], "on：.*没有施行"),
        (["petition_handle", "--on", "2026-01-05", "--extension", "31"], "extension：.*最多延长 30 日"),
        (["petition_handle", "--on", "2026-01-05", "--excluded", "-1"], "excluded_days：应为 0 至"),
    ],
)
def test_a_fault_names_its_field(arguments, fault):
    with pytest.raises(CommandError, match=fault):
        run("deadline", *arguments)


def test_limits_in_each_form():
    assert {row["code"] for row in json.loads(run("limits", "--json"))} == set(codes())
    in_2021 = {row["code"] for row in json.loads(run("limits", "--json", "--on", "2021-01-01"))}
    assert "xf05_handle" in in_2021 and "petition_handle" not in in_2021
    assert run("limits", "--markdown") == markdown()
    assert "petition_handle" in run("limits")
    with pytest.raises(CommandError, match="on：“never”不是有效日期"):
        run("limits", "--on", "never")


def test_holiday_notice_lists_the_days_that_change():
    assert "2027年2月14日（星期日）改为上班" in run("holiday_notice", str(NOTICE))
    assert "2027-02-12" in json.loads(run("holiday_notice", str(NOTICE), "--json"))["to_off"]
