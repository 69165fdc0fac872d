"""Whose address counts: the client's behind our own proxies, the peer's otherwise; and TRACE is refused."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from config.middleware import FORM_BYTES, UPLOAD_BYTES, BodyLimit, client_address

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


@pytest.fixture
def unread(monkeypatch):
    """Fail when a request's body is read."""
    monkeypatch.setattr(HttpRequest, "_load_post_and_files", lambda _self: pytest.fail("the body was read"))


UPLOADS = (
    "/file/evidence/",
    "/case/W620102-2026-00001/supplement/",
    "/answer/",
    "/desk/case/W1/evidence/",
    "/desk/task/7/",
)


@pytest.mark.parametrize("path", ["/track/", "/desk/login/", "/petition/", "/nowhere/"])
def test_a_body_larger_than_a_form_is_refused_before_it_is_read(db, unread, path):
    answer = Client(enforce_csrf_checks=True).post(path, {"a": "b"}, CONTENT_LENGTH=str(FORM_BYTES + 1))
    if path == "/nowhere/":
        assert answer.status_code == 404
        return
    assert answer.status_code == 413
    assert "内容太大" in answer.content.decode()


@pytest.mark.parametrize("path", UPLOADS)
def test_a_page_that_takes_files_takes_as_many_as_it_offers_and_no_more(db, path):
    client = Client(enforce_csrf_checks=True)
    assert client.post(path, CONTENT_LENGTH=str(UPLOAD_BYTES + 1)).status_code == 413
    view = resolve(path).func
    assert view.takes_files
    limit = BodyLimit(lambda _request: HttpResponse())
    request = RequestFactory().post(path, CONTENT_LENGTH=str(UPLOAD_BYTES))
    assert limit.process_view(request, view, (), {}) is None


@pytest.mark.parametrize(
    ("declared", "is_refused"), [(str(FORM_BYTES), False), ("", False), ("²", False), ("9" * 5000, True)]
)
def test_the_declared_length_decides(db, declared, is_refused):
    limit = BodyLimit(lambda _request: HttpResponse())
    request = RequestFactory().post("/track/")
    request.META["CONTENT_LENGTH"] = declared
    request.session = {}
    answer = limit.process_view(request, resolve("/track/").func, (), {})
    assert (answer is not None) == is_refused
