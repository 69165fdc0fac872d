"""Twenty thousand random requests as everybody and to every address: none is answered by an accident.

Each visit is a page and what is sent from it, at most `LONGEST` requests, and is rolled back: the same seed and number
do the same again. `python -m bench fuzz [--requests N] [--seed N] [--only NUMBER]`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from django.db import connection, transaction
from django.test import Client, override_settings
from django.test import client as test_client

from bench.database import empty_database
from bench.fuzz_input import Form, body, filled, forms_of, nasty, query, spoilt
from bench.fuzz_world import World, addresses, build
from clocks import calendars
from config.handler import Request
from offices import time_machine
from offices.clock import now
from offices.demo import create_demo_staff
from offices.models import Staff

test_client.WSGIRequest = Request  # type: ignore[attr-defined]  # as the server of production makes it

REQUESTS, SEED = 20_000, 724
LONGEST = 5
MOST_STATEMENTS = 250
"""Statements that no single request needs on matters of two workers."""

ROUNDS = "/healthz"
"""It tells of the rounds, and that they are not well: none run here."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
TRACES = (b"Traceback (most recent call last)", b"site-packages", b'File "/')
HEADERS = {
    "HTTP_HOST": ["localhost", "example.org", "localhost:99999", "", "a b", "[::1]", "\xff"],
    "HTTP_ACCEPT_LANGUAGE": [
        "en",
        "zh-hans",
        "xx-" + "y" * 600,
        "*",
        "en;q=nan",
        "\xff\0",
        "zh-hant,en;q=0.1",
        ";;;,,,",
    ],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "::1", "nonsense", ",".join(["10.0.0.1"] * 300), "\xff", "1.2.3.4:80"],
    "HTTP_REFERER": ["http://[", "//", "\xff", "https://localhost/desk/"],
    "HTTP_COOKIE": [
        "sessionid=" + "a" * 32,
        "sessionid=\xff",
        "=;;=",
        "django_language=\xff\0",
        "messages=[[1,2]]",
        "a" * 9_000,
    ],
    "HTTP_IF_MODIFIED_SINCE": ["nonsense", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Zzz 99999 99:99:99 GMT"],
    "HTTP_ACCEPT": ["application/json", "", "*/*;q=nan"],
    "HTTP_X_REQUESTED_WITH": ["XMLHttpRequest"],
    "HTTP_X_CSRFTOKEN": ["\xff", "a" * 64],
    "HTTP_RANGE": ["bytes=0-", "bytes=9-1", "nonsense"],
    "CONTENT_LENGTH": ["99999999999999999999", "3", "0"],
    "REMOTE_ADDR": ["::1", "", "nonsense"],
}


@dataclass
class Found:
    """What one run came to."""

    requests: int = 0
    most_statements: int = 0
    slowest: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    addresses: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    say: Callable[[str], object] = lambda _told: None


@dataclass
class Visit:
    """One visit: the dice of its number, somebody's cookies, and what was asked so far."""

    number: int
    seed: int
    world: World
    found: Found
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.seed}:{self.number}")  # noqa: S311
        self.person = self.world.somebody(self.dice)
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=self.dice.random() < 0.4)
        self.client.cookies.load(self.person.cookies)
        self.said.append(f"as {self.person.who}")

    def run(self) -> None:
        """Open an address, then send the forms that come back, following where they lead."""
        names = sorted(addresses())
        if self.dice.random() < 0.7:
            home = self.dice.choice(self.person.home)
            names = [name for name in names if name.startswith(home)] or names
        name = self.dice.choice(names)
        self.found.addresses.add(name)
        path, method = self._path(name), "GET"
        if self.dice.random() < 0.2:
            method = self.dice.choice(METHODS)
        response = self._ask(method, path, None)
        for _step in range(LONGEST - 1):
            if response.status_code in {301, 302} and response.get("Location", "").startswith("/"):
                path = response["Location"]
                response = self._ask("GET", path, None)
                continue
            forms = [form for form in forms_of(_page(response)) if "/language/" not in form.action]
            if not forms and self.dice.random() < 0.6:
                return
            form = self.dice.choice(forms) if forms and self.dice.random() < 0.93 else Form("POST", path)
            path, response = self._send(path, form)

    def _path(self, name: str) -> str:
        own = self.person.own if self.dice.random() < 0.8 else None
        path = self.world.path(name, addresses()[name], self.dice.choice, own)
        if self.dice.random() < 0.15:
            parts = path.split("/")
            raw = nasty(self.dice, self.world.ids)[:2_000].encode("utf-8", "surrogatepass")
            parts[self.dice.randrange(1, len(parts))] = quote_from_bytes(raw)
            path = "/".join(parts)
        if self.dice.random() < 0.3:
            path += "?" + query(spoilt([], self.world.fields, self.world.ids, self.dice))
        return path

    def _send(self, path: str, form: Form) -> tuple[str, Any]:
        target = form.action if form.action.startswith("/") else urlsplit(path).path + form.action
        pairs = spoilt(filled(form, self.dice), self.world.fields, self.world.ids, self.dice)
        if form.method == "GET":
            target = f"{target.partition('?')[0]}?{query(pairs)}"
            return target, self._ask("GET", target, None)
        return target, self._ask("POST", target, body(pairs, self.dice))

    def _ask(self, method: str, path: str, sent: tuple[bytes, str] | None) -> Any:
        data, content_type = sent or (b"", "application/octet-stream")
        extra = {}
        if self.dice.random() < 0.1:
            header = self.dice.choice(sorted(HEADERS))
            extra[header] = self.dice.choice(HEADERS[header])
        self.said.append(f"{method} {path[:300]} {content_type if sent else ''} {data[:600]!r} {extra}"[:1_200])
        began, counted = time.monotonic(), Counter[str]()
        with connection.execute_wrapper(_counting(counted)):
            response = self.client.generic(method, path, data, content_type, **extra)
            content = b"".join(response) if response.streaming else response.content
        connection.check_constraints()
        self.found.requests += 1
        self.found.statuses[response.status_code] += 1
        self.found.slowest = max(self.found.slowest, time.monotonic() - began)
        self.found.most_statements = max(self.found.most_statements, counted["statements"])
        self._judge(response, content, counted["statements"])
        return response

    def _judge(self, response: Any, content: bytes, statements: int) -> None:
        if response.status_code >= 500 and response.request["PATH_INFO"] != ROUNDS:
            said = "".join(traceback.format_exception(*response.exc_info)[-4:]) if response.exc_info else ""
            self.fault(f"answered {response.status_code}\n{said}")
        elif statements > MOST_STATEMENTS:
            self.fault(f"took {statements} statements")
        elif response.get("Content-Type", "").startswith("text/") and any(trace in content for trace in TRACES):
            self.fault("shows a traceback")

    def fault(self, what: str) -> None:
        """Note what is wrong, with all that is needed to see it again."""
        told = f"--only {self.number} --seed {self.seed}: {what}\n" + "\n".join(self.said)
        self.found.faults.append(told)
        self.found.say(f"{told}\n")


def _page(response: Any) -> str:
    is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
    return response.content.decode(errors="replace") if is_page else ""


def _counting(counted: Counter[str]) -> Callable[..., Any]:
    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        counted["statements"] += 1
        return execute(sql, *rest)

    return wrapper


def visit(number: int, seed: int, world: World, found: Found) -> None:
    """Make one visit and take all of it back."""
    calendars.forget()
    time_machine._read = None
    made = Visit(number, seed, world, found)
    taken_back = transaction.atomic()
    taken_back._from_testcase = True  # as that of a test: durable transactions, the looks, may stand inside it
    with taken_back:
        try:
            made.run()
        except Exception:
            made.fault(f"broke\n{traceback.format_exc(limit=-4)}")
        transaction.set_rollback(True)


def as_in_a_demonstration(folder: Path) -> override_settings:
    """Turn on what a demonstration has and what the test server lets pass; files lie in a folder."""
    hosts = ["localhost", "testserver"]
    return override_settings(DEMO=True, TIME_MACHINE=True, ALLOWED_HOSTS=hosts, MEDIA_ROOT=folder)


def fuzz(world: World, seed: int, requests: int, found: Found) -> Found:
    """Make visits until so many requests were answered."""
    number = 0
    while found.requests < requests:
        number += 1
        visit(number, seed, world, found)
    return found


def main() -> None:
    """Build the world, send, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", type=int)
    options, found = parser.parse_args(), Found(say=print)
    with tempfile.TemporaryDirectory() as made, empty_database(), as_in_a_demonstration(Path(made)):
        at = now()
        create_demo_staff(at)
        world = build({person.username: person for person in Staff.objects.select_related("office")}, at)
        began = time.monotonic()
        if options.only is not None:
            visit(options.only, options.seed, world, found)
        else:
            fuzz(world, options.seed, options.requests, found)
    print(
        f"{found.requests:,} requests to {len(found.addresses)} addresses as {len(world.people)} visitors, seed"
        f" {options.seed}, {time.monotonic() - began:.0f} s: {len(found.faults)} faults; most statements"
        f" {found.most_statements}, slowest {found.slowest:.1f} s, statuses {dict(sorted(found.statuses.items()))}"
    )
    sys.exit(bool(found.faults))


if __name__ == "__main__":
    main()
