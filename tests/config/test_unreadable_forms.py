"""A form that cannot be read is the sender's mistake: 400 and a page, with the check of its token and without."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from config.handler import Handler

PLAIN = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"number=1&code=2", f"{PLAIN}; charset=gbk"),
        (b"&".join(b"f%d=" % number for number in range(2_001)), PLAIN),
        (b"number=" + b"1" * (2 * 1024 * 1024 + 1), PLAIN),
        (b"--edge\r\n", "multipart/form-data; boundary="),
        (b"--edge\r\n", "multipart/form-data; boundary=" + "e" * 300),
    ],
    ids=["of another charset", "too many fields", "too long", "no boundary", "a boundary too long"],
)
@pytest.mark.parametrize("is_checked", [True, False])
@pytest.mark.parametrize("name", ["portal:track", "desk:login"])
def test_a_form_that_cannot_be_read_is_answered_400(db, name, is_checked, body, content_type):
    client = Client(enforce_csrf_checks=is_checked)
    client.get(reverse(name))
    answer = client.post(reverse(name), body, content_type=content_type)
    assert answer.status_code == 400
    assert "返回重填" in answer.content.decode()


@pytest.mark.parametrize("is_checked", [True, False])
@pytest.mark.parametrize(("body", "content_type"), [(b"a=1", f"{PLAIN}; charset=gbk"), (b"", "multipart/form-data")])
@pytest.mark.parametrize(("path", "host", "status"), [("/nowhere/", "testserver", 404), ("/track/", "a b", 400)])
def test_it_is_no_worse_where_nobody_asked_for_it(db, path, host, status, is_checked, body, content_type):
    answer = Client(enforce_csrf_checks=is_checked).post(path, body, content_type=content_type, HTTP_HOST=host)
    assert answer.status_code == status


def test_a_page_for_an_error_has_a_form_that_can_be_sent(db):
    """The choice of language stands on it: its token is of the cookie that comes with the page."""
    client = Client(enforce_csrf_checks=True)
    page = client.get("/nowhere/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    answer = client.post(reverse("set_language"), {"csrfmiddlewaretoken": token, "language": "en"})
    assert answer.status_code == 302


def test_a_form_that_can_be_read_is_still_asked_for_its_token(db):
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("portal:track"), {"number": "1", "code": "2"}).status_code == 403


@pytest.mark.parametrize(("method", "query"), [("POST", "a=%41"), ("POST", ""), ("GET", "number=%41")])
def test_a_charset_that_decodes_nothing_is_answered_400_and_not_by_the_server(db, method, query):
    """The library reads the query while it makes the request: outside of everything that answers a mistake."""
    sent = RequestFactory().generic(method, reverse("portal:track"), b"number=1", f"{PLAIN}; charset=utf-8")
    environ = {**sent.environ, "QUERY_STRING": query, "CONTENT_TYPE": f"{PLAIN}; charset=idna"}
    environ["HTTP_COOKIE"] = f"csrftoken={'a' * 32}"  # so that its token is looked for in the form
    said = []
    page = b"".join(Handler()(environ, lambda status, _headers: said.append(status)))
    assert said[0].startswith("400" if method == "POST" else "200")
    assert ("返回重填" in page.decode()) is (method == "POST")
