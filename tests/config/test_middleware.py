"""Whose address counts: the client's behind our own proxies, the peer's otherwise; and TRACE is refused."""

import pytest
from django.test import Client

from config.middleware import client_address

OURS = ["127.0.0.1", "10.1.0.0/16"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_client_is_the_last_that_is_no_proxy_of_ours(peer, forwarded, client):
    assert client_address(peer, forwarded, OURS) == client


def test_nobody_is_believed_unless_trusted():
    assert client_address("127.0.0.1", "198.51.100.1", []) == "127.0.0.1"


def test_trace_is_refused(db):
    answer = Client().trace("/")
    assert answer.status_code == 405


def test_a_page_of_nobody_may_be_kept_and_one_of_somebody_may_not(staff):
    client = Client()
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")
    client.force_login(staff["intake"])
    assert "no-store" in client.get("/desk/")["Cache-Control"]
