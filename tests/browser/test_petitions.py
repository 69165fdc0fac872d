"""Petitions through a real browser: a wage matter goes the statutory way, class (6) to opinion, review and re-check."""

import re
from datetime import timedelta

import pytest

from clocks import due
from documents.services import pdf_bytes
from offices.clock import legal_day, now
from tests.browser import camera
from tests.browser.matters import ID_NUMBER, Matter, assert_paid

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIVE = [("马代表", "13900003301"), *((f"{family}木工", f"1390000330{n + 2}") for n, family in enumerate("王李张刘"))]


def register_visit(screen):
    """Five people at the counter about one site, each owed 9,000 yuan; returns number and query code."""
    screen.open("/desk/register/petition/").choose(is_wage_matter="on")
    screen.page.select_option("[name=form]", "visit")
    screen.page.select_option("[name=division]", "620102")
    screen.fill(
        petitioners="\n".join(f"{name}，{phone}" for name, phone in FIVE),
        people="5",
        claim="要求支付拖欠的工资",
        facts="在某某路桥工程第三标段做工，四个月工钱没给。",
    )
    screen.page.locator(".desk-choice summary").first.click()
    screen.page.select_option("[name=matter-division]", "620102")
    screen.fill(
        matter__workers="\n".join(f"{name}，{phone}，9000" for name, phone in FIVE),
        matter__id_number=ID_NUMBER,
        matter__respondent="甘肃某某劳务有限公司",
        matter__general_contractor="甘肃某某建设集团有限公司",
        matter__project="某某路桥工程",
        matter__trade="木工",
        matter__period_from="2026-06-01",
        matter__period_to="2026-09-30",
        matter__facts="四个月工钱没给。",
    )
    screen.audit().press("main form .button >> nth=-1")
    assert screen.page.locator(".desk-errors").count() == 0, screen.text()
    number = re.search(r"P620102-\d{4}-\d{5}", screen.text()).group(0)
    code = re.search(r"\b[2-9A-HJKMNP-Z]{8}\b", screen.text().replace(number, "")).group(0)
    screen.audit()
    return number, code


def track(site, number, code):
    """Open the matter on a phone."""
    phone = site.phone()
    phone.open("/track/").fill(number=number, code=code).press()
    assert phone.path == f"/case/{number}/"
    return phone


def test_a_visit_of_five_goes_the_statutory_way_and_ends_paid(site):
    clerk = site.staff("petition")
    number, code = register_visit(clerk)
    phone = track(site, number, code)
    phone.audit().weigh()
    matter = Matter(site, number)
    matter.screens["petition"] = clerk
    matter.task("petition", "decide_route").audit()
    matter.do("petition", "decide_route", "statutory", {"branch": "5"}, reason="欠薪属于劳动保障监察职责")
    phone.open(f"/case/{number}/").audit().weigh()
    assert "人力资源和社会保障局" in phone.text()
    matter.to_agreement(phone, [legal_day(now()) + timedelta(days=10)])
    matter.pay("mediator")
    matter.confirm(phone)
    for _name, fellow in FIVE[1:]:
        matter.confirm_from_own_phone(fellow)
    matter.do("mediator", "follow_performance", "close")
    assert_paid(matter, phone)
    assert "45,000.00" in phone.text()
    assert "已付清" in phone.text()
    assert matter.case.payments.filter(status="confirmed").count() == len(FIVE)


def write_petition(site):
    """A petition of class (6), written on a phone; returns the phone, number and query code."""
    phone = site.phone()
    phone.open("/petition/").audit().weigh().press()
    assert phone.page.locator(".error-summary").count() == 1
    phone.audit()
    phone.page.select_option("[name=division]", "620102")
    phone.fill(
        name="马小明",
        phone="13900003399",
        claim="希望农民工工资专户的公示信息更容易看到",
        facts="工地的维权信息告示牌被挡住了，反映过没有人管。",
    )
    for box in phone.page.locator("main input[type=checkbox][required]").all():
        box.check()
    phone.press("main form .button >> nth=-1")
    phone.audit().fill(code=site.code()).press("main form .button >> nth=-1")
    number = re.search(r"P620102-\d{4}-\d{5}", phone.text()).group(0)
    code = phone.page.locator(".panel strong").nth(1).inner_text()
    phone.audit().weigh()
    return phone, number, code


def says(phone, number, *, office, due=None):
    """The petitioner's page, audited: who holds the matter now and, where the law gives one, by which day."""
    phone.open(f"/case/{number}/").audit().weigh()
    assert office in phone.page.inner_text(".status-block"), phone.text()
    if due is not None:
        assert due.isoformat() in phone.page.inner_text(".dates"), phone.text()
    return phone


def due_of(matter, rule):
    """The day on which a running limit of the matter ends."""
    return due.state(matter.case.clocks.get(rule=rule), now()).due_on


def opinions_read(phone, site):
    """Open every opinion that the petitioner's page offers; returns how many came as a PDF."""
    links = phone.page.get_by_role("link", name="意见书")
    for link in links.all():
        paper = phone.page.request.get(site.address + link.get_attribute("href"))
        assert paper.headers["content-type"] == "application/pdf"
        assert paper.body()[:5] == b"%PDF-"
    return links.count()


OPINION = {
    "facts": "经查，告示牌被材料遮挡，已责令改正。",
    "opinion": "责令总包单位三日内恢复公示。",
    "basis": "《保障农民工工资支付条例》第三十四条",
}


def answer(matter, username, node):
    matter.task(username, node).audit()
    screen = matter.screens[username]
    choice = screen.page.locator(".desk-choice").first.get_attribute("id").removeprefix("choice-")
    matter.do(username, node, choice, {"supports_claim": "no"}, **OPINION)


def ask_again(phone, number):
    phone.open(f"/case/{number}/").audit().weigh().press("a[href$='/review/']").audit().weigh().press()
    assert phone.page.locator(".error-summary").count() == 1
    phone.audit().fill(reasons="公示牌还是没有恢复，请上级核实。").press()
    assert phone.path == f"/case/{number}/"
    phone.audit().weigh()


def extend(matter, rule, length):
    """The supervisor grants the extension that the law gives."""
    clock = matter.case.clocks.get(rule=rule)
    screen = matter.site.staff("supervisor").open(f"/desk/case/{matter.number}/supervise/").audit()
    screen.page.locator("#action-extend summary").first.click()
    screen.choose(extend__clock=str(clock.pk)).fill(extend__length=str(length), extend__reason="情况复杂，需要听证")
    screen.press("#action-extend form .button")
    assert screen.path == f"/desk/case/{matter.number}/"
    assert clock.extensions.get().length == length


def test_class_six_goes_to_opinion_review_and_recheck(site):
    phone, number, _code = write_petition(site)
    matter = Matter(site, number)
    says(phone, number, office="城关区信访", due=due_of(matter, "petition_receipt_notice"))
    matter.do("petition", "decide_route", "petition", reason="不属于前五项")
    first = due_of(matter, "petition_handle")
    says(phone, number, office="城关区信访", due=first)
    extend(matter, "petition_handle", length=30)
    later = due_of(matter, "petition_handle")
    today = legal_day(now())
    assert first >= today + timedelta(days=60), "sixty days from acceptance"
    assert later >= today + timedelta(days=90), "and thirty more"
    says(phone, number, office="城关区信访", due=later)
    assert first.isoformat() not in phone.page.inner_text(".dates")
    assert "六十日内" not in phone.page.inner_text(".status-block"), "sixty days are no longer true"
    answer(matter, "petition", "handle_petition")
    says(phone, number, office="城关区信访", due=due_of(matter, "petition_review_request"))
    assert opinions_read(phone, site) == 1
    ask_again(phone, number)
    says(phone, number, office="兰州市信访", due=due_of(matter, "petition_review_decide"))
    answer(matter, "city-petition", "decide_review")
    says(phone, number, office="兰州市信访", due=due_of(matter, "petition_recheck_request"))
    assert opinions_read(phone, site) == 2
    ask_again(phone, number)
    says(phone, number, office="甘肃省信访", due=due_of(matter, "petition_recheck_decide"))
    answer(matter, "province-petition", "decide_recheck")
    assert (matter.case.stage, matter.case.outcome) == ("closed", "answered")
    phone.open(f"/case/{number}/").audit().weigh()
    assert matter.case.get_outcome_display() in phone.page.inner_text(".status-block")
    assert phone.page.locator("a[href$='/review/'], .dates").count() == 0, "the last opinion is final"
    assert opinions_read(phone, site) == 3
    for document in matter.case.documents.all():
        camera.paper(pdf_bytes(document), document.form.replace("_", "-"))
