"""Whole complaints through a real browser: from a phone to money paid."""

from datetime import timedelta

import pytest

from offices.clock import legal_day, now
from tests.browser.matters import Matter, assert_paid, file_carpenters, file_restaurant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_worker_is_paid(site, language):
    worker = site.phone(language)
    worker.audit().weigh()
    number, code = file_restaurant(worker, site)
    other_phone = site.phone(language)
    other_phone.open("/track/").audit().fill(number=number, code="WRONG").press()
    assert other_phone.page.locator(".error-summary").count() == 1
    other_phone.audit().fill(code=code.lower()).press()
    assert other_phone.path == f"/case/{number}/"
    matter = Matter(site, number)
    matter.to_agreement(other_phone, [legal_day(now()) + timedelta(days=20)])
    matter.pay("mediator")
    matter.confirm(worker)
    matter.do("mediator", "follow_performance", "close")
    assert_paid(matter, worker)


def test_twenty_six_carpenters_are_paid_after_a_default(site):
    worker = site.phone()
    number, _code = file_carpenters(worker, site)
    matter = Matter(site, number)
    today = legal_day(now())
    matter.to_agreement(worker, [today + timedelta(days=days) for days in (1, 30, 60)])
    matter.pay("mediator")
    matter.confirm(worker)
    matter.confirm_the_rest()
    # The second day passes unpaid.
    case = matter.case
    case.instalments.filter(number=2).update(due_on=today - timedelta(days=1))
    matter.do("mediator", "follow_performance", "default", note="第二期未到账")
    matter.task("inspector", "inspect").audit()
    screen = matter.task("inspector", "inspect")
    debtor = case.parties.get(role="respondent")
    screen.page.select_option("[name=order-debtor]", str(debtor.pk))
    days = "\n".join((today + timedelta(days=days)).isoformat() for days in (5, 15))
    screen.fill(order__facts="拖欠属实", order__days=days).press("#choice-order form .button")
    assert screen.page.locator(".desk-errors").count() == 0
    for _instalment in range(2):
        matter.pay("intake")
        matter.confirm(worker)
        matter.confirm_the_rest()
    matter.do("intake", "follow_performance", "close")
    assert_paid(matter, worker)
    assert matter.case.payments.filter(status="confirmed").count() == 26 * 3


def test_staff_pages_are_accessible(site):
    worker = site.phone(width=320)
    number, _code = file_restaurant(worker, site)
    intake, supervisor = site.staff("intake"), site.staff("supervisor")
    intake.audit()
    for path in (
        f"/desk/case/{number}/",
        "/desk/register/",
        "/desk/cases/",
        "/desk/notices/",
        "/desk/search/?number=x",
    ):
        intake.open(path).audit()
    for path in ("/desk/board/", f"/desk/case/{number}/supervise/", "/desk/deputies/"):
        supervisor.open(path).audit()
    site.staff("petition").open("/desk/register/petition/").audit()
    site.staff("admin").open("/desk/staff/").audit()
    for path in ("/petition/", "/file/resume/", "/track/phone/", "/verify/none/", f"/case/{number}/withdraw/"):
        worker.open(path).audit().weigh()
