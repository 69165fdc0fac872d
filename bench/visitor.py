"""Somebody at the other end of HTTP: keeps cookies, walks the wizard, repeats a tap whose answer was lost."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

Fields = dict[str, Any]
LOST = (OSError, http.client.HTTPException)
"""What a dropped connection, a killed server or a time-out looks like from outside."""


@dataclass
class Answer:
    """One answer: status, body, and where it leads."""

    status: int
    body: str
    location: str


@dataclass
class Visitor:
    """A browser without a screen. `headers` are what a proxy would add; `source` is the address it comes from."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 60
    source: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Fields) -> Answer:
        """Send a form, with the token of the last page."""
        token = self.cookies.get("csrftoken") or self.cookies.get("__Host-csrftoken") or ""
        return self._ask("POST", path, {"csrfmiddlewaretoken": getattr(self, "token", token), **fields})

    def _ask(self, method: str, path: str, fields: Fields | None) -> Answer:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=self.timeout, source_address=(self.source, 0)
        )
        headers = {"Host": "127.0.0.1", **self.headers}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"https://{headers['Host']}{path}",
            }
        began = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            self.seconds.append(time.monotonic() - began)
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return Answer(response.status, text, urlsplit(response.headers.get("Location") or "").path)


def answers_of(name: str, phone: str, *, division: str = "620102") -> dict[str, Fields]:
    """Return what a worker of a site answers on each page of the wizard but the code."""
    return {
        "who": {"name": name, "id_number": "", "phone": phone},
        "employer": {"name": "兰州某某劳务有限公司", "phone": "", "credit_code": ""},
        "site": {"is_site": "no"},
        "place": {"division": division},
        "work": {
            "trade": "木工",
            "started": "2026-03",
            "ended": "2026-09",
            "pay_basis": "monthly",
            "rate": "4200",
            "contract": "no",
        },
        "owed": {"period_from": "2026-07", "period_to": "2026-09", "amount": "12600"},
        "workers": {"pasted": ""},
        "evidence": {},
        "story": {"facts": "说好每月四千二，三个月没给。", "request": "支付拖欠的工资"},
    }


def walk(visitor: Visitor, answers: dict[str, Fields], code_of: Callable[[str], str]) -> None:
    """Go from the first page to the check page. Raises RuntimeError where a page does not lead on."""
    path = "/file/"
    while not path.endswith("/check/"):
        visitor.get(path)
        if path == "/file/":  # once, unless another tap of the same visit was first
            path = _led_on("begin", visitor.post(path, {}))
            continue
        step = path.rstrip("/").rpartition("/")[2]
        given = {"code": code_of(answers["who"]["phone"])} if step == "code" else answers[step]
        path = _led_on(step, visitor.post(path, given))
    visitor.get(path)


def _led_on(step: str, answer: Answer) -> str:
    """Return where an answer leads. Raises RuntimeError with what it says if nowhere."""
    if answer.status != 302 or not answer.location:
        said = re.sub(r"<[^>]+>|\s+", " ", answer.body)[:200]
        raise RuntimeError(f"{step} answered {answer.status}: {errors_of(answer.body) or said}")
    return answer.location


def submit(visitor: Visitor) -> Answer:
    """Send the complaint; a 302 leads to the receipt page."""
    return visitor.post("/file/check/", {"declared": "on"})


def errors_of(body: str) -> list[str]:
    """Return what a page says is wrong."""
    return [re.sub(r"<[^>]+>|\s+", " ", part).strip() for part in re.findall(r'class="error[^>]*>(.*?)</', body, re.S)]
