"""A real browser: a phone of 360 px without JavaScript, and a desktop. Every page looked at is measured."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from clocks import heartbeats
from documents import preparation
from offices.clock import now
from offices.demo import DEMO_PASSWORD, create_demo_staff
from tests.browser import camera

MOST_BYTES = 100 * 1024
_AUDITED: set[int] = set()
"""Structures of pages that axe has passed in this run."""


class Visitor:
    """Someone at a screen. `look` measures the page in front of them."""

    def __init__(self, context: BrowserContext, address: str, auditor: BrowserContext, who: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.auditor = auditor
        self.who = who
        self.statuses: list[int] = []
        self.page.on("response", lambda response: self.statuses.append(response.status))

    def open(self, path: str) -> "Visitor":
        """Open a path of the site."""
        self.page.goto(self.address + path)
        return self.look()

    def press(self, selector: str = "main form .button >> nth=0") -> "Visitor":
        """Press a button or follow a link, and look at what comes."""
        with self.page.expect_navigation():
            self.page.click(selector)
        return self.look()

    def fill(self, **values: str) -> "Visitor":
        """Fill fields by their name; `__` stands for the hyphen of a form prefix."""
        for name, value in values.items():
            self.page.fill(f"[name='{name.replace('__', '-')}']", value)
        return self

    def choose(self, **values: str) -> "Visitor":
        """Tick radio buttons or boxes by name and value."""
        for name, value in values.items():
            which = "" if value == "on" else f"[value='{value}']"
            self.page.check(f"[name='{name.replace('__', '-')}']{which}")
        return self

    def look(self) -> "Visitor":
        """Hold the page against what every page promises: no server error, its weight, its width."""
        assert all(status < 500 for status in self.statuses), self.page.url
        assert self.page.locator("h1").count() >= 1, self.page.url
        too_wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not too_wide, f"{self.page.url} scrolls sideways"
        camera.take(self.page, self.who)
        return self

    def audit(self) -> "Visitor":
        """Let axe look at a copy of the page, styles included (the phone itself runs no script), once a structure.

        What axe finds hangs on elements, attributes and styles, not on the words: a page whose structure has been
        looked at in this run is not looked at again.
        """
        html = self.page.content().replace("<head>", f'<head><base href="{self.address}/">', 1)
        structure = hash(re.sub(r">[^<]+<|\d+|(?:value|href|src|content|alt|aria-label)=\"[^\"]+\"", "", html))
        if structure in _AUDITED:
            return self
        copy = self.auditor.new_page()
        copy.set_content(html)
        found = Axe().run(copy)
        copy.close()
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
        _AUDITED.add(structure)
        return self

    def weigh(self) -> "Visitor":
        """Add up the page and its styles."""
        sheets = self.page.locator("link[rel=stylesheet]").evaluate_all("links => links.map(link => link.href)")
        texts = [self.page.request.get(sheet).body() for sheet in sheets]
        weight = len(self.page.content().encode()) + sum(len(text) for text in texts)
        assert weight <= MOST_BYTES, f"{self.page.url}: {weight} bytes"
        return self

    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    @property
    def path(self) -> str:
        """Where the visitor is."""
        return urlsplit(self.page.url).path


class Site:
    """The site with its made-up staff, and everybody who looks at it."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.auditor = browser.new_context(bypass_csp=True)
        self.contexts = [self.auditor]

    def _visitor(self, who: str, **options) -> Visitor:
        context = self.browser.new_context(locale="zh-CN", **options)
        self.contexts.append(context)
        return Visitor(context, self.address, self.auditor, who)

    def phone(self, language: str = "zh-hans", width: int = 360) -> Visitor:
        """Return a phone without JavaScript, at the front page."""
        visitor = self._visitor("phone", viewport={"width": width, "height": 740}, java_script_enabled=False)
        visitor.open("/")
        if language == "en":
            visitor.press("button[value=en]")
        return visitor

    def staff(self, username: str, language: str = "zh-hans", *, phone: bool = False) -> Visitor:
        """Return a desktop, or a phone, with somebody logged in."""
        size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 900}
        visitor = self._visitor("phone-desk" if phone else "desk", viewport=size)
        visitor.open("/desk/login/")
        if language == "en":
            visitor.press("button[value=en]").open("/desk/login/")
        visitor.fill(username=username, password=DEMO_PASSWORD)
        visitor.press("form:has([name=password]) .button")
        assert visitor.path == "/desk/"
        return visitor

    def code(self) -> str:
        """Return the newest code that was sent."""
        visitor = self._visitor("desk").open("/messages/")
        found = re.search(r"(?<!\d)(\d{6})(?!\d)", visitor.text())
        assert found is not None
        return found.group(1)

    def letter(self, words: str) -> str:
        """Return the path of the link in the newest message that has these words."""
        texts = self._visitor("desk").open("/messages/").page.locator("main li").all_inner_texts()
        text = next(text for text in texts if words in text)
        found = re.search(r"https?://\S+", text)
        assert found is not None
        return urlsplit(found.group(0)).path


@pytest.fixture
def site(browser: Browser, live_server, transactional_db, settings, tmp_path, monkeypatch):
    """The site: `phone()`, `staff(username)`, `code()`, `letter(words)`."""
    settings.DEMO = True
    settings.PUBLIC_URL = live_server.url
    # Nothing runs beside the tests: let the parts look alive for as long as a journey takes.
    settings.OUTBOX_PERIOD = settings.SWEEP_PERIOD = settings.PULSE_PERIOD = 3600.0
    for part in heartbeats.periods():
        heartbeats.beat(part, datetime.now(UTC))
    monkeypatch.setattr(preparation, "_ring", lambda: preparation.render_waiting(at=now(), limit=50))
    create_demo_staff(datetime.now(UTC))
    site = Site(browser, live_server.url)
    yield site
    for context in site.contexts:
        context.close()
