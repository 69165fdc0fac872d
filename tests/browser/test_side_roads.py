"""Ways that end before money is paid: papers missing, a withdrawal, a refusal, a hand-over; and a blind watch."""

import pytest

from clocks.models import Heartbeat
from documents.services import pdf_bytes
from offices.clock import legal_day, now
from offices.models import Attempt
from tests.browser import camera
from tests.browser.matters import Matter, file_restaurant

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def photograph_papers(case):
    for document in case.documents.all():
        camera.paper(pdf_bytes(document), document.form.replace("_", "-"))


def a_minute_passes():
    """Another code may be asked for: the limit of one a minute is forgotten."""
    Attempt.objects.filter(door="code_60").delete()


def test_missing_papers_are_handed_in_and_the_matter_is_withdrawn(site):
    worker = site.phone()
    number, _code = file_restaurant(worker, site)
    matter = Matter(site, number)
    matter.do("intake", "decide_acceptance", "supplement", missing="银行流水\n工友证言")
    worker.open(f"/case/{number}/").audit().weigh().press("a[href$='/supplement/']").audit().weigh()
    assert "银行流水" in worker.text()
    picture = {"name": "flow.png", "mimeType": "image/png", "buffer": worker.page.screenshot()}
    worker.page.set_input_files("[name=files]", files=[picture])
    worker.fill(note="这是银行流水。").press()
    assert worker.path == f"/case/{number}/"
    assert matter.case.evidence.count() == 1
    matter.task("intake", "decide_acceptance").audit()
    a_minute_passes()
    worker.press("a[href$='/withdraw/']").audit().weigh().press()
    worker.audit().fill(code="000000" if site.code() != "000000" else "111111").press()
    assert worker.page.locator(".error-summary").count() == 1
    worker.audit().fill(reason="老板已经当面付清", code=site.code()).press()
    assert worker.path == f"/case/{number}/"
    worker.audit().weigh()
    assert (matter.case.stage, matter.case.outcome) == ("closed", "withdrawn")
    assert "老板已经当面付清" not in worker.page.inner_text(".status-block")
    assert matter.case.get_outcome_display() in worker.page.inner_text(".status-block")


def test_a_refusal_names_who_is_competent(site):
    worker = site.phone()
    number, _code = file_restaurant(worker, site)
    matter = Matter(site, number)
    reason = {"reason": "兰州某某餐饮店登记地和用工地都在安宁区。", "competent_office": "安宁区人力资源和社会保障局"}
    matter.do("intake", "decide_acceptance", "refuse", {"reason_code": "not_our_competence"}, **reason)
    worker.open(f"/case/{number}/").audit().weigh()
    assert matter.case.stage == "closed"
    refusal = matter.case.documents.get(form="refusal_notice")
    worker.open(f"/verify/{refusal.verification_code}/").audit().weigh()
    assert refusal.number in worker.text()
    photograph_papers(matter.case)


def test_an_inspection_hands_the_matter_over(site):
    worker = site.phone()
    number, _code = file_restaurant(worker, site)
    matter = Matter(site, number)
    matter.do("intake", "decide_acceptance", "accept")
    matter.do("mediator", "contact_respondent", "conclude", {"outcome": "disputed"}, note="对方不认可劳动关系")
    worker.open(f"/case/{number}/").press("a[href$='/road/']")
    worker.choose(road="inspection", understood="1").press()
    assert "劳动保障监察大队" in worker.page.inner_text(".status-block")
    screen = matter.task("inspector", "inspect")
    screen.page.locator("#choice-hand_over summary").first.click()
    screen.audit()
    camera.take(screen.page, "desk", "hand-over")
    screen.fill(hand_over__body="城关区人民法院", hand_over__note="工资支付事实争议大，当事人愿意起诉。")
    screen.press("#choice-hand_over form .button")
    assert screen.page.locator(".desk-errors").count() == 0, screen.text()
    assert (matter.case.stage, matter.case.outcome) == ("closed", "handed_over")
    worker.open(f"/case/{number}/").audit().weigh()
    assert "城关区人民法院" in site.phone().open("/messages/").text()
    photograph_papers(matter.case)


def test_a_desk_that_nobody_watches_says_so(site):
    worker = site.phone()
    number, _code = file_restaurant(worker, site)
    screen = site.staff("intake")
    assert screen.page.locator(".desk-message--blind").count() == 0
    site.staff("intake", phone=True).audit()
    Heartbeat.objects.all().delete()
    screen.open("/desk/").audit()
    assert screen.page.locator(".desk-message--blind").count() == 1
    assert number in screen.text()
    assert legal_day(now()).isoformat()[:4] in screen.text()
