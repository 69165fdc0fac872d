"""What a form cannot hold: value -> refusal and its field; and what a page cannot print."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy

from documents.errors import FormIncomplete, Unprintable
from documents.form import check_rows, check_total
from documents.forms import get_form
from documents.render import html_to_pdf

REFUSAL = {
    "recipient": "马建国",
    "matter": "欠薪投诉",
    "received_on": date(2026, 9, 21),
    "reason": "已由仲裁委员会受理",
    "basis": "《劳动保障监察条例》第二十一条",
    "remedy": "可以申请行政复议",
}


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"colour": "red"}, "colour", "没有这一栏"),
        ({"reason": "  "}, "reason", "缺少"),
        ({"reason": []}, "reason", "缺少"),
        ({"reason": None}, "reason", "缺少"),
        ({"received_on": datetime(2026, 9, 21, tzinfo=UTC)}, "received_on", "填法定日期"),
        ({"reason": {"a": [datetime(2026, 9, 21, tzinfo=UTC)]}}, "reason", "填法定日期"),
        ({"reason": 1.5}, "reason", "不能印在文书上"),
        ({"reason": [object()]}, "reason", "不能印在文书上"),
    ],
)
def test_a_field_that_cannot_be_printed_is_named(changes, field, sentence):
    with pytest.raises(FormIncomplete, match=sentence) as refusal:
        get_form("refusal_notice").clean(REFUSAL | changes)
    assert refusal.value.field == field


def test_what_a_form_holds_is_plain():
    clean = get_form("refusal_notice").clean(
        REFUSAL | {"reason": gettext_lazy("受理"), "remedy": ("甲 ", Decimal("1"))}
    )
    assert (clean["received_on"], clean["reason"], clean["remedy"]) == ("2026-09-21", "受理", ["甲", "1.00"])


@pytest.mark.parametrize("row", [{"name": ""}, {"name": None}, {}, "马建国"])
def test_an_empty_cell_is_named_by_its_row(row):
    with pytest.raises(FormIncomplete, match="第2行") as refusal:
        check_rows({"workers": [{"name": "李芳"}, row]}, "workers", ("name",))
    assert refusal.value.field == "workers"


def test_a_total_is_the_sum_to_the_fen():
    rows = {"items": [{"amount": "0.10"}, {"amount": "0.20"}]}
    check_total(rows | {"total": "0.30"}, "items", "total")
    with pytest.raises(FormIncomplete, match=r"0\.30元，与总额0\.31元不符") as refusal:
        check_total(rows | {"total": "0.31"}, "items", "total")
    assert refusal.value.field == "total"


def test_a_page_with_a_character_that_no_font_has_is_not_made():
    page = '<html lang="zh"><title>x</title><p>{}</p></html>'
    assert html_to_pdf(page.format("马建国")).startswith(b"%PDF")
    with pytest.raises(Unprintable, match="无法打印的字"):
        html_to_pdf(page.format("བོད"))
