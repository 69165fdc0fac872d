"""Nothing is written that nothing reads: functions, columns, settings, events, notice texts, rules offered."""

import ast
from pathlib import Path

import pytest

from tests.contracts import unread

EXCEPTIONS = Path(__file__).with_name("unread.txt")
MOST = 20


def _excepted() -> dict[str, str]:
    lines = [line for line in EXCEPTIONS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split(" -- ", 1) for line in lines)


def test_nothing_is_unread_outside_the_list():
    assert [line for line in unread.unread() if line not in _excepted()] == []


def test_the_list_is_short_true_and_says_what_ends_each_line():
    found = set(unread.unread())
    assert [line for line in _excepted() if line not in found] == [], "it is read now: take its line away"
    assert len(_excepted()) <= MOST
    assert all("roadmap" in reason for reason in _excepted().values())


@pytest.fixture
def planted(monkeypatch, tmp_path):
    """Read a made-up module as if it were the product's."""

    def plant(source: str, place: str = "cases/planted.py") -> list[str]:
        path = unread.ROOT / place
        trees = {**real, path: ast.parse(source)}
        monkeypatch.setattr(unread, "trees", lambda: trees)
        for kept in (unread._said, unread._read_columns):
            kept.cache_clear()
        return unread.unread()

    real = dict(unread.trees())
    yield plant
    monkeypatch.undo()
    for kept in (unread._said, unread._read_columns):
        kept.cache_clear()


def test_a_function_that_nobody_calls_is_found(planted):
    assert "function cases/planted.py:nobody_calls_this" in planted("def nobody_calls_this():\n    return 1\n")


def test_a_setting_that_nobody_reads_is_found(planted):
    assert "setting PLANTED_URL" in planted("PLANTED_URL = ''\n", "config/settings/planted.py")


def test_an_event_that_nobody_appends_is_found(planted, monkeypatch):
    from cases import events

    monkeypatch.setitem(events.EVENTS, "planted_event", "x")
    assert "event planted_event" in planted("")
    assert "event planted_event" not in planted("append(case, 'planted_event')\n")


def test_a_notice_text_that_nobody_posts_is_found(planted, monkeypatch):
    from notices import texts

    monkeypatch.setitem(texts.TEXTS, "planted_text", "x")
    assert "text planted_text" in planted("")


def test_a_rule_that_nothing_arms_is_found(planted, monkeypatch):
    from clocks import standards

    monkeypatch.setitem(standards.DEFAULTS, "planted_rule", standards.DEFAULTS["chase"])
    assert "rule planted_rule" in planted("")


def test_a_column_that_is_only_written_is_found(planted, monkeypatch):
    words = unread._read_columns()
    monkeypatch.setattr(unread, "_read_columns", lambda: words - {"claimed_total", "get_claimed_total_display"})
    assert "field cases.Case.claimed_total" in unread.unread()
