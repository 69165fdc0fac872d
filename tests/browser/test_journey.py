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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_staff_pages_are_accessible(site, language):
    worker = site.phone(language, width=320)
    number, _code = file_restaurant(worker, site)
    everybody = {
        "intake": (
            f"/desk/case/{number}/",
            "/desk/register/",
            "/desk/cases/",
            "/desk/notices/",
            "/desk/search/?number=x",
        ),
        "supervisor": ("/desk/board/", f"/desk/case/{number}/supervise/", "/desk/deputies/", "/desk/incidents/"),
        "petition": ("/desk/register/petition/",),
        "admin": ("/desk/staff/", "/desk/rules/", "/desk/calendar/", "/desk/clock/"),
    }
    for username, paths in everybody.items():
        screen = site.staff(username, language)
        screen.audit()
        for path in paths:
            screen.open(path).audit()
    for path in ("/petition/", "/file/resume/", "/track/phone/", "/verify/none/", f"/case/{number}/withdraw/"):
        worker.open(path).audit().weigh()


def test_the_other_side_answers_by_its_link(site):
    worker = site.phone()
    number, _code = file_restaurant(worker, site)
    matter = Matter(site, number)
    matter.do("intake", "decide_acceptance", "accept")
    screen = matter.task("mediator", "contact_respondent")
    debtor = matter.case.parties.get(role="respondent")
    screen.page.locator("#choice-invite summary").first.click()
    screen.page.select_option("[name=invite-party]", str(debtor.pk))
    screen.press("#choice-invite form .button")
    respondent = site.phone()
    respondent.open(site.letter("网上答复")).audit().weigh().press()
    assert respondent.page.locator(".error-summary").count() == 1
    respondent.audit().choose(disputes="yes", consents="yes").fill(answer="只欠两个月，有一个月已经付了。")
    script = {"name": "sheet.svg", "mimeType": "image/svg+xml", "buffer": b"<svg><script>1</script></svg>"}
    respondent.page.set_input_files("[name=file_wage_ledger]", files=[script])
    respondent.press()
    assert respondent.page.locator(".error-summary").count() == 1, "an SVG with script is no ledger"
    assert "只欠两个月" in respondent.page.input_value("[name=answer]")
    picture = {"name": "ledger.png", "mimeType": "image/png", "buffer": worker.page.screenshot()}
    respondent.page.set_input_files("[name=file_wage_ledger]", files=[picture])
    respondent.press().audit().weigh()
    assert "收到你们的答复" in respondent.text()
    assert matter.case.evidence.filter(kind="wage_ledger").count() == 1
    for path in (f"/desk/case/{number}/evidence/", f"/desk/case/{number}/"):
        screen.open(path).audit()


def test_a_masked_number_is_revealed_for_a_purpose_and_noted(site):
    worker = site.phone()
    number, _code = file_restaurant(worker, site)
    matter = Matter(site, number)
    party = matter.case.parties.get(role="worker")
    screen = site.staff("intake").open(f"/desk/case/{number}/")
    assert "620102199003070026" not in screen.page.content()
    screen.open(f"/desk/case/{number}/reveal/{party.pk}/").audit().press(".desk-narrow .button")
    assert screen.page.locator(".desk-errors").count() == 1
    screen.audit().choose(field="id_number").fill(purpose="核对身份").press(".desk-narrow .button")
    assert "620102199003070026" in screen.text()
    revealed = matter.case.events.get(name="personal_data_revealed")
    assert revealed.payload["purpose"] == "核对身份"
    assert "620102199003070026" not in str(revealed.payload)
