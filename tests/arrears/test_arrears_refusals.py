"""Sums and lists as people type them: what is typed -> refusal, its sentence and its line."""

from decimal import Decimal

import pytest

from arrears import paste
from arrears.amounts import LIMIT, InvalidAmount, parse_amount
from arrears.paste import parse_workers


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "请填写金额数字"),
        ("三千", "请填写金额数字"),
        ("1e5", "请填写金额数字"),
        ("0", "大于零"),
        ("-0.01", "大于零"),
        ("1.234", "最多到分"),
        ("0.0000001万", "请填写金额数字"),
        ("0.000001万", None),
        ("1.000001万", None),
        ("1.0000015万", "请填写金额数字"),
        ("99999999.99", None),
        ("100000000", "太大"),
    ],
)
def test_a_sum_is_refused_with_what_to_type(typed, sentence):
    if sentence is None:
        assert Decimal(0) < parse_amount(typed) <= LIMIT
        return
    with pytest.raises(InvalidAmount, match=sentence) as refusal:
        parse_amount(typed)
    assert (refusal.value.code, refusal.value.field) == ("invalid_amount", "amount")


def test_nothing_is_a_sum_where_nothing_may_be_owed():
    assert parse_amount("0", positive=False) == Decimal("0.00")
    with pytest.raises(InvalidAmount, match="大于零"):
        parse_amount("-1", positive=False)


LINES = {
    "13900001111 张三 800": "开头应是姓名",
    "张" * 41 + " 800": "开头应是姓名",
    "张三": "缺金额",
    "张三 13900001111": "太大",  # a phone alone is read as a sum
    "张三 139000011 800": "电话号码不对",
    "张三 13900001111 0": "大于零",
}


@pytest.mark.parametrize(("line", "sentence"), LINES.items())
def test_a_line_of_a_list_is_refused_by_its_number(line, sentence):
    parsed = parse_workers(f"李四 800\n{line}")
    assert [row.name for row in parsed.rows] == ["李四"]
    (error,) = parsed.errors
    assert error.startswith("第 2 行：") and sentence in error


@pytest.mark.parametrize("blank", ["", "   ", "\t", "　", "，，", "；、|", "　，　", "\u00a0"])
def test_a_line_that_says_nothing_is_passed_over(blank):
    parsed = parse_workers(f"张三 800\n{blank}\n李四 900")
    assert [row.name for row in parsed.rows] == ["张三", "李四"]
    assert parsed.errors == []


def test_a_list_of_names_asks_for_no_sums():
    parsed = parse_workers("张三 139 0000\n李四 13900001111\n王五", needs_amount=False)
    assert [(row.name, row.phone, row.amount) for row in parsed.rows] == [
        ("李四", "+8613900001111", Decimal(0)),
        ("王五", "", Decimal(0)),
    ]
    assert [error[:5] for error in parsed.errors] == ["第 1 行"]


def test_the_same_person_stands_once_and_namesakes_by_their_phones():
    parsed = parse_workers("张三 13900001111 5\n张三 13900002222 6\n张三 13900001111 7")
    assert [row.amount for row in parsed.rows] == [Decimal(5), Decimal(6)]
    assert parsed.errors == ["第 3 行：与第 1 行是同一个人"]


def test_a_list_has_its_limit(monkeypatch):
    monkeypatch.setattr(paste, "MAX_WORKERS", 2)
    assert parse_workers("甲 1\n乙 2").errors == []
    assert parse_workers("甲 1\n乙 2\n丙 3").errors == ["一次最多 2 人，请分批登记。"]
