"""The SMS adapter against a provider on this machine."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured

from notices.channels.base import DeliveryFailed, Outgoing
from notices.channels.sms import HttpSmsChannel

MESSAGE = Outgoing(key="k1", address="+8613900000001", body="【清薪】已收到")


class Provider(HTTPServer):
    """Answers with `status` and keeps what it got."""

    status = 200
    got: list[tuple[dict[str, str], str]]


class Handler(BaseHTTPRequestHandler):
    """One request to the provider."""

    server: Provider

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((json.loads(body), self.headers["Authorization"]))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        """Stay silent."""


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    server = Provider(("127.0.0.1", 0), Handler)
    server.got = []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_TOKEN = "secret"
    settings.SMS_SIGNATURE = "清薪"
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_message_reaches_the_provider_with_its_key(provider):
    HttpSmsChannel().send(MESSAGE)
    content, authorization = provider.got[0]
    assert content == {"key": "k1", "to": "+8613900000001", "text": "【清薪】已收到", "signature": "清薪"}
    assert authorization == "Bearer secret"


def test_a_key_that_the_provider_has_seen_is_a_success(provider):
    provider.status = 409
    HttpSmsChannel().send(MESSAGE)


@pytest.mark.parametrize(("status", "permanent"), [(500, False), (429, False), (408, False), (400, True), (403, True)])
def test_which_answers_are_worth_another_try(provider, status, permanent):
    provider.status = status
    with pytest.raises(DeliveryFailed) as failure:
        HttpSmsChannel().send(MESSAGE)
    assert failure.value.permanent is permanent
    assert "139" not in str(failure.value)


def test_a_provider_that_is_away_is_tried_again(settings):
    settings.SMS_URL = "http://127.0.0.1:9/send"
    with pytest.raises(DeliveryFailed) as failure:
        HttpSmsChannel().send(MESSAGE)
    assert not failure.value.permanent


def test_no_number_no_message(provider):
    with pytest.raises(DeliveryFailed) as failure:
        HttpSmsChannel().send(Outgoing("k", "", "x"))
    assert failure.value.permanent
    assert provider.got == []


@pytest.mark.parametrize("url", ["", "http://example.org/send", "file:///etc/passwd"])
def test_only_https_is_taken(settings, url):
    settings.SMS_URL = url
    with pytest.raises(ImproperlyConfigured):
        HttpSmsChannel()
