"""What a claim gives back beside its amounts: the trace, the order, the fingerprint."""

import json
from datetime import date
from decimal import Decimal

import pytest

from law.months import Month
from law.tables.local import LocalTables, MinimumWageRow, TierRow, published
from law.wages import ClaimFacts, LineKind, MonthlyWork, OvertimeWork, Payment, WorkerFacts, compute_claim, from_json
from law.wages.final_award import final_award_items
from law.wages.kinds import Occasion

TODAY = date(2026, 11, 23)
JUNE = Month(2025, 6)


def claim(**worker: object) -> ClaimFacts:
    return ClaimFacts(as_of=TODAY, workers=(WorkerFacts(**{"worker": "甲", "division": "62", **worker}),))


def test_a_line_opens_to_its_inputs_formula_article_and_rule():
    facts = claim(
        months=(MonthlyWork(JUNE, Decimal(6525), days=Decimal(12)),),
        payments=(Payment(date(2025, 7, 1), Decimal(600)),),
    )
    (line,) = compute_claim(facts).lines
    assert line.as_dict() == {
        "worker": "甲",
        "kind": "wage",
        "period_from": "2025-06-01",
        "period_to": "2025-06-30",
        "amount": "3000.00",
        "formula": "6525 / 21.75 x 12 - 600",
        "inputs": {
            "monthly_wage": "6525",
            "paid_days_worked": "12",
            "due": "3600.00",
            "deducted": "0",
            "received": "600",
        },
        "citation": "《保障农民工工资支付条例》第十六条",
        "rule_version": "conversion-2025",
    }


def test_overtime_names_its_factor_and_article():
    facts = claim(overtime=(OvertimeWork(JUNE, Occasion.REST_DAY, days=Decimal(2), monthly_wage=Decimal(5220)),))
    (line,) = compute_claim(facts).lines
    assert line.formula == "(5220 / 21.75 / 8 x 16 h) x 2"
    assert line.inputs["factor"] == "2"
    assert line.inputs["occasion"] == "rest_day"
    assert line.citation.article == "44(2)"
    assert line.rule_version == "overtime-1995+conversion-2025"


def test_the_rule_version_follows_the_month():
    facts = claim(
        months=(
            MonthlyWork(Month(2024, 12), Decimal(5000), days=Decimal(1)),
            MonthlyWork(Month(2025, 1), Decimal(5000), days=Decimal(1)),
        )
    )
    assert [line.rule_version for line in compute_claim(facts).lines] == ["conversion-2008", "conversion-2025"]


def test_lines_come_by_worker_then_oldest_first():
    months = (MonthlyWork(Month(2025, 7), Decimal(5000)), MonthlyWork(JUNE, Decimal(5000)))
    facts = ClaimFacts(TODAY, (WorkerFacts("b", "62", months=months), WorkerFacts("a", "62", months=months)))
    result = compute_claim(facts)
    assert [(line.worker, line.period_from.month) for line in result.lines] == [("a", 6), ("a", 7), ("b", 6), ("b", 7)]
    assert result.total_of("a") == Decimal("10000.00")


def test_the_digest_is_a_sha256_that_ignores_order_and_the_way_numbers_are_written():
    one = {
        "as_of": "2026-11-23",
        "workers": [{"worker": "甲", "division": "62", "months": [{"month": "2025-06", "monthly_wage": "5220"}]}],
    }
    other = json.loads(json.dumps(one).replace("5220", "5220.00"))
    first, second = compute_claim(from_json(one)), compute_claim(from_json(other))
    assert first.digest == second.digest
    assert len(first.digest) == 64


@pytest.mark.parametrize("change", [{"monthly_wage": "5221"}, {"month": "2025-05"}, {"days": "21"}])
def test_the_digest_changes_with_any_fact(change):
    month = {"month": "2025-06", "monthly_wage": "5220"}
    digests = {
        compute_claim(
            from_json({"as_of": "2026-11-23", "workers": [{"worker": "甲", "division": "62", "months": [row]}]})
        ).digest
        for row in (month, month | change)
    }
    assert len(digests) == 2


def test_the_digest_changes_with_the_version_of_a_rule():
    row = published().minimum_wages[0]
    facts = claim(months=(MonthlyWork(JUNE, Decimal(1500)),))
    tables = [_one_tier(f"version-{number}", row) for number in (1, 2)]
    first, second = (compute_claim(facts, local=local) for local in tables)
    assert first.total == second.total
    assert first.digest != second.digest


def _one_tier(version: str, row: MinimumWageRow) -> LocalTables:
    tier = MinimumWageRow(
        version=version,
        effective_from=date(2025, 1, 1),
        effective_to=None,
        province="62",
        tier=1,
        monthly=row.monthly,
        hourly=row.hourly,
        confidence="confirmed",
    )
    return LocalTables(minimum_wages=(tier,))


def test_a_county_whose_tier_is_on_record_gets_its_own_floor_without_a_warning_about_it():
    tier = TierRow(version="t", effective_from=date(2020, 1, 1), effective_to=None, division="620102", tier=1)
    local = LocalTables(minimum_wages=published().minimum_wages, tiers=(tier,))
    facts = claim(division="620102", months=(MonthlyWork(JUNE, Decimal(1500)),))
    result = compute_claim(facts, local=local)
    (gap,) = [line for line in result.lines if line.kind is LineKind.MINIMUM_WAGE_GAP]
    assert gap.amount == Decimal("520.00")
    assert gap.inputs["tier"] == "1"
    assert gap.inputs["tier_assumed"] == "no"
    assert [notice.code for notice in result.warnings] == ["minimum_wage_unconfirmed"]


def test_a_confirmed_minimum_wage_needs_no_warning():
    facts = claim(months=(MonthlyWork(JUNE, Decimal(5000)),))
    codes = {
        notice.code for notice in compute_claim(facts, local=_one_tier("v", published().minimum_wages[0])).warnings
    }
    assert codes == {"minimum_wage_tier_assumed"}


def test_notices_speak_both_languages():
    result = compute_claim(claim(months=(MonthlyWork(JUNE, Decimal(5000)),)))
    for notice in result.warnings:
        assert notice.text_zh and notice.text_en
        assert notice.as_dict()["worker"] == "甲"


def test_the_result_is_plain_json():
    facts = claim(months=(MonthlyWork(JUNE, Decimal(5000)),))
    written = json.loads(json.dumps(compute_claim(facts).as_dict()))
    assert written["total"] == "5000.00"
    assert written["lines"][0]["amount"] == "5000.00"
    assert set(written) == {"lines", "total", "digest", "warnings"}


def test_every_line_can_be_booked_in_the_ledger():
    assert {kind.ledger_kind for kind in LineKind} == {
        "wage",
        "overtime",
        "double_wage",
        "severance",
        "additional_compensation",
    }


def test_final_award_is_tested_item_by_item():
    facts = from_json(
        {
            "as_of": "2026-11-23",
            "workers": [
                {
                    "worker": "甲",
                    "division": "62",
                    "unit_work": [
                        {
                            "label": "a",
                            "unit": "piece",
                            "period_from": "2026-01-01",
                            "period_to": "2026-01-31",
                            "quantity": "1",
                            "unit_price": "20000",
                        },
                        {
                            "label": "b",
                            "unit": "piece",
                            "period_from": "2026-02-01",
                            "period_to": "2026-02-28",
                            "quantity": "1",
                            "unit_price": "4960.01",
                        },
                    ],
                    "severance": {"first_day": "2024-01-01", "last_day": "2026-02-28", "average_wage": "9984"},
                }
            ],
        }
    )
    items = final_award_items(compute_claim(facts), Decimal(2080), TODAY)
    assert [(item.item, item.amount, item.is_final) for item in items] == [
        ("severance", Decimal("24960.00"), True),
        ("wages", Decimal("24960.01"), False),
    ]
    assert items[0].as_dict() == {
        "worker": "甲",
        "item": "severance",
        "amount": "24960.00",
        "ceiling": "24960",
        "is_final": True,
    }


class EveryDayWorks:
    """A calendar without days off."""

    def is_working(self, day: date) -> bool:
        return True

    def is_statutory_holiday(self, day: date) -> bool:
        return False


def test_the_calendar_that_is_passed_in_is_the_one_that_counts():
    facts = from_json(
        {
            "as_of": "2025-12-31",
            "workers": [
                {
                    "worker": "甲",
                    "division": "62",
                    "months": [{"month": "2025-06", "monthly_wage": "5220", "last_day": "2025-06-08"}],
                    "days_worked": [{"on": "2025-06-07", "hours": "10"}],
                    "double_wage": {"first_day": "2025-01-01", "monthly_wage": "5220", "contract_on": "2025-02-04"},
                }
            ],
        }
    )
    amounts = {line.kind: line.amount for line in compute_claim(facts, calendar=EveryDayWorks()).lines}
    assert amounts == {
        LineKind.WAGE: Decimal("1920.00"),
        LineKind.OVERTIME: Decimal("90.00"),
        LineKind.DOUBLE_WAGE: Decimal("720.00"),
    }


def test_one_thing_that_is_not_due_does_not_hide_the_next():
    facts = from_json(
        {
            "as_of": "2026-11-23",
            "workers": [
                {
                    "worker": "甲",
                    "division": "62",
                    "months": [
                        {"month": "2017-05", "monthly_wage": "1000"},
                        {"month": "2025-06", "monthly_wage": "1500"},
                    ],
                    "overtime": [
                        {"month": "2025-06", "occasion": "workday", "hours": "1", "hours_system": "irregular"},
                        {"month": "2025-06", "occasion": "workday", "hours": "2", "label": "夜"},
                        {"month": "2025-06", "occasion": "rest_day", "days": "1", "substitute_rest": True},
                    ],
                    "days_worked": [
                        {"on": "2025-06-07", "hours": "8", "substitute_rest": True},
                        {"on": "2025-06-08", "hours": "4", "hourly_wage": "20"},
                    ],
                }
            ],
        }
    )
    result = compute_claim(facts)
    assert [(line.kind.value, str(line.amount)) for line in result.lines] == [
        ("wage", "1000.00"),
        ("wage", "1500.00"),
        ("minimum_wage_gap", "350.00"),
        ("overtime", "25.86"),
        ("overtime", "160.00"),
    ]
    assert [(notice.code, notice.text_zh.split("：")[0]) for notice in result.warnings][:2] == [
        ("irregular_hours_no_overtime", "2025-06"),
        ("minimum_wage_tier_assumed", "当地最低工资类别尚未录入，自 2023-11-01 起按最低一档 1850 元核对。"),
    ]
    substituted = [notice.text_zh for notice in result.warnings if notice.code == "substitute_rest_given"]
    assert [text.split("：")[0] for text in substituted] == ["2025-06-07", "2025-06"]
    assert {notice.worker for notice in result.warnings} == {"甲"}


@pytest.mark.parametrize(
    ("first_day", "as_of", "codes"),
    [
        ("2025-10-23", "2026-11-23", {"deemed_open_ended_contract"}),
        ("2025-10-22", "2026-11-23", {"deemed_open_ended_contract", "double_wage_limitation"}),
        ("2025-11-23", "2026-11-23", {"deemed_open_ended_contract"}),
        ("2025-11-24", "2026-11-23", set()),
    ],
)
def test_when_double_wage_warns(first_day, as_of, codes):
    facts = {"worker": "甲", "division": "62", "double_wage": {"first_day": first_day, "monthly_wage": "5000"}}
    result = compute_claim(from_json({"as_of": as_of, "workers": [facts]}))
    assert {notice.code for notice in result.warnings} == codes


def test_service_from_the_first_day_of_2008_needs_no_warning():
    facts = {"first_day": "2008-01-01", "last_day": "2025-06-30", "average_wage": "5000", "local_average": "9000"}
    result = compute_claim(
        from_json({"as_of": "2026-11-23", "workers": [{"worker": "甲", "division": "62", "severance": facts}]})
    )
    assert result.warnings == ()


def test_deductions_use_the_local_minimum_only_where_there_is_one():
    worker = {
        "worker": "甲",
        "division": "61",
        "months": [{"month": "2025-06", "monthly_wage": "2000"}],
        "deductions": [{"month": "2025-06", "ground": "loss", "amount": "400"}],
    }
    result = compute_claim(from_json({"as_of": "2026-11-23", "workers": [worker]}))
    assert result.total == Decimal("1600.00")
    assert {notice.code for notice in result.warnings} == {"minimum_wage_unknown"}


def test_payments_of_several_months_and_workers_add_up():
    months = [{"month": f"2025-0{number}", "monthly_wage": "5000"} for number in (5, 6, 7)]
    paid = [
        {"paid_on": "2025-09-01", "amount": "1500", "month": "2025-07"},
        {"paid_on": "2025-09-01", "amount": "500", "month": "2025-07"},
        {"paid_on": "2025-09-02", "amount": "7000", "month": "2025-06"},
        {"paid_on": "2025-09-03", "amount": "100"},
    ]
    facts = {
        "as_of": "2026-11-23",
        "workers": [
            {"worker": "甲", "division": "62", "months": months, "payments": paid},
            {"worker": "乙", "division": "62"},
        ],
    }
    result = compute_claim(from_json(facts))
    assert [str(line.amount) for line in result.lines] == ["2900.00", "0.00", "3000.00"]
    assert result.total_of("乙") == 0
    assert str(result.total_of("乙")) == "0.00"


def test_no_part_of_a_claim_drops_the_notices_of_another():
    worker = {
        "worker": "甲",
        "division": "62",
        "months": [{"month": "2026-06", "monthly_wage": "5000"}],
        "payments": [{"paid_on": "2026-07-01", "amount": "10", "counts_as_wage": False}],
        "double_wage": {"first_day": "2026-06-01", "monthly_wage": "5000", "contract_on": "2026-06-02"},
        "severance": {"first_day": "2026-06-01", "last_day": "2026-10-31", "average_wage": "5000"},
    }
    order = {"issued_on": "2026-11-02", "deadline": "2026-12-01", "rate": "0.5"}
    result = compute_claim(from_json({"as_of": "2026-11-23", "workers": [worker], "order": order}))
    assert [notice.code for notice in result.warnings] == [
        "double_wage_not_open",
        "minimum_wage_tier_assumed",
        "minimum_wage_unconfirmed",
        "order_deadline_not_passed",
        "payment_not_counted",
        "severance_cap_not_tested",
    ]
