"""The limits as pages and lines, and docs/law.md in step with the data."""

import json
from datetime import date
from pathlib import Path

import pytest

from law.citations import INSTRUMENTS
from law.errors import InvalidDate
from law.limits import codes, list_limits
from law.render import deadline, deadline_lines, limit_line, limits_json, markdown, notice_effect, read_date

NOTICE = (Path(__file__).parent / "data" / "notice_2027.json").read_text("utf-8")
DOCS = Path(__file__).resolve().parents[2] / "docs" / "law.md"


def test_the_page_is_in_step_with_the_data() -> None:
    assert DOCS.read_text("utf-8") == markdown(), "write it again: manage.py limits --markdown > docs/law.md"


def test_the_page_has_every_code_and_one_table_an_instrument() -> None:
    page = markdown()
    for code in codes():
        assert f"| `{code}` |" in page
    for instrument in INSTRUMENTS.values():
        heading = f"## {instrument.title_zh} ({instrument.title_en})"
        assert page.count(heading) == any(row.citation.instrument is instrument for row in list_limits())


def test_limits_as_plain_values() -> None:
    rows = limits_json()
    assert json.loads(json.dumps(rows)) == rows
    assert {row["code"] for row in rows} == set(codes())
    found = next(row for row in rows if row["code"] == "petition_handle")
    assert found["extension"] == {"length": 30, "unit": "calendar_day", "granted_by": "agency_head", "times": 1}
    assert (found["length"], found["unit"], found["end"]) == (60, "calendar_day", "roll_forward_by_analogy")
    assert all(row["code"] != "petition_handle" for row in limits_json(date(2021, 1, 1)))


def test_a_deadline_in_lines() -> None:
    found = deadline("petition_objection_wrong_agency", "2026-09-29")
    lines = deadline_lines(found)
    assert lines[0] == found.explain()
    assert lines[2:4] == ["  2026-10-01 国庆节", "  2026-10-02 国庆节"]
    assert deadline("petition_handle", "2025-12-03", 30, 1).unrolled == date(2026, 3, 4)


def test_a_limit_in_one_line() -> None:
    lines = {row.code: limit_line(row) for row in list_limits()}
    assert lines["petition_register"].split()[1] == "-"
    assert lines["petition_handle"].split()[1] == "60日"


@pytest.mark.parametrize("text", ["2026-02-30", "20260929", "29.9.2026", "", "2026-9-29", "2026-09-29T00:00"])
def test_an_impossible_date_is_refused(text: str) -> None:
    with pytest.raises(InvalidDate) as caught:
        read_date(text, "on")
    assert caught.value.field == "on"


def test_what_a_notice_would_change() -> None:
    found = notice_effect(NOTICE)
    assert date(2026, 12, 26) in found.to_work
    assert date(2027, 2, 12) in found.to_off
    assert found.as_dict()["to_off"] == [day.isoformat() for day in found.to_off]
    lines = found.lines()
    assert lines[0].endswith(f"{len(found.to_work) + len(found.to_off)} 天与现有日历不同")
    assert lines[1] == "  2026年12月26日（星期六）改为上班"
