"""A fellow worker follows the case and sees nobody else's sums, papers, phones or payments; a stranger sees nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from arrears.models import Payment
from cases.services import close_case
from documents import preparation
from offices.actors import SYSTEM
from offices.clock import legal_day, now
from tests.factories import Matters, plan, worker_of, written
from tests.workflows.conftest import open_item
from workflows.acts import mediation

SOON = legal_day(now()) + timedelta(days=10)
PHONES = ("13900000000", "13900000001")
NAMES = ("马师傅", "马师傅1")
SUMS = ("100.10", "200.20")


@pytest.fixture
def case(recent: Matters):
    """Two workers with different sums and an agreement; the first is the representative."""
    made = recent.mediating(2)
    for index, amount in enumerate(SUMS):
        worker_of(made, index).claim_lines.update(claimed_amount=amount)
    mediation.conclude_agreed(
        task=open_item(made, "mediate"),
        by=recent.staff["mediator"],
        at=recent.at,
        plan=plan(made, (SOON,)),
        amounts=None,
        method="转账",
        default_clause="逾期转监察",
    )
    preparation.render_waiting(at=now(), limit=20)
    return made


def _page(name, case, *more):
    return reverse(f"portal:{name}", args=[case.number, *more])


def test_a_fellow_sees_their_own_sum_and_nobody_elses(by_phone, case):
    own = by_phone(PHONES[1]).get(_page("case", case)).content.decode()
    assert SUMS[1] in own
    assert SUMS[0] not in own
    assert "合计" not in own
    assert worker_of(case, 0).masked_phone not in own
    whole = by_phone(PHONES[0]).get(_page("case", case)).content.decode()
    assert SUMS[0] in whole
    assert SUMS[1] in whole
    assert "300.30" in whole


def test_a_fellow_gets_no_paper_that_lists_the_others(by_phone, case):
    fellow, representative = by_phone(PHONES[1]), by_phone(PHONES[0])
    listed = fellow.get(_page("case", case)).content.decode()
    for paper in case.documents.all():
        page = _page("document", case, paper.pk)
        is_whole = paper.form in {"mediation_agreement", "receipt"}
        assert representative.get(page).status_code == 200, paper.form
        assert fellow.get(page).status_code == (404 if is_whole else 200), paper.form
        assert (page in listed) is not is_whole


def test_a_fellow_answers_for_nobody_else(by_phone, case, recent):
    payments = {payment.worker_id: payment for payment in recent.pay(case)}
    first, second = payments[worker_of(case, 0).pk], payments[worker_of(case, 1).pk]
    fellow, before = by_phone(PHONES[1]), written(case)
    page = fellow.get(_page("case", case)).content.decode()
    assert _page("payment", case, second.pk) in page
    assert _page("payment", case, first.pk) not in page
    for answer in (
        fellow.get(_page("payment", case, first.pk)),
        fellow.post(_page("payment", case, first.pk), {"received": "yes"}),
    ):
        assert answer.status_code == 404
    assert by_phone(PHONES[0]).get(_page("payment", case, second.pk)).status_code == 404, "nor the representative"
    assert written(case) == before
    assert set(Payment.objects.filter(case=case).values_list("status", flat=True)) == {"reported"}


def test_after_the_end_a_fellow_still_reads_only_their_own(by_phone, case):
    close_case(case=case, outcome="withdrawn", by=SYSTEM, at=now())
    page = by_phone(PHONES[1]).get(_page("case", case)).content.decode()
    assert SUMS[0] not in page
    assert "案子已经结了" in page


def test_the_receipt_page_of_a_group_shows_its_code_to_who_filed_alone(by_phone, case):
    for phone in PHONES:
        shown = by_phone(phone).get(_page("filed", case))
        assert shown.status_code == 200
        assert shown.context["query_code"] == ""
        assert (shown.context["receipt"] is None) is (phone == PHONES[1]), "it lists every worker's sum"
