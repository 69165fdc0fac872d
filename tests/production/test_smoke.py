"""Production tried as production: from an empty database to the first closed case, through the proxy."""

import http.client
import json
import re
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser

from notices.quiet_hours import is_quiet
from offices.clock import legal_day
from tests.browser.conftest import Visitor
from tests.production.installation import APPLICATION, Installation, running, until

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("production")]
PHONE = "13900001111"
ADMINISTRATOR_PASSWORD = "huang-he-lou-9-ceng"
OFFICER_PASSWORD = "liang-tian-shui-3-chuan"


@pytest.fixture(scope="module")
def site() -> Iterator[Installation]:
    """The installation, running."""
    with running() as installation:
        yield installation


def _visitor(browser: Browser, site: Installation, width: int = 1440) -> Visitor:
    options = {"ignore_https_errors": True, "locale": "zh-CN"}
    context = browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=width > 400, **options)
    return Visitor(context, site.address, browser.new_context(bypass_csp=True), "production")


def _log_in(visitor: Visitor, username: str, password: str) -> Visitor:
    visitor.open("/desk/login/").fill(username=username, password=password)
    return visitor.press("form:has([name=password]) .button")


def _log_in_first(visitor: Visitor, username: str, told: str, chosen: str) -> Visitor:
    """Log in with the password that was told once, and change it: nothing else opens before."""
    _log_in(visitor, username, told)
    assert visitor.path == "/desk/account/"
    visitor.open("/desk/")
    assert visitor.path == "/desk/account/"
    visitor.fill(old_password=told, new_password1=chosen, new_password2=chosen)
    visitor.press("form:has([name=new_password1]) .button")
    assert visitor.path == "/desk/"
    return visitor


def _hire_officer(browser: Browser, site: Installation, password: str) -> str:
    admin = _log_in_first(_visitor(browser, site), "冯管理", password, ADMINISTRATOR_PASSWORD)
    admin.open("/desk/staff/")
    admin.page.locator("details:has([name=username]) > summary").click()
    form = admin.page.locator("form:has([name=username])")
    office = form.locator("[name=office] option", has_text="城关区人力资源和社会保障局").get_attribute("value")
    form.locator("[name=office]").select_option(office)
    form.locator("[name=role]").select_option("intake_officer")
    admin.fill(username="intake", name="李受理").press("form:has([name=username]) .button")
    told = re.search(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", admin.text())
    assert told is not None, admin.text()
    return told.group(0)


def _file(browser: Browser, site: Installation) -> tuple[Visitor, str]:
    worker = _visitor(browser, site, width=360).open("/")
    worker.press("a[href='/file/']").press()
    worker.fill(name="马小明", id_number="620102199003070026", phone=PHONE).press()
    worker.fill(code=until("the code by SMS", lambda: site.code_for(PHONE))).press()
    worker.fill(name="兰州某某餐饮店", phone="0931-8888888").press()
    worker.choose(is_site="no").press()
    worker.page.select_option("[name=division]", "620102")
    worker.press()
    worker.fill(trade="服务员", started="2026-03", ended="2026-09", rate="4200")
    worker.choose(pay_basis="monthly", contract="no").press()
    worker.fill(period_from="2026-07", period_to="2026-09", amount="12,600").press()
    worker.press().press()  # no fellow workers, no evidence
    worker.fill(facts="说好每月四千二，现金发，欠了三个月。").press()
    worker.choose(declared="on").press(".button--big")
    found = re.search(r"W620102-\d{4}-\d{5}", worker.text())
    assert found is not None, worker.text()
    return worker, found.group(0)


def _do(officer: Visitor, number: str, choice: str, **fields: str) -> None:
    """Open the task that lies first in the queue, and make a choice there."""
    officer.open("/desk/")
    with officer.page.expect_navigation():
        officer.page.locator("a[href*='/desk/task/']").first.click()
    assert number in officer.page.inner_text("body")
    if officer.page.locator(f"#choice-{choice}").get_attribute("open") is None:
        officer.page.locator(f"#choice-{choice} summary").first.click()
    outcome = fields.pop("outcome", None)
    if outcome is not None:
        officer.choose(**{f"{choice}__outcome": outcome})
    officer.fill(**{f"{choice}__{name}": value for name, value in fields.items()})
    officer.press(f"#choice-{choice} form .button")
    assert officer.page.locator(".desk-errors").count() == 0, officer.text()


def _close_as_paid(officer: Visitor, worker: Visitor, number: str) -> None:
    """The employer says he paid, the worker says so too, and only then the case can be closed."""
    _do(
        officer,
        number,
        "conclude",
        outcome="paid",
        note="对方说已经现金付清",
        days=legal_day(datetime.now(UTC)).isoformat(),
    )
    worker.open(f"/case/{number}/").press("a[href*='/payment/']").press("button[value=yes]")
    _do(officer, number, "close")
    assert officer.open("/desk/").page.locator("a[href*='/desk/task/']").count() == 0
    worker.open(f"/case/{number}/")
    assert "结案" in worker.text()


def _hears_of_the_acceptance(site: Installation, number: str) -> None:
    """By day the message arrives; by night it waits for the morning, as nobody's phone rings at night."""
    if not is_quiet(datetime.now(UTC)):
        until("the SMS of the acceptance", lambda: any(number in message["text"] for message in site.gateway.taken))
        return
    with psycopg.connect(site.postgres.url) as database:
        waiting = database.execute(
            "SELECT count(*) FROM notices_notice WHERE template = 'accepted' AND status = 'waiting'"
        ).fetchone()
    assert waiting == (1,)


def _receipt(worker: Visitor) -> bytes | None:
    link = worker.page.locator("a.button[href*='/document/']").get_attribute("href")
    answer = worker.page.request.get(worker.address + str(link))
    return answer.body() if answer.headers["content-type"] == "application/pdf" else None


def test_from_an_empty_database_to_the_first_closed_case(browser: Browser, site: Installation) -> None:
    said = site.manage("install", "--province", "62", "--admin", "冯管理")
    password = re.search(r"one-time password (\S+)", said)
    assert password is not None
    told = _hire_officer(browser, site, password.group(1))

    worker, number = _file(browser, site)
    receipt = until("the receipt", lambda: _receipt(worker))
    assert receipt.startswith(b"%PDF-1.7")
    officer = _log_in_first(_visitor(browser, site), "intake", told, OFFICER_PASSWORD)
    _do(officer, number, "accept")
    _hears_of_the_acceptance(site, number)

    worker.open(f"/case/{number}/")
    assert "受理" in worker.text()
    _close_as_paid(officer, worker, number)
    assert PHONE not in site.logs()
    assert site.code_for(PHONE) not in site.logs()
    assert password.group(1) not in site.logs()
    _each_request_is_known_to_the_proxy_and_to_the_web_by_one_number(site)


def _each_request_is_known_to_the_proxy_and_to_the_web_by_one_number(site: Installation) -> None:
    web = [(site.folder / f"{name}.log").read_text().splitlines() for name in ("web1", "web2")]
    lines = [json.loads(line) for log in web for line in log if line.startswith("{")]
    told = {line["request_id"]: line for line in lines if line["logger"] == "config.requests"}
    assert {"portal:filed", "portal:case", "desk:task"} <= {line["route"] for line in told.values()}
    proxy = (site.folder / "proxy" / "qingxin.log").read_text()
    assert all(number in proxy for number in told)
    assert "/case/" not in proxy


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    text: str


def _ask(
    site: Installation,
    port: str,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    *,
    source: str = "127.0.0.1",
) -> Answer:
    number, own = site.ports[port], (source, 0)
    connection = (
        http.client.HTTPSConnection(
            "localhost", number, context=ssl._create_unverified_context(), timeout=30, source_address=own
        )
        if port == "https"
        else http.client.HTTPConnection("localhost", number, timeout=30, source_address=own)
    )
    with closing(connection):
        connection.request(method, path, headers=headers or {})
        with connection.getresponse() as response:
            return Answer(response.status, response.headers, response.read().decode())


def test_the_proxy_encrypts_serves_static_files_and_cuts_bodies(site: Installation) -> None:
    plain = _ask(site, "http", "GET", "/track/")
    assert (plain.status, plain.headers["Location"]) == (301, "https://localhost/track/")

    page = _ask(site, "https", "GET", "/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"]
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page.text)
    assert sheet is not None
    answer = _ask(site, "https", "GET", sheet.group(1))
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]

    assert _ask(site, "https", "POST", "/track/", {"Content-Length": str(4 * 1024 * 1024)}).status == 413
    assert _ask(site, "https", "GET", "/", {"Host": "evil.example"}).status == 400


def test_what_the_proxy_refuses_by_itself_leaves_no_address_in_any_log(site: Installation) -> None:
    too_much = {"Content-Length": str(300 * 1024 * 1024), "Referer": "https://localhost/case/W620102-2026-4711/"}
    assert _ask(site, "https", "POST", "/answer/nobody-reads-this/?q=zhang", too_much).status == 413
    assert _ask(site, "https", "GET", "/static/nobody-reads-this.css").status == 404
    written = site.logs() + "".join(path.read_text() for path in (site.folder / "proxy").glob("*.log"))
    assert " POST 413 " in written
    assert not [word for word in ("nobody-reads-this", "zhang", "4711") if word in written]


def test_each_queue_has_its_worker_and_health_is_for_this_machine_only(site: Installation) -> None:
    told = json.loads(_ask(site, "web1", "GET", "/healthz").text)
    assert {name.split("@")[0] for name in told["worker"]["nodes"]} == set(settings.CELERY_TASK_QUEUES)
    assert _ask(site, "https", "GET", "/livez").status == 200
    for path in ("/healthz", "/readyz"):
        assert _ask(site, "https", "GET", path).status == 200
        assert _ask(site, "https", "GET", path, source="127.0.0.2").status == 403


def test_the_application_works_under_limits_behind_the_pooler_and_cannot_change_the_past(site: Installation) -> None:
    with psycopg.connect(site.database_url, autocommit=True) as pooled:
        assert pooled.execute("SELECT current_user").fetchone() == (APPLICATION,)
        shown = [pooled.execute(f"SHOW {name}").fetchone() for name in ("statement_timeout", "lock_timeout")]
        assert shown == [("30s",), ("10s",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            pooled.execute("DELETE FROM cases_event")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            pooled.execute("CREATE TABLE x (y int)")
