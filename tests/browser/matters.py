"""Matters as people bring them, and a hand that leads them through the desks. Names and splits are made up."""

import re
from datetime import timedelta

from arrears.models import Payment
from cases.models import Case
from documents.services import pdf_bytes
from offices.actors import Actor
from offices.clock import legal_day, now
from tests.browser import camera
from workflows.acts import resolution

FAMILY_NAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐"
ID_NUMBER = "620102199003070026"


def _begin(worker, site, name, phone):
    worker.press("a[href='/file/']").audit().press()
    worker.fill(name=name, id_number="620102199003070027", phone=phone).press()
    assert worker.page.locator(".error-summary").count() == 1
    assert worker.page.input_value("[name=id_number]") == "620102199003070027"
    worker.audit().fill(id_number=ID_NUMBER).press().audit()
    worker.fill(code=site.code()).press()


def _story(worker, text):
    worker.audit().press()  # evidence: none is fine
    worker.fill(facts=text).press()
    worker.audit().weigh()


def _submit(worker):
    worker.choose(declared="on").press(".button--big").audit().weigh()
    number = re.search(r"W620102-\d{4}-\d{5}", worker.text()).group(0)
    code = worker.page.locator(".panel strong").nth(1).inner_text()
    return number, code


def file_restaurant(worker, site, phone="13900001111"):
    """One worker at a restaurant: three months at 4,200 yuan, no contract, cash."""
    _begin(worker, site, "马小明", phone)
    worker.audit().fill(name="兰州某某餐饮店", phone="0931-8888888").press()
    worker.choose(is_site="no").press()
    worker.page.select_option("[name=division]", "620102")
    worker.audit().press()
    worker.fill(trade="服务员", started="2026-03", ended="2026-09", rate="4200")
    worker.choose(pay_basis="monthly", contract="no").audit().press()
    worker.fill(period_from="2026-07", period_to="2026-09", amount="12,600").press()
    worker.audit().press()  # no fellow workers
    _story(worker, "说好每月四千二，现金发，欠了三个月。")
    assert "12,600.00" in worker.text()
    return _submit(worker)


def file_carpenters(worker, site):
    """A published matter: 26 carpenters, half a year of 2019, 720,000 yuan in all; names and split are made up."""
    _begin(worker, site, "马代表", "13900002222")
    worker.fill(name="甘肃某某劳务有限公司", credit_code="91620102MA00000009").press()
    worker.choose(is_site="yes").press().audit()
    worker.fill(project="某某路桥工程", section="第三标段", general_contractor="甘肃某某建设集团有限公司")
    worker.choose(works_price_unpaid="on").press()
    worker.page.select_option("[name=division]", "620102")
    worker.press()
    worker.fill(trade="木工", started="2019-04", ended="2019-09").choose(pay_basis="lump", contract="no").press()
    worker.fill(period_from="2019-04", period_to="2019-09", amount="27692.25").press()
    fellows = "\n".join(f"{name}木工，1380000{n:04}，27692.31" for n, name in enumerate(FAMILY_NAMES))
    worker.fill(pasted=fellows).press().audit().weigh().press()
    _story(worker, "2019年4月到第三标段做木工，半年工钱没拿到，说是工程款没拨下来。")
    assert "720,000.00" in worker.text()
    assert worker.page.locator(".notice--warn").count() >= 2, "the look-back and the arbitration limit are told"
    return _submit(worker)


class Matter:
    """A case and those who handle it, each at a screen of their own."""

    def __init__(self, site, number):
        self.site, self.number, self.screens = site, number, {}

    @property
    def case(self):
        return Case.objects.get(number=self.number)

    def task(self, username, node):
        screen = self.screens.get(username) or self.site.staff(username)
        self.screens[username] = screen
        item = self.case.work_items.get(node=node, closed_at__isnull=True)
        return screen.open(f"/desk/task/{item.pk}/")

    def do(self, username, node, choice, ticks=None, **fields):
        screen = self.task(username, node)
        details = screen.page.locator(f"#choice-{choice}")
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
        screen.fill(**{f"{choice}__{name}": value for name, value in fields.items()})
        screen.choose(**{f"{choice}__{name}": value for name, value in (ticks or {}).items()})
        screen.press(f"#choice-{choice} form .button")
        assert screen.page.locator(".desk-errors").count() == 0, screen.text()
        return screen

    def to_agreement(self, worker, days):
        self.task("intake", "decide_acceptance").audit()
        self.do("intake", "decide_acceptance", "accept")
        self.task("mediator", "contact_respondent").audit()
        self.do("mediator", "contact_respondent", "conclude", {"outcome": "disputed"}, note="对方说金额不对")
        worker.open(f"/case/{self.number}/").audit().press("a[href$='/road/']").audit().weigh()
        worker.press()
        assert worker.page.locator(".error-summary").count() == 1
        worker.choose(road="mediation", understood="1").press()
        assert worker.page.locator(".error-summary").count() == 0, worker.text()
        self.do("mediator", "seek_consent", "consent", {"consents": "yes"}, how="电话中同意")
        mediator = self.task("supervisor", "assign_mediator").page.get_by_label("王调解").get_attribute("value")
        self.do("supervisor", "assign_mediator", "assign", {"mediator": mediator})
        tomorrow = (now() + timedelta(days=1)).date().isoformat()
        self.do("mediator", "mediate", "session", day=tomorrow, time="09:30", place="调解室")
        self._record_minutes()
        self.task("mediator", "mediate").audit()
        self.do("mediator", "mediate", "agreed", {"signed": "on"}, days="\n".join(day.isoformat() for day in days))

    def _record_minutes(self):
        screen = self.task("mediator", "mediate")
        session = self.case.mediations.get().sessions.get()
        screen.page.locator("#choice-minutes summary").first.click()
        screen.page.select_option("[name=minutes-session]", str(session.pk))
        screen.fill(minutes__minutes="双方到场，对账一致。").press("#choice-minutes form .button")

    def pay(self, username, node="follow_performance"):
        self.do(username, node, "paid", paid_on=legal_day(now()).isoformat())

    def confirm(self, worker):
        worker.open(f"/case/{self.number}/").press("a[href*='/payment/']").audit().weigh().press("button[value=yes]")

    def confirm_from_own_phone(self, number):
        """A fellow worker without the query code proves his phone, sees his own sum only, and confirms it."""
        phone = self.site.phone()
        phone.open("/track/phone/").fill(phone=number).press()
        phone.audit().weigh().fill(code=self.site.code()).press()
        assert phone.path == f"/case/{self.number}/"
        assert phone.page.locator("table tbody tr").count() == 1, "nobody reads what the others are owed"
        self.confirm(phone)
        assert phone.page.locator("a[href*='/payment/']").count() == 0
        return phone

    def confirm_the_rest(self):
        """The fellow workers of a large group confirm without a browser; theirs is the same act."""
        for payment in Payment.objects.filter(case=self.case, status="reported").select_related("worker"):
            actor = Actor(kind="party", label=payment.worker.name, party_id=payment.worker_id)
            resolution.answer_payment(payment=payment, by=actor, at=now(), received=True, through="phone")


def assert_paid(matter, worker):
    case = matter.case
    assert (case.stage, case.outcome) == ("closed", "paid")
    worker.open(f"/case/{matter.number}/").audit().weigh()
    for document in case.documents.all():
        camera.paper(pdf_bytes(document), document.form.replace("_", "-"))
